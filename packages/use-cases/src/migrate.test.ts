import { parseFolderPath, type RepoPath } from '@image-factory/core/enrollment';
import { describeShared } from '@image-factory/testkit';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from './analyze.ts';
import { entry, memoryRepository, type MemoryRepository } from './memory.fixture.ts';
import { migrate } from './migrate.ts';
import { synth } from './synth.ts';

const dir = folder('image-factory');

function folder(text: string): RepoPath {
  const parsed = parseFolderPath(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function stateFiles({ files }: MemoryRepository): Record<string, string> {
  return Object.fromEntries([...files].filter(([path]) => path.startsWith('image-factory/state/')));
}

const legacyBase = "name: node-22\nfullImage: node:22\nlastChecked: '2025-12-29T19:25:06.848773+00:00'\n";

describe('migrate', () => {
  it('writes what has to change, and nothing the second time', async () => {
    const { files, deps } = memoryRepository({ 'image-factory/images.yaml': entry('app'), 'image-factory/state/base-images/old.yaml': legacyBase });
    const report = await migrate({ dir, dryRun: false }, deps);
    expect(report).toMatchObject({
      changed: true,
      problems: [],
      files: [
        { path: 'image-factory/state/base-images/node-22.yaml', change: 'added' },
        { path: 'image-factory/state/base-images/old.yaml', change: 'removed' },
      ],
    });
    expect(files.get('image-factory/images.yaml')).toBe(entry('app'));
    const after = new Map(files);
    expect(await migrate({ dir, dryRun: false }, deps)).toEqual({ dryRun: false, changed: false, steps: [], files: [], problems: [] });
    expect(files).toEqual(after);
  });

  it('a dry run says the same and writes nothing', async () => {
    const { files, deps } = memoryRepository({ 'image-factory/images.yaml': entry('app'), 'image-factory/state/base-images/old.yaml': legacyBase });
    const before = new Map(files);
    const dry = await migrate({ dir, dryRun: true }, deps);
    expect(files).toEqual(before);
    expect(dry).toEqual({ ...(await migrate({ dir, dryRun: false }, deps)), dryRun: true });
  });

  it('refuses state of a newer schema', async () => {
    const { files, deps } = memoryRepository({
      'image-factory/images.yaml': entry('app'),
      'image-factory/state/base-images/old.yaml': legacyBase,
      'image-factory/state/images/app.yaml': 'schemaVersion: 2\nname: app\n',
    });
    const before = new Map(files);
    const { changed, problems } = await migrate({ dir, dryRun: false }, deps);
    expect([changed, problems.map(({ code }) => code)]).toEqual([false, ['migrate/refused', 'state/newer-schema']]);
    expect(files).toEqual(before);
  });

  it('takes the last good version of a file that can not be read, and migrates that', async () => {
    const repository = memoryRepository({ 'image-factory/images.yaml': entry('app'), 'image-factory/state/base-images/old.yaml': '<<<<<<< HEAD\n' });
    repository.past.set('image-factory/state/base-images/old.yaml', ['=======\n', legacyBase]);
    const { problems } = await migrate({ dir, dryRun: false }, repository.deps);
    expect(problems.map(({ code }) => code)).toEqual(['state/corrupt']);
    expect(Object.keys(stateFiles(repository)).toSorted()).toEqual([expect.stringMatching(/_quarantine\/base-images\.old\./), 'image-factory/state/base-images/node-22.yaml']);
    expect((await migrate({ dir, dryRun: false }, repository.deps)).changed).toBe(false);
  });

  it.each(['.cascadeguard', 'cascadeguard/state', 'state', '.'])('finds state of CascadeGuard in %s', async (at) => {
    const prefix = at === '.' ? '' : `${at}/`;
    const { files, deps } = memoryRepository({
      'images.yaml': '- name: web\n  registry: ghcr.io/acme\n  image: web\n  tag: "3.20"\n  source:\n    dockerfile: web/Dockerfile\n',
      [`${prefix}images/web.yaml`]: 'name: web\nenrolledAt: 2026-04-14 18:41:48\nbaseImages:\n- alpine-3.20\n',
      [`${prefix}base-images/alpine-3.20.yaml`]: 'fullImage: alpine:3.20\ntag: 3.2\n',
      'web/Dockerfile': 'FROM alpine:3.20\n',
    });
    await migrate({ dir, dryRun: false }, deps);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['image-factory/images.yaml', 'image-factory/state/images/web.yaml', 'image-factory/state/base-images/alpine-3.20.yaml', `${prefix}images/web.yaml`]),
    );
    expect((await migrate({ dir, dryRun: false }, deps)).changed).toBe(false);
    const { problems, images } = await analyze({ dir, dryRun: false }, deps);
    expect([problems, images.map(({ name, status }) => [name, status])]).toEqual([[], [['web', 'success']]]);
    expect((await migrate({ dir, dryRun: false }, deps)).changed).toBe(false);
  });

  it('has nothing to do where there is nothing', async () => {
    expect(await migrate({ dir, dryRun: false }, memoryRepository({}).deps)).toEqual({ dryRun: false, changed: false, steps: [], files: [], problems: [] });
  });

  it('a factory at the root of the repository does not take itself for another', async () => {
    const { deps } = memoryRepository({ 'images.yaml': entry('app'), 'app/Dockerfile': 'FROM node:22\n' });
    await analyze({ dir: folder('.'), dryRun: false }, deps);
    expect(await migrate({ dir: folder('.'), dryRun: false }, deps)).toMatchObject({ changed: false, steps: [] });
  });
});

describeShared('a factory that the first implementation ran', 'real-factories/eda-mesh', (shared) => {
  /** Of ours, with the bases that the state and the notes beside it name. */
  const dockerfiles: Readonly<Record<string, string>> = {
    'backstage/app/packages/backend/Dockerfile': 'FROM node:22-bookworm-slim AS build\nRUN yarn build\nFROM node:22-bookworm-slim\nCOPY --from=build /app /app\n',
    'apps/uv/Dockerfile': 'FROM python:3.11-slim AS build\nRUN pip install uv\nFROM gcr.io/distroless/python3-debian12:latest\nCOPY --from=build /usr/local /usr/local\n',
    'apps/e2e-test-runner/Dockerfile': 'FROM mcr.microsoft.com/playwright:v1.40.0-focal\n',
    'platform/kustomize/seed/supporting-applications/code-server/Dockerfile': 'FROM codercom/code-server:4.96.2\n',
    'metrics-service/Dockerfile': 'FROM python:3.12-slim\n',
  };

  function factory(images: string): MemoryRepository {
    const state = ['base-images', 'images'].flatMap((shelf) =>
      readdirSync(`${shared}/state/${shelf}`).map((name) => [`image-factory/state/${shelf}/${name}`, readFileSync(`${shared}/state/${shelf}/${name}`, 'utf8')] as const),
    );
    const files = { 'image-factory/images.yaml': readFileSync(`${shared}/${images}`, 'utf8'), 'image-factory/factory.yaml': 'repository: craigedmunds/eda-mesh\n', ...Object.fromEntries(state) };
    return memoryRepository(files, {
      read: async (_, path) => {
        const text = dockerfiles[path];
        return text === undefined ? { kind: 'missing' } : { kind: 'file', text, hash: path };
      },
    });
  }

  it.each(['images.467a235.yaml', 'images.70e3248.yaml', 'images.9726f73.yaml', 'images.9e5692c.yaml', 'images.efb2cd9.yaml'])('%s is accepted as it is', async (images) => {
    const { files, deps } = factory(images);
    const { problems } = await migrate({ dir, dryRun: false }, deps);
    expect(problems).toEqual([]);
    expect(files.get('image-factory/images.yaml')).toBe(readFileSync(`${shared}/${images}`, 'utf8'));
  });

  it('is migrated once, and the state says what it said', async () => {
    const repository = factory('images.9e5692c.yaml');
    expect((await migrate({ dir, dryRun: false }, repository.deps)).changed).toBe(true);
    const state = stateFiles(repository);
    expect(
      Object.keys(state)
        .map((path) => path.slice('image-factory/state/'.length))
        .toSorted(),
    ).toEqual([
      expect.stringMatching(/^_archive\/examples\/base-images\.node-22-bookworm-slim\.example\.[0-9a-f]{8}\.txt$/),
      expect.stringMatching(/^_archive\/examples\/images\.backstage\.example\.[0-9a-f]{8}\.txt$/),
      expect.stringMatching(/^base-images\/gcr\.io-distroless-python3-debian12-latest--[0-9a-f]{8}\.yaml$/),
      expect.stringMatching(/^base-images\/mcr\.microsoft\.com-playwright-v1\.40\.0-focal--[0-9a-f]{8}\.yaml$/),
      'base-images/node-22-bookworm-slim.yaml',
      'base-images/python-3.12-slim.yaml',
      'images/backstage.yaml',
      'images/e2e-test-runner.yaml',
      'images/uv.yaml',
    ]);
    const backstage = state['image-factory/state/images/backstage.yaml'];
    expect(backstage).toContain('currentVersion: 0.6.5\ncurrentDigest: null\nlastBuilt: "2024-12-03T12:00:00Z"\n');
    expect(backstage).toContain('migratedFrom:\n  currentDigest: sha256:placeholder-will-be-updated-by-workflow\n');
    expect(state['image-factory/state/base-images/python-3.12-slim.yaml']).toContain('allowTags: ^3\\.12-slim$\n');
    expect((await migrate({ dir, dryRun: false }, repository.deps)).changed).toBe(false);
  });

  it('is analyzed twice without a change after the first, and keeps its history', async () => {
    const repository = factory('images.9e5692c.yaml');
    await migrate({ dir, dryRun: false }, repository.deps);
    const first = await analyze({ dir, dryRun: false }, repository.deps);
    expect(first.problems).toEqual([]);
    expect(first.images.map(({ name, status }) => [name, status])).toEqual(['backstage', 'code-server-dev', 'e2e-test-runner', 'metrics-service', 'uv'].map((name) => [name, 'success']));
    const state = stateFiles(repository);
    expect(state['image-factory/state/images/uv.yaml']).toContain('enrolledAt: "2025-12-29T19:25:06Z"\n');
    expect(state['image-factory/state/images/uv.yaml']).toContain('currentVersion: 0.1.0\n');
    expect(state['image-factory/state/base-images/node-22-bookworm-slim.yaml']).toContain('firstDiscovered: "2025-12-29T19:25:06Z"\n');
    repository.clock.advance('1d');
    expect((await analyze({ dir, dryRun: false }, repository.deps)).changed).toBe(false);
    expect((await migrate({ dir, dryRun: false }, repository.deps)).changed).toBe(false);
    expect(stateFiles(repository)).toEqual(state);
  });

  it('becomes manifests', async () => {
    const repository = factory('images.9e5692c.yaml');
    await migrate({ dir, dryRun: false }, repository.deps);
    await analyze({ dir, dryRun: false }, repository.deps);
    const { problems, objects } = await synth({ dir, dryRun: false }, repository.deps);
    expect(problems).toEqual([]);
    expect(objects).toContainEqual({ kind: 'Warehouse', count: 11 });
    const manifest = repository.files.get('dist/image-factory.k8s.yaml');
    expect(manifest).toContain('repoURL: mcr.microsoft.com/playwright\n');
    expect(manifest).toContain('name: rebuild-trigger-metrics-service\n');
  });
});
