import { describe, expect, it } from 'vitest';
import { readYamlMap, isMap, type YamlMap } from '../yaml/index.ts';
import { textField } from '../state/index.ts';
import { Repository } from './factory.fixture.ts';

const own = 'image-factory/state';
const digest = `sha256:${'a'.repeat(64)}`;
const older = `sha256:${'b'.repeat(64)}`;

function stateAt(repository: Repository, path: string): YamlMap {
  const read = readYamlMap(repository.text(path), path);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

function keptOf(state: YamlMap): unknown {
  const kept = state.get('migratedFrom');
  return isMap(kept) ? Object.fromEntries([...kept].map(([key]) => [key, textField(kept, key)])) : undefined;
}

const nodeBase = { fullImage: 'node:22', registry: 'docker.io', repository: 'library/node', tag: '"22"' };

describe('fields of a base state', () => {
  it.each([
    { story: 'microseconds', field: 'firstDiscovered', given: "'2025-12-29T19:25:06.848773+00:00'", wanted: '2025-12-29T19:25:06Z' },
    { story: 'a space instead of T', field: 'lastChecked', given: '2025-01-01 10:00:00', wanted: '2025-01-01T10:00:00Z' },
    { story: "Python's None for a time", field: 'lastUpdated', given: 'None', wanted: undefined },
    { story: "Python's None for a digest", field: 'currentDigest', given: 'None', wanted: undefined },
    { story: 'a digest', field: 'currentDigest', given: digest, wanted: digest },
    { story: 'a placeholder for a digest', field: 'currentDigest', given: 'sha256:placeholder-will-be-updated', wanted: undefined, kept: 'sha256:placeholder-will-be-updated' },
    { story: 'no time at all', field: 'lastChecked', given: 'recently', wanted: undefined, kept: 'recently' },
    { story: 'a doubled backslash', field: 'allowTags', given: '^3\\\\.20$', wanted: '^22$', kept: '^3\\\\.20$' },
    { story: 'a number for a tag', field: 'tag', given: '22', wanted: '22' },
    { story: 'a wrong registry: fullImage decides', field: 'registry', given: 'quay.io', wanted: 'docker.io', kept: 'quay.io' },
    { story: 'a field of another program', field: 'publishedAt', given: '2019-01-30 22:20:12', wanted: '2019-01-30 22:20:12' },
  ])('$story', ({ field, given, wanted, kept }) => {
    const fields = { name: 'node-22', ...nodeBase, [field]: given };
    const repository = new Repository({
      [`${own}/base-images/node-22.yaml`]: Object.entries(fields)
        .map(([key, value]) => `${key}: ${value}\n`)
        .join(''),
    });
    repository.migrate();
    const state = stateAt(repository, `${own}/base-images/node-22.yaml`);
    expect(textField(state, field)).toBe(wanted);
    expect(keptOf(state)).toEqual(kept === undefined ? undefined : { [field]: kept });
    expect(textField(state, 'schemaVersion')).toBe('1');
  });

  it('an escaped tag was doubled, nothing more', () => {
    const repository = new Repository({ [`${own}/base-images/x.yaml`]: 'name: alpine-3.20\nfullImage: alpine:3.20\nallowTags: ^3\\\\.20$\n' });
    const { steps } = repository.migrate();
    expect(steps.find(({ field }) => field === 'allowTags')).toMatchObject({ from: '^3\\\\.20$', to: '^3\\.20$' });
    expect(repository.paths(`${own}/base-images`)).toEqual([`${own}/base-images/alpine-3.20.yaml`]);
  });
});

describe('which image a base state is about', () => {
  it.each([
    { story: 'fullImage has the digits that the tag lost', text: 'fullImage: alpine:3.20\nregistry: docker.io\nrepository: library/alpine\ntag: 3.2\n', image: 'alpine:3.20' },
    { story: 'without it, allowTags has', text: 'registry: docker.io\nrepository: library/alpine\ntag: 3.2\nallowTags: ^3\\\\.20$\n', image: 'alpine:3.20' },
    { story: 'or the name', text: 'name: alpine-3.20\nregistry: docker.io\nrepository: library/alpine\ntag: 3.2\n', image: 'alpine:3.20' },
    { story: 'another number in the name says nothing', text: 'name: alpine-3.21\nrepository: library/alpine\ntag: 3.2\n', image: 'alpine:3.2', doubtful: true },
    { story: 'nothing tells', text: 'registry: docker.io\nrepository: library/alpine\ntag: 3.2\n', image: 'alpine:3.2', doubtful: true },
    { story: 'in quotes it is what it is', text: 'registry: docker.io\nrepository: library/alpine\ntag: "3.2"\n', image: 'alpine:3.2' },
    { story: 'a pin is no part of it', text: `fullImage: node:20-slim@${digest}\n`, image: 'node:20-slim' },
    { story: 'a pin that was cut at the wrong colon', text: `registry: docker.io\nrepository: library/node:20-slim@sha256\ntag: ${'a'.repeat(64)}\n`, image: 'node:20-slim' },
    { story: 'repoURL and allowTags', text: 'repoURL: gcr.io/distroless/static\nallowTags: ^nonroot$\n', image: 'gcr.io/distroless/static:nonroot' },
    { story: 'a digest alone', text: `fullImage: node@${digest}\n`, image: `node@${digest}` },
  ])('$story', ({ text, image, doubtful = false }) => {
    const repository = new Repository({ [`${own}/base-images/some-name.yaml`]: text });
    const { problems } = repository.migrate();
    const [path = ''] = repository.paths(`${own}/base-images`);
    expect(textField(stateAt(repository, path), 'fullImage')).toBe(image);
    expect(problems.map(({ code }) => code)).toEqual(doubtful ? ['migrate/doubtful-value'] : []);
  });

  it('is unknown: the file is set aside with the reason', () => {
    const repository = new Repository({ [`${own}/base-images/notes.yaml`]: 'hello: world\n' });
    const { problems } = repository.migrate();
    expect(problems.map(({ code }) => code)).toEqual(['migrate/set-aside']);
    const [path = ''] = repository.paths(own);
    expect(path).toMatch(/_quarantine\/base-images\.notes\.[0-9a-f]{8}\.txt$/);
    expect(repository.text(path)).toBe('# Set aside by image-factory migrate: nothing in it names an image\nhello: world\n');
  });
});

describe('several states of one image', () => {
  const newer = `name: node-22\nfullImage: node:22\nfirstDiscovered: '2025-06-01T00:00:00Z'\nlastChecked: '2026-01-01T00:00:00Z'\ncurrentDigest: null\nupdateHistory:\n  - digest: ${digest}\n    at: '2026-01-01T00:00:00Z'\n`;
  const elder = `name: docker.io-library-node-22\nfullImage: docker.io/library/node:22\nfirstDiscovered: '2024-06-01T00:00:00Z'\nlastChecked: '2025-01-01T00:00:00Z'\ncurrentDigest: ${older}\nlastUpdated: '2024-07-01T00:00:00Z'\nofTheirs: kept\nupdateHistory:\n  - digest: ${older}\n    at: '2024-07-01T00:00:00Z'\n`;

  it.each([
    ['right', 'wrong'],
    ['wrong', 'right'],
  ])('the newer counts whatever it is called (%s), the other completes it and is archived', (name) => {
    const [newerName, elderName] = name === 'right' ? ['node-22', 'docker.io-library-node-22'] : ['a-node', 'node-22'];
    const repository = new Repository({ [`${own}/base-images/${newerName}.yaml`]: newer, [`${own}/base-images/${elderName}.yaml`]: elder });
    repository.migrate();
    expect(repository.paths(own)).toEqual([`${own}/_archive/base-images/node-22.yaml`, `${own}/base-images/node-22.yaml`]);
    const state = stateAt(repository, `${own}/base-images/node-22.yaml`);
    expect(textField(state, 'lastChecked')).toBe('2026-01-01T00:00:00Z');
    expect(textField(state, 'firstDiscovered')).toBe('2024-06-01T00:00:00Z');
    expect(textField(state, 'currentDigest')).toBe(older);
    expect(textField(state, 'lastUpdated')).toBe('2024-07-01T00:00:00Z');
    expect(textField(state, 'ofTheirs')).toBe('kept');
    expect(repository.text(`${own}/base-images/node-22.yaml`).indexOf(`digest: ${older}`)).toBeLessThan(repository.text(`${own}/base-images/node-22.yaml`).indexOf(`digest: ${digest}`));
    expect(repository.text(`${own}/_archive/base-images/node-22.yaml`)).toContain('is about the same image and is newer');
  });

  it('what was seen together stays together', () => {
    const repository = new Repository({ [`${own}/base-images/node-22.yaml`]: newer.replace('currentDigest: null', `currentDigest: ${digest}`), [`${own}/base-images/b.yaml`]: elder });
    repository.migrate();
    const state = stateAt(repository, `${own}/base-images/node-22.yaml`);
    expect(textField(state, 'currentDigest')).toBe(digest);
    expect(textField(state, 'lastUpdated')).toBeUndefined();
  });

  it('two files may change names', () => {
    const repository = new Repository({ [`${own}/base-images/node-22.yaml`]: 'fullImage: python:3\n', [`${own}/base-images/python-3.yaml`]: 'fullImage: node:22\n' });
    repository.migrate();
    expect(repository.paths(own)).toEqual([`${own}/base-images/node-22.yaml`, `${own}/base-images/python-3.yaml`]);
    expect(textField(stateAt(repository, `${own}/base-images/python-3.yaml`), 'fullImage')).toBe('python:3');
  });
});

describe('state of an image', () => {
  it.each([
    { story: 'a version stays text', given: 'currentVersion: 0.6.5', field: 'currentVersion', wanted: '0.6.5' },
    { story: 'also one that looks like a number', given: 'currentVersion: 1.10', field: 'currentVersion', wanted: '1.10' },
    { story: 'None', given: 'currentVersion: None', field: 'currentVersion', wanted: undefined },
    { story: 'no status yet', given: 'lastBuilt: 2024-12-03T12:00:00Z', field: 'discoveryStatus', wanted: 'pending' },
    { story: 'a status of another program', given: 'discoveryStatus: stale', field: 'discoveryStatus', wanted: 'pending' },
    { story: 'only watched', given: 'repoURL: docker.io/library/redis', field: 'discoveryStatus', wanted: 'external' },
  ])('$story', ({ given, field, wanted }) => {
    const repository = new Repository({ [`${own}/images/app.yaml`]: `name: app\n${given}\n` });
    repository.migrate();
    expect(textField(stateAt(repository, `${own}/images/app.yaml`), field)).toBe(wanted);
  });

  it('calls its bases as their states are called now', () => {
    const repository = new Repository({
      [`${own}/images/app.yaml`]: 'name: app\nbaseImages:\n  - distroless-static-latest\n  - unknown-base\n',
      [`${own}/base-images/distroless-static-latest.yaml`]: 'name: distroless-static-latest\nfullImage: gcr.io/distroless/static:latest\n',
    });
    repository.migrate();
    const [base = ''] = repository.paths(`${own}/base-images`);
    const key = base.slice(base.lastIndexOf('/') + 1, -'.yaml'.length);
    expect(key).toMatch(/^gcr\.io-distroless-static-latest--/);
    expect(stateAt(repository, `${own}/images/app.yaml`).get('baseImages')).toEqual([key, 'unknown-base']);
  });
});

describe('files that are no state', () => {
  it('examples go to the archive as they are', () => {
    const repository = new Repository({ [`${own}/base-images/node-22.example.yaml`]: '# how it looks\nfullImage: node:22\n' });
    expect(repository.migrate().problems).toEqual([]);
    const [path = ''] = repository.paths(own);
    expect(path).toMatch(/_archive\/examples\/base-images\.node-22\.example\.[0-9a-f]{8}\.txt$/);
    expect(repository.text(path)).toContain('# how it looks\nfullImage: node:22\n');
  });

  it('unreadable ones are set aside', () => {
    const repository = new Repository({ [`${own}/images/app.yaml`]: 'a: [\n' });
    expect(repository.migrate().problems.map(({ code }) => code)).toEqual(['migrate/set-aside']);
    expect(repository.paths(own).join()).toContain('_quarantine/images.app.');
  });
});

describe('a newer schema', () => {
  it.each([`${own}/images/app.yaml`, `${own}/base-images/node-22.yaml`, `${own}/_archive/images/app.yaml`])('in %s: nothing is migrated', (path) => {
    const repository = new Repository({ [path]: 'schemaVersion: 2\nfullImage: node:22\n', [`${own}/base-images/old-name.yaml`]: 'fullImage: python:3\n' });
    const migration = repository.migrate();
    expect(migration).toMatchObject({ refused: true, files: [], steps: [] });
    expect(migration.problems.map(({ code }) => code)).toEqual(['state/newer-schema']);
  });
});

describe('state of another program', () => {
  const base = `name: alpine-3.20\nfullImage: alpine:3.20\ntag: 3.2\ncurrentDigest: ${digest}\nobservedAt: 2026-04-14 18:41:48.910665+00:00\nplatforms:\n  - os: linux\n    architecture: 386\n`;
  const image = 'name: web\nenrolledAt: 2026-04-14 18:41:48\nregistry: ghcr.io/acme\nimage: web\ntag: 3.20\ndockerfile: web/Dockerfile\nbaseImages:\n- alpine-3.20\n';

  it('is read where it is, once', () => {
    const repository = new Repository({ '.cascadeguard/base-images/alpine-3.20.yaml': base, '.cascadeguard/images/web.yaml': image });
    repository.migrate();
    expect(repository.text('.cascadeguard/images/web.yaml')).toBe(image);
    const state = stateAt(repository, `${own}/base-images/alpine-3.20.yaml`);
    expect([textField(state, 'tag'), textField(state, 'lastUpdated'), textField(state, 'currentDigest')]).toEqual(['3.20', '2026-04-14T18:41:48Z', digest]);
    expect(textField(stateAt(repository, `${own}/images/web.yaml`), 'tag')).toBe('3.20');
    expect(repository.migrate()).toMatchObject({ files: [], steps: [] });
  });

  it('is read again when it changed, and the newer counts', () => {
    const repository = new Repository({ '.cascadeguard/base-images/alpine-3.20.yaml': base });
    repository.migrate();
    repository.files.set('.cascadeguard/base-images/alpine-3.20.yaml', base.replace(digest, older).replace('2026-04-14', '2026-05-01'));
    repository.migrate();
    expect(textField(stateAt(repository, `${own}/base-images/alpine-3.20.yaml`), 'currentDigest')).toBe(older);
    expect(repository.paths(`${own}/_archive/base-images`)).toEqual([`${own}/_archive/base-images/alpine-3.20.yaml`]);
    expect(repository.migrate()).toMatchObject({ files: [], steps: [] });
  });

  it('what merely stands in such a folder is passed over without a word of warning', () => {
    const repository = new Repository({ 'state/images/chart.yaml': 'replicas: 3\n', 'state/images/x.example.yaml': 'name: x\n' });
    const { files, problems, steps } = repository.migrate();
    expect([files, problems]).toEqual([[], []]);
    expect(steps.map(({ did }) => did)).toEqual(['ignored', 'ignored']);
  });

  it('what can not be read is told and stays', () => {
    const repository = new Repository({ '.cascadeguard/images/web.yaml': 'a: [\n' });
    expect(repository.migrate().problems.map(({ code }) => code)).toEqual(['migrate/not-taken']);
    expect([...repository.files.keys()]).toEqual(['.cascadeguard/images/web.yaml']);
  });

  it('a list of migrated files that can not be read stops everything', () => {
    const repository = new Repository({ [`${own}/_archive/migration.yaml`]: 'files: [', '.cascadeguard/images/web.yaml': image });
    expect(repository.migrate()).toMatchObject({ refused: true, files: [] });
  });
});
