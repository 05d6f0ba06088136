import { describe, expect, it } from 'vitest';
import { external, managed, World } from './world.fixture.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const nodeBase = 'base-images/node-22-bookworm-slim.yaml';

function worldOf(images: string, dockerfiles: Record<string, string>): World {
  const world = new World();
  world.images = images;
  world.dockerfiles = dockerfiles;
  return world;
}

function app(): World {
  return worldOf(managed('app'), { 'app/Dockerfile': 'FROM node:22-bookworm-slim\n' });
}

describe('life of an image', () => {
  it('new managed: a state of its own without upstream watching, and one for each base', () => {
    const world = app();
    const { plan } = world.run();
    expect(world.paths()).toEqual([nodeBase, 'images/app.yaml']);
    expect(world.text('images/app.yaml')).toMatchSnapshot();
    expect(world.text(nodeBase)).toMatchSnapshot();
    expect(plan.changes.map(({ kind, of, name }) => `${kind} ${of} ${name}`)).toEqual(['created image app', 'created base node-22-bookworm-slim']);
  });

  it('new external: watched, no bases, no build fields', () => {
    const world = worldOf(external('postgres', 'library/postgres', '^16-alpine$'), {});
    world.run();
    expect(world.paths()).toEqual(['images/postgres.yaml']);
    expect(world.text('images/postgres.yaml')).toMatchSnapshot();
  });

  it('a base that is no longer used is archived with reason and time, and comes back with what it knew', () => {
    const world = app();
    world.run();
    world.edit(nodeBase, 'currentDigest: null', `currentDigest: ${digest}`);
    world.dockerfiles['app/Dockerfile'] = 'FROM alpine:3.20\n';
    world.day = 2;
    world.run();
    expect(world.paths()).toEqual(['_archive/base-images/node-22-bookworm-slim.yaml', 'base-images/alpine-3.20.yaml', 'images/app.yaml']);
    const archived = world.text('_archive/base-images/node-22-bookworm-slim.yaml');
    expect(archived).toContain('  at: "2026-01-02T10:00:00Z"\n  reason: no image uses it any more\n');
    expect(archived).toContain(digest);

    world.dockerfiles['app/Dockerfile'] = 'FROM node:22-bookworm-slim\n';
    world.day = 3;
    const { plan } = world.run();
    expect(world.paths()).toEqual(['_archive/base-images/alpine-3.20.yaml', nodeBase, 'images/app.yaml']);
    expect(world.text(nodeBase)).toContain(`currentDigest: ${digest}`);
    expect(world.text(nodeBase)).toContain('firstDiscovered: "2026-01-01T10:00:00Z"');
    expect(world.text(nodeBase)).not.toContain('archived');
    expect(plan.changes.find(({ name }) => name === 'node-22-bookworm-slim')?.kind).toBe('restored');
  });

  it('P7: base to managed: dependents follow our build, the upstream watching goes, baseImages is filled', () => {
    const dockerfiles = { 'app/Dockerfile': 'FROM ghcr.io/acme/platform:1\n', 'platform/Dockerfile': 'FROM debian:bookworm-slim\n' };
    const world = worldOf(managed('app'), dockerfiles);
    world.run();
    const upstream = world.paths().find((path) => path.startsWith('base-images/ghcr.io-acme-platform'));
    expect(upstream).toBeDefined();

    world.images = managed('app') + managed('platform');
    world.day = 2;
    world.run();
    expect(world.paths()).toEqual([`_archive/${upstream}`, 'base-images/debian-bookworm-slim.yaml', 'images/app.yaml', 'images/platform.yaml']);
    expect(world.text(`_archive/${upstream}`)).not.toMatch(/^(repoURL|allowTags|imageSelectionStrategy):/m);
    expect(world.text(`_archive/${upstream}`)).toContain('reason: built here as platform');
    expect(world.text('images/app.yaml')).toContain('baseImages:\n  - platform\n');
    expect(world.text('images/platform.yaml')).toContain('baseImages:\n  - debian-bookworm-slim\n');
  });

  it('managed removed while others depend on it: a base image again, with its earlier state', () => {
    const dockerfiles = { 'app/Dockerfile': 'FROM ghcr.io/acme/platform:1\n', 'platform/Dockerfile': 'FROM debian:bookworm-slim\n' };
    const world = worldOf(managed('app'), dockerfiles);
    world.run();
    const upstream = world.paths().find((path) => path.startsWith('base-images/')) ?? '';
    world.edit(upstream, 'currentDigest: null', `currentDigest: ${digest}`);
    world.images = managed('app') + managed('platform');
    world.run();
    world.images = managed('app');
    world.day = 5;
    world.run();
    expect(world.paths()).toEqual(['_archive/base-images/debian-bookworm-slim.yaml', '_archive/images/platform.yaml', upstream, 'images/app.yaml']);
    expect(world.text(upstream)).toContain('repoURL: ghcr.io/acme/platform');
    expect(world.text(upstream)).toContain(`currentDigest: ${digest}`);
    expect(world.text('_archive/images/platform.yaml')).toContain('reason: removed from images.yaml');
  });

  it('external with the exact tag of a base: one state, and what was seen moves along, both ways', () => {
    const world = worldOf(managed('app'), { 'app/Dockerfile': 'FROM postgres:16-alpine\n' });
    world.run();
    world.edit('base-images/postgres-16-alpine.yaml', 'seen: {}', `seen:\n  linux/amd64:\n    - digest: ${digest}\n      at: "2026-01-01T11:00:00Z"`);
    world.images = managed('app') + external('postgres', 'library/postgres', '^16-alpine$');
    world.run();
    expect(world.paths()).toEqual(['_archive/base-images/postgres-16-alpine.yaml', 'images/app.yaml', 'images/postgres.yaml']);
    expect(world.text('images/app.yaml')).toContain('baseImages:\n  - postgres\n');
    expect(world.text('images/postgres.yaml')).toContain(digest);

    world.edit('images/postgres.yaml', '2026-01-01T11:00:00Z', '2026-01-01T12:00:00Z');
    world.images = managed('app');
    world.run();
    expect(world.paths()).toEqual(['_archive/images/postgres.yaml', 'base-images/postgres-16-alpine.yaml', 'images/app.yaml']);
    expect(world.text('base-images/postgres-16-alpine.yaml')).toContain('2026-01-01T12:00:00Z');
  });

  it('external, managed, external, removed, enrolled again: every run-time field stays', () => {
    const asExternal = external('node', 'library/node', '^22$');
    const asManaged = managed('node').replace('registry: ghcr.io\n  repository: acme/node', 'registry: docker.io\n  repository: library/node');
    const world = worldOf(asExternal, { 'node/Dockerfile': 'FROM debian:bookworm\n' });
    world.run();
    world.edit('images/node.yaml', 'currentDigest: null', `currentDigest: ${digest}`);
    world.edit('images/node.yaml', 'metadata: {}', 'metadata:\n  size: 79426352\n  version: "1.10"');
    world.edit('images/node.yaml', 'updateHistory: []', 'updateHistory:\n  - at: "2026-01-01T10:00:00Z"\n    note: first');
    world.edit('images/node.yaml', /$/, 'ofAnotherTool: 3.20\n');
    const runtime = [`currentDigest: ${digest}`, '  size: 79426352\n  version: "1.10"', '    note: first', 'ofAnotherTool: 3.20'];
    const expectRuntime = (path: string): void => {
      for (const text of runtime) expect(world.text(path)).toContain(text);
    };
    world.images = asManaged;
    world.run();
    expectRuntime('images/node.yaml');
    expect(world.text('images/node.yaml')).not.toMatch(/^(repoURL|allowTags):/m);
    world.edit('images/node.yaml', 'lastBuilt: null', 'lastBuilt: "2026-01-02T00:00:00Z"');
    runtime.push('lastBuilt: "2026-01-02T00:00:00Z"');
    world.images = asExternal;
    world.run();
    expectRuntime('images/node.yaml');
    expect(world.text('images/node.yaml')).toMatch(/^allowTags: \^22\$$/m);
    world.images = '[]';
    world.run();
    expectRuntime('_archive/images/node.yaml');
    world.images = asManaged;
    world.run();
    expectRuntime('images/node.yaml');
    expect(world.paths()).not.toContain('_archive/images/node.yaml');
  });
});

describe('what never happens', () => {
  it('a second, third and tenth run changes nothing', () => {
    const world = worldOf(managed('app') + managed('gone') + external('postgres', 'library/postgres', '^16-alpine$'), {
      'app/Dockerfile': 'FROM node:3.20 AS a\nFROM alpine:1e3\nCOPY --from=a /x /x\nCOPY --from=busybox:007 /y /y\n',
    });
    world.run();
    const after = new Map(world.files);
    for (let run = 2; run <= 10; run += 1) {
      world.day = run;
      expect(world.run().plan.files).toEqual([]);
    }
    expect(world.files).toEqual(after);
  });

  it('P11: tags that look like numbers stay what they are', () => {
    const world = worldOf(managed('app'), { 'app/Dockerfile': ['1.10', '1e3', '0x10', 'null', '3.20', '007'].map((tag) => `FROM node:${tag}\n`).join('') });
    world.dockerfiles['app/Dockerfile'] =
      ['1.10', '1e3', '0x10', 'null', '3.20'].map((tag, index) => `FROM node:${tag} AS s${index}\n`).join('') +
      'FROM node:007\n' +
      [0, 1, 2, 3, 4].map((index) => `COPY --from=s${index} /a /b${index}\n`).join('');
    world.run();
    const tags = world
      .paths()
      .filter((path) => path.startsWith('base-images/'))
      .map((path) => /^tag: (.*)$/m.exec(world.text(path))?.[1]);
    expect(tags.map(String).toSorted()).toEqual(['"007"', '"0x10"', '"1.10"', '"1e3"', '"3.20"', '"null"']);
    world.dockerfiles['app/Dockerfile'] += '# edited\n';
    for (let run = 0; run < 3; run += 1) world.run();
    expect(world.paths().filter((path) => path.startsWith('_archive'))).toEqual([]);
  });

  it('a field that nobody here knows survives ten runs, as it was written', () => {
    const world = app();
    world.run();
    world.edit('images/app.yaml', /$/, 'ofAnotherTool:\n  count: 3.20\n  when: 2024-12-04\n  name: "1.10"\n');
    for (let run = 2; run <= 10; run += 1) {
      world.day = run;
      world.dockerfiles['app/Dockerfile'] += `# ${run}\n`;
      world.run();
    }
    expect(world.text('images/app.yaml')).toContain('ofAnotherTool:\n  count: 3.20\n  when: 2024-12-04\n  name: "1.10"\n');
  });

  it('a typo in an entry archives nothing', () => {
    const world = app();
    world.run();
    const before = new Map(world.files);
    world.images = managed('app').replace('dockerfile:', 'dockerfle:');
    expect(world.run().plan.files).toEqual([]);
    world.images = managed('app').replace('name: app', 'name: ../../x');
    expect(world.run().plan.files).toEqual([]);
    expect(world.files).toEqual(before);
  });

  it('a state file of a newer version is left alone, and nothing is archived meanwhile', () => {
    const world = app();
    world.run();
    world.edit('images/app.yaml', 'schemaVersion: 1', 'schemaVersion: 99');
    const before = new Map(world.files);
    world.dockerfiles['app/Dockerfile'] = 'FROM alpine:3.20\n';
    world.run();
    expect(world.text('images/app.yaml')).toBe(before.get('images/app.yaml'));
    expect(world.paths()).toContain(nodeBase);
  });

  it('a Dockerfile that vanished or broke keeps what was found before', () => {
    const world = app();
    world.run();
    world.dockerfiles = {};
    world.run();
    expect(world.text('images/app.yaml')).toContain('discoveryStatus: failed\ndiscoveryError:\n  code: dockerfile/missing\n');
    expect(world.text('images/app.yaml')).toContain('baseImages:\n  - node-22-bookworm-slim\n');
    expect(world.paths()).toContain(nodeBase);
    world.dockerfiles = { 'app/Dockerfile': 'FORM node:22\n' };
    world.run();
    expect(world.text('images/app.yaml')).toContain('code: dockerfile/invalid');
    expect(world.text('images/app.yaml')).toContain('baseImages:\n  - node-22-bookworm-slim\n');
  });

  it('an image that is built from itself is an error and no circle', () => {
    const world = worldOf(managed('app'), { 'app/Dockerfile': 'FROM ghcr.io/acme/app:latest\nCOPY --from=alpine:3.20 /a /b\n' });
    const { problems } = world.run();
    expect(problems.map(({ code, source }) => [code, source?.range?.start.line])).toEqual([['enrollment/self-dependency', 1]]);
    expect(world.text('images/app.yaml')).toContain('baseImages:\n  - alpine-3.20\n');
  });
});

describe('state of the first implementation', () => {
  it('is matched by its reference, renamed, and keeps what it knew', () => {
    const world = worldOf(managed('uv'), { 'uv/Dockerfile': 'FROM gcr.io/distroless/python3-debian12:latest\n' });
    world.files.set(
      'base-images/distroless-python3-debian12-latest.yaml',
      `name: distroless-python3-debian12-latest\nfullImage: gcr.io/distroless/python3-debian12:latest\nregistry: gcr.io\nrepository: distroless/python3-debian12\ntag: latest\nallowTags: ^latest$\nimageSelectionStrategy: Lexical\nrepoURL: gcr.io/distroless/python3-debian12\nfirstDiscovered: '2025-12-29T19:25:06.848773+00:00'\ncurrentDigest: ${digest}\nmetadata: {}\nupdateHistory: []\n`,
    );
    world.files.set('images/uv.yaml', 'name: uv\ncurrentVersion: 0.1.0\nbaseImages:\n  - distroless-python3-debian12-latest\n');
    const { plan } = world.run();
    const [base] = world.paths();
    expect(base).toMatch(/^base-images\/gcr\.io-distroless-python3-debian12-latest--[0-9a-f]{8}\.yaml$/);
    expect(world.text(base ?? '')).toContain(`currentDigest: ${digest}`);
    expect(world.text(base ?? '')).toContain('2025-12-29T19:25:06.848773+00:00');
    expect(plan.changes.find(({ of }) => of === 'base')?.kind).toBe('renamed');
    expect(world.text('images/uv.yaml')).toContain('currentVersion: 0.1.0');
  });
});
