import { parseFolderPath } from '@image-factory/core/enrollment';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entry, memoryRepository, type MemoryRepository } from './memory.fixture.ts';
import { synth } from './synth.ts';
import { update } from './update.ts';

const folder = parseFolderPath('image-factory');
if (!folder.ok) throw new Error('image-factory');
const dir = folder.value;
const manifest = 'dist/image-factory.k8s.yaml';
const catalog = 'dist/backstage-catalog.k8s.yaml';

const made = await complete();

describe('manifests that somebody touched', () => {
  it.each<{ story: string; edit: (text: string) => string }>([
    { story: 'cut off', edit: (text) => text.slice(0, -1) },
    { story: 'cut off where a piece ends', edit: (text) => text.slice(0, text.lastIndexOf('---\n')) },
    { story: 'empty', edit: () => '' },
    { story: 'with something behind', edit: (text) => `${text}---\nkind: Secret\n` },
    { story: 'with something before', edit: (text) => `\n${text}` },
    { story: 'with a piece twice', edit: (text) => text + text.slice(text.lastIndexOf('---\n')) },
    { story: 'with pieces in another order', edit: (text) => text.split('---\n').toReversed().join('---\n') },
  ])('$story: they are what they were again', async ({ edit }) => {
    for (const path of [manifest, catalog]) {
      const repository = copyOf(made);
      repository.files.set(path, edit(made.files.get(path) ?? ''));
      const report = await synth({ dir, dryRun: false }, repository.deps);
      expect(report.files).toEqual([{ path, change: 'changed' }]);
      expect(repository.files).toEqual(made.files);
    }
  });

  it('law: whatever is put wherever, they are what they were again, and a second run changes nothing', async () => {
    const place = fc.tuple(fc.constantFrom(manifest, catalog), fc.nat(), fc.nat(40), fc.string());
    await fc.assert(
      fc.asyncProperty(place, async ([path, at, cut, put]) => {
        const repository = copyOf(made);
        const text = made.files.get(path) ?? '';
        const from = at % (text.length + 1);
        repository.files.set(path, text.slice(0, from) + put + text.slice(from + cut));
        await synth({ dir, dryRun: false }, repository.deps);
        expect(repository.files).toEqual(made.files);
        expect((await synth({ dir, dryRun: false }, repository.deps)).files).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

it('counts the objects of files that are as they should be', async () => {
  const unchanged = await synth({ dir, dryRun: false }, copyOf(made).deps);
  const { deps, files } = copyOf(made);
  for (const path of [manifest, catalog]) files.delete(path);
  const written = await synth({ dir, dryRun: false }, deps);
  expect(unchanged.files).toEqual([]);
  expect(written.files).toEqual([
    { path: manifest, change: 'added' },
    { path: catalog, change: 'added' },
  ]);
  expect(unchanged.objects).toEqual(written.objects);
  expect(unchanged.objects).toContainEqual({ kind: 'ConfigMap', count: 4 });
});

async function complete(): Promise<MemoryRepository> {
  const repository = memoryRepository({
    'image-factory/factory.yaml': 'repository: acme/factory\n',
    'image-factory/images.yaml': ['app', 'web', 'jobs'].map((name) => entry(name)).join(''),
    'app/Dockerfile': 'FROM node:22\n',
    'web/Dockerfile': 'FROM ghcr.io/acme/app\n',
    'jobs/Dockerfile': 'FROM node:22\n',
  });
  await update({ dir, dryRun: false }, repository.deps);
  return repository;
}

function copyOf({ files }: MemoryRepository): MemoryRepository {
  return memoryRepository(Object.fromEntries(files));
}
