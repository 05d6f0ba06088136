import { parseFolderPath, type RepoPath } from '@image-factory/core/enrollment';
import { describe, expect, it } from 'vitest';
import { analyze } from './analyze.ts';
import { explain } from './explain.ts';
import { inspect } from './inspect.ts';
import { entry, memoryRepository, type MemoryRepository } from './memory.fixture.ts';
import { synth } from './synth.ts';
import { update } from './update.ts';

const dir = folder('image-factory');

function folder(text: string): RepoPath {
  const parsed = parseFolderPath(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

const factoryYaml = 'repository: acme/factory\n';

function factory(): MemoryRepository {
  return memoryRepository({
    'image-factory/images.yaml': entry('platform') + entry('app'),
    'image-factory/factory.yaml': factoryYaml,
    'platform/Dockerfile': 'FROM debian:bookworm-slim\n',
    'app/Dockerfile': 'ARG TAG=3.20\nFROM alpine:${TAG} AS build\nFROM ghcr.io/acme/platform:latest\nCOPY --from=build /a /a\n',
  });
}

describe('update', () => {
  it('analyzes and synthesises in one step', async () => {
    const { files, deps } = factory();
    const report = await update({ dir, dryRun: false }, deps);
    expect(report.problems).toEqual([]);
    expect(report.changed).toBe(true);
    expect([...files.keys()].filter((path) => path.startsWith('image-factory/state/')).toSorted()).toEqual([
      'image-factory/state/base-images/alpine-3.20.yaml',
      'image-factory/state/base-images/debian-bookworm-slim.yaml',
      'image-factory/state/images/app.yaml',
      'image-factory/state/images/platform.yaml',
    ]);
    expect(files.get('dist/image-factory.k8s.yaml')).toContain('name: rebuild-trigger-app');
    expect(report.images).toEqual([
      {
        name: 'app',
        kind: 'managed',
        status: 'success',
        builtFrom: [
          { image: 'alpine:3.20', use: 'build-stage' },
          { image: 'ghcr.io/acme/platform:latest', use: 'final-base' },
        ],
      },
      { name: 'platform', kind: 'managed', status: 'success', builtFrom: [{ image: 'debian:bookworm-slim', use: 'final-base' }] },
    ]);
    expect(report.watches.map(({ name, tags, dependents }) => [name, tags, dependents])).toEqual([
      ['alpine-3.20', '3.20', ['app']],
      ['debian-bookworm-slim', 'bookworm-slim', ['platform']],
      ['app', 'latest', []],
      ['platform', 'latest', ['app']],
    ]);
  });

  it('changes nothing the second time, whatever the clock says', async () => {
    const { files, deps, clock } = factory();
    await update({ dir, dryRun: false }, deps);
    const before = new Map(files);
    for (let run = 0; run < 9; run += 1) {
      clock.advance('1d');
      const report = await update({ dir, dryRun: false }, deps);
      expect(report).toMatchObject({ changed: false, files: [], changes: [] });
    }
    expect(files).toEqual(before);
  });

  it('a dry run says the same and writes nothing', async () => {
    const { files, deps } = factory();
    const before = new Map(files);
    const { diff, ...planned } = await update({ dir, dryRun: true }, deps);
    expect(files).toEqual(before);
    expect(diff?.files.map(({ path }) => path)).toEqual(planned.files.map(({ path }) => path));
    expect(diff?.files.flatMap(({ lines }) => lines)).toContain('+fullImage: debian:bookworm-slim');
    const done = await update({ dir, dryRun: false }, deps);
    expect({ ...planned, dryRun: false }).toEqual(done);
  });

  it('says what has to be built, in waves, and why nothing', async () => {
    const { files, deps } = factory();
    files.set('image-factory/images.yaml', `${files.get('image-factory/images.yaml')}${entry('other')}`);
    files.set('other/Dockerfile', 'FROM busybox:1\n');
    await update({ dir, dryRun: false }, deps);
    const quiet = await update({ dir, dryRun: false }, deps);
    expect(quiet.builds).toEqual({ matrix: [], emptyReason: 'Every enrolled image is built from what its state already knows.' });
    files.set('platform/Dockerfile', 'FROM debian:trixie-slim\n');
    const { builds } = await update({ dir, dryRun: false }, deps);
    expect(builds?.matrix.map((wave) => wave.map(({ image }) => image))).toEqual([['platform'], ['app']]);
    expect(builds?.emptyReason).toBe('');
  });

  it('gives the same state and manifests as analyze and then synth', async () => {
    const together = factory();
    await update({ dir, dryRun: false }, together.deps);
    const apart = factory();
    await analyze({ dir, dryRun: false }, apart.deps);
    await synth({ dir, dryRun: false }, apart.deps);
    expect(apart.files).toEqual(together.files);
  });

  it.each([
    { story: 'a typo in an entry', from: 'dockerfile: app', to: 'dockerfle: app' },
    { story: 'an entry without a readable name', from: '- name: app', to: '- name: ../app' },
    { story: 'broken YAML', from: 'name: app', to: 'name: "app' },
  ])('$story takes nothing out of the manifests', async ({ from, to }) => {
    const { files, deps } = factory();
    await update({ dir, dryRun: false }, deps);
    const before = new Map(files);
    const images = files.get('image-factory/images.yaml') ?? '';
    files.set('image-factory/images.yaml', images.replace(from, to));
    const report = await update({ dir, dryRun: false }, deps);
    expect(report.problems.some(({ severity }) => severity === 'error')).toBe(true);
    expect(files.get('dist/image-factory.k8s.yaml')).toBe(before.get('dist/image-factory.k8s.yaml'));
    files.set('image-factory/images.yaml', images);
    await update({ dir, dryRun: false }, deps);
    expect(files).toEqual(before);
  });

  it('makes no manifest, but keeps state current, while factory.yaml has errors', async () => {
    const { files, deps } = factory();
    files.set('image-factory/factory.yaml', 'kargo: {rebuild: sometimes}\n');
    const report = await update({ dir, dryRun: false }, deps);
    expect(report.problems.map(({ severity, code }) => [severity, code])).toEqual([['error', 'factory/invalid-value']]);
    expect(files.has('image-factory/state/images/app.yaml')).toBe(true);
    expect(files.has('dist/image-factory.k8s.yaml')).toBe(false);
  });
});

describe('analyze', () => {
  it('looks only at the image that was asked for, and keeps the rest', async () => {
    const { files, deps } = factory();
    await analyze({ dir, dryRun: false }, deps);
    files.set('app/Dockerfile', 'FROM alpine:3.21\n');
    files.set('platform/Dockerfile', 'FROM debian:trixie-slim\n');
    const report = await analyze({ dir, image: 'app', dryRun: false }, deps);
    expect(report.changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['updated app', 'created alpine-3.21', 'archived alpine-3.20']);
    expect(files.get('image-factory/state/images/platform.yaml')).toContain('debian-bookworm-slim');
  });

  it('knows no such image, and says which was meant', async () => {
    const { files, deps } = factory();
    const before = new Map(files);
    const report = await analyze({ dir, image: 'ap', dryRun: false }, deps);
    expect(report.problems).toMatchObject([{ code: 'inputs/unknown-image', hint: 'Did you mean app?' }]);
    expect(files).toEqual(before);
  });

  it('does not parse what did not change, and repeats what was wrong', async () => {
    const { files, deps } = factory();
    files.set('app/Dockerfile', 'ARG BASE\nFROM ${BASE}\n');
    const first = await analyze({ dir, dryRun: false }, deps);
    const second = await analyze({ dir, dryRun: false }, deps);
    expect(first.problems.map(({ code }) => code)).toEqual(['dockerfile/unknown-image']);
    expect(second.problems).toEqual(first.problems);
    expect(files.get('image-factory/state/images/platform.yaml')).toMatch(/^analysisKey: \S+$/m);
    expect(files.get('image-factory/state/images/app.yaml')).not.toContain('analysisKey');
  });

  it('a source in another repository that is not here: an error that says how to bring it', async () => {
    const { deps, files } = memoryRepository({ 'image-factory/images.yaml': entry('app', '    repo: acme/other\n') }, { read: async () => ({ kind: 'elsewhere', repo: 'acme/other' }) });
    const report = await analyze({ dir, dryRun: false }, deps);
    expect(report.problems).toMatchObject([{ severity: 'error', code: 'source/elsewhere', hint: expect.stringContaining('--checkout acme/other=DIR') }]);
    expect(files.get('image-factory/state/images/app.yaml')).toContain('discoveryStatus: failed');
  });

  it('an image that is built from itself is marked at the words that say so', async () => {
    const { files, deps } = factory();
    files.set('app/Dockerfile', 'ARG TAG=latest\nFROM --platform=linux/amd64 ghcr.io/acme/app:${TAG} AS again\n');
    const { problems } = await analyze({ dir, dryRun: false }, deps);
    expect(problems).toMatchObject([{ code: 'enrollment/self-dependency', source: { file: 'app/Dockerfile', range: { start: { line: 2, column: 29 }, end: { line: 2, column: 52 } } } }]);
  });

  it('P10: a source that can not be read stops no other image', async () => {
    const { files, deps } = factory();
    const { sources } = deps;
    const report = await analyze(
      { dir, dryRun: false },
      { ...deps, sources: { read: async (source, path) => (path === 'app/Dockerfile' ? { kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' } : sources.read(source, path)) } },
    );
    expect(report.problems.map(({ code }) => code)).toEqual(['dockerfile/not-a-file']);
    expect(files.get('image-factory/state/images/platform.yaml')).toContain('discoveryStatus: success');
  });

  it('the result does not depend on which Dockerfile is read first', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `img${index}`);
    const images = {
      'image-factory/images.yaml': names.map((name) => entry(name)).join(''),
      ...Object.fromEntries(names.map((name, index) => [`${name}/Dockerfile`, index % 7 === 0 ? 'FORM x\n' : `FROM node:${index}\n`])),
    };
    const orderly = memoryRepository(images);
    const shuffled = memoryRepository(images);
    const { sources } = shuffled.deps;
    const slow = {
      read: async (...args: Parameters<typeof sources.read>) => {
        await new Promise((resolve) => setTimeout(resolve, (args[1].length * 7919) % 13));
        return sources.read(...args);
      },
    };
    const first = await analyze({ dir, dryRun: false }, orderly.deps);
    const second = await analyze({ dir, dryRun: false }, { ...shuffled.deps, sources: slow });
    expect(second).toEqual(first);
    expect(shuffled.files).toEqual(orderly.files);
  });
});

describe('a state file that can not be read', () => {
  const path = 'image-factory/state/images/app.yaml';

  it('is set aside, and the last good version takes its place', async () => {
    const { files, past, deps } = factory();
    await analyze({ dir, dryRun: false }, deps);
    const good = `${files.get(path)}ofAnotherTool: x\n`;
    past.set(path, ['also: [broken\n', good, 'older: x\n']);
    files.set(path, '<<<<<<< HEAD\n');
    const report = await analyze({ dir, dryRun: false }, deps);
    expect(report.problems).toMatchObject([{ severity: 'warning', code: 'state/corrupt' }]);
    expect(files.get(path)).toBe(good);
    const kept = [...files].filter(([name]) => name.includes('_quarantine'));
    expect(kept.map(([, text]) => text)).toEqual(['<<<<<<< HEAD\n']);
    expect((await analyze({ dir, dryRun: false }, deps)).changed).toBe(false);
  });

  it('without a good version it is made anew, and the text is kept', async () => {
    const { files, deps } = factory();
    await analyze({ dir, dryRun: false }, deps);
    const fresh = files.get(path);
    files.set(path, 'name: [\n');
    await analyze({ dir, dryRun: false }, deps);
    expect(files.get(path)).toBe(fresh);
    expect([...files.values()]).toContain('name: [\n');
  });

  it('reading commands repair nothing', async () => {
    const { files, deps } = factory();
    await update({ dir, dryRun: false }, deps);
    files.set(path, 'name: [\n');
    const before = new Map(files);
    expect((await inspect(dir, deps)).problems).toMatchObject([{ code: 'state/corrupt' }]);
    expect(files).toEqual(before);
  });
});

describe('files that are in the way', () => {
  it('a state file that can not be opened is left alone, and so is everything that might go with it', async () => {
    const { files, deps } = factory();
    await analyze({ dir, dryRun: false }, deps);
    const before = new Map(files);
    files.set('app/Dockerfile', 'FROM alpine:3.21\n');
    const { tree } = deps;
    const refusing = {
      ...tree,
      read: async (...[path, limit]: Parameters<typeof tree.read>) =>
        path.endsWith('images/app.yaml') ? { kind: 'refused' as const, code: 'symlink', reason: 'it is a symbolic link' } : tree.read(path, limit),
    };
    const report = await analyze({ dir, dryRun: false }, { ...deps, tree: refusing });
    expect(report.problems).toMatchObject([{ code: 'source/unreadable', source: { file: 'image-factory/state/images/app.yaml' } }]);
    expect(files.get('image-factory/state/images/app.yaml')).toBe(before.get('image-factory/state/images/app.yaml'));
    expect(files.has('image-factory/state/base-images/alpine-3.20.yaml')).toBe(true);
  });

  it('a file with a name that none of ours has is passed over, and named', async () => {
    const { files, deps } = factory();
    files.set('image-factory/state/images/a b.yaml', 'name: x\n');
    files.set('image-factory/images.d/a b.yaml', '[]\n');
    const report = await analyze({ dir, dryRun: false }, deps);
    expect(report.problems.map(({ code }) => code)).toEqual(['source/unreadable', 'source/unreadable']);
    expect(files.get('image-factory/state/images/app.yaml')).toContain('discoveryStatus: success');
    expect(files.get('image-factory/state/images/a b.yaml')).toBe('name: x\n');
  });
});

describe('explain', () => {
  it.each(['app', 'platform', 'alpine-3.20', 'alpine:3.20', 'docker.io/library/debian:bookworm-slim'])('%s', async (subject) => {
    const { deps } = factory();
    await update({ dir, dryRun: false }, deps);
    const { model, state } = await inspect(dir, deps);
    expect(model && explain(subject, model, state)).toMatchSnapshot();
  });

  it('knows nothing of a name that is not there', async () => {
    const { deps } = factory();
    const { model, state } = await inspect(dir, deps);
    expect(model && explain('nothing', model, state)).toBeUndefined();
  });
});
