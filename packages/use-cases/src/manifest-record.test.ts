import { parseFolderPath } from '@image-factory/core/enrollment';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planAnalysis } from './analyze.ts';
import { planManifests } from './manifests.ts';
import { entry, memoryRepository, type MemoryRepository } from './memory.fixture.ts';
import { synth } from './synth.ts';
import { update } from './update.ts';

const folder = parseFolderPath('image-factory');
if (!folder.ok) throw new Error('image-factory');
const dir = folder.value;
const record = 'image-factory/state/manifests.yaml';
const catalogFile = /^dist\/backstage-catalog(?:-\d\d)?\.k8s\.yaml$/;
const names = ['app', 'web', 'api', 'worker', 'shop', 'cart', 'mail', 'jobs'];

interface World {
  /** What each image is built from, and what its entry says besides. */
  readonly images: readonly { readonly base: string; readonly extra: string; readonly enrolled: boolean }[];
  readonly factory: string;
  /** More images than this are several files. */
  readonly threshold: number;
}

const image = fc.record({
  base: fc.constantFrom('node:22', 'alpine:3', 'ghcr.io/acme/app', 'ghcr.io/acme/web', 'node:22\nCOPY --from=debian:12 /a /a'),
  extra: fc.constantFrom(
    '',
    '  rebuildDelay: 1d\n',
    '  cascade: none\n',
    '  publishedTag: "1.0"\n',
    '  owner: team-a\n',
    '  hold: {reason: later}\n',
    '  updates:\n  - {repo: acme/live, path: a.yaml, type: yaml-update, key: a.b}\n',
  ),
  enrolled: fc.boolean().map((isOff) => !isOff),
});
const world: fc.Arbitrary<World> = fc.record({
  images: fc.array(image, { minLength: names.length, maxLength: names.length }),
  factory: fc.constantFrom('', 'kargo: {rebuild: direct}\n', 'kargo: {analysis: job}\n', 'backstage: {enabled: false}\n', 'kargo: {namespace: other}\n', 'rebuild: {maxPerRun: 3}\n'),
  threshold: fc.constantFrom(1, 1, 1, 6, 500),
});

/** What somebody does to files that are made. */
type Tampering = (files: Map<string, string>, path: string) => void;
const tampering = fc.constantFrom<Tampering>(
  () => {},
  (files, path) => void files.delete(path),
  (files, path) => void files.set(path, `${files.get(path) ?? ''}# mine\n`),
  (files, path) => void files.set(path, ''),
  (files) => void files.delete(record),
  (files) => void files.set(record, 'generator: [\n'),
  (files) => void files.set(record, (files.get(record) ?? '').replace(/^generator: .*$/m, 'generator: 0')),
  (files) => void files.set(record, (files.get(record) ?? '').replaceAll('inputs: ', 'inputs: f')),
  (files) => {
    for (const [file, text] of files) if (file.includes('/state/images/')) files.set(file, text.replace(/^currentDigest: .*$/m, `currentDigest: sha256:${'a'.repeat(64)}`));
  },
);

function define({ files }: MemoryRepository, { images, factory, threshold }: World, extra = ''): void {
  files.set('image-factory/factory.yaml', `repository: acme/factory\nlayout: {shardThreshold: ${threshold}}\n${factory}`);
  files.set('image-factory/images.yaml', names.flatMap((name, index) => (images[index]?.enrolled === false && index > 1 ? [] : [entry(name, images[index]?.extra)])).join('') + extra);
  for (const [index, name] of names.entries()) files.set(`${name}/Dockerfile`, `FROM ${images[index]?.base ?? 'node:22'}\n`);
}

const manifestsOf = ({ files }: MemoryRepository): string[] => [...files.keys()].filter((path) => path.startsWith('dist/')).toSorted();
const withoutRecord = ({ files }: MemoryRepository): Record<string, string> => Object.fromEntries([...files].filter(([path]) => path !== record));

/** What a factory without a past would have. */
async function manifestsOfNothing({ files }: MemoryRepository): Promise<string[]> {
  const fresh = memoryRepository(Object.fromEntries([...files].filter(([path]) => !path.startsWith('dist/') && path !== record)));
  await synth({ dir, dryRun: false }, fresh.deps);
  return manifestsOf(fresh);
}

function start(options?: { readonly names: boolean }): MemoryRepository {
  return memoryRepository({}, undefined, options);
}

const plain: World = { images: names.map(() => ({ base: 'node:22', extra: '', enrolled: true })), factory: '', threshold: 1 };

it('law: with the record and without it, the same files, objects and problems come of any history', async () => {
  const step = fc.record({ world, tampering, at: fc.nat(), job: fc.constantFrom('update', 'synth') });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), async (steps) => {
      const [quick, whole] = [start({ names: true }), start()];
      for (const { world: next, tampering: tamper, at, job } of steps) {
        const paths = manifestsOf(whole);
        for (const made of [quick, whole]) {
          define(made, next);
          tamper(made.files, paths[at % Math.max(paths.length, 1)] ?? 'dist/image-factory.k8s.yaml');
          made.clock.advance('1h');
        }
        const run = async ({ deps }: MemoryRepository) => (job === 'update' ? update({ dir, dryRun: false }, deps) : synth({ dir, dryRun: false }, deps));
        const [{ objects, problems }, expected] = [await run(quick), await run(whole)];
        expect({ objects, problems }).toEqual({ objects: expected.objects, problems: expected.problems });
        expect(withoutRecord(quick)).toEqual(withoutRecord(whole));
        expect(manifestsOf(quick)).toEqual(await manifestsOfNothing(quick));
        expect((await run(quick)).files).toEqual([]);
      }
    }),
    { numRuns: 120 },
  );
});

describe('what is read of a factory whose manifests are several files', () => {
  const reads = async (change: (made: MemoryRepository) => void): Promise<readonly string[]> => {
    const made = start({ names: true });
    define(made, plain);
    await update({ dir, dryRun: false }, made.deps);
    change(made);
    const read: string[] = [];
    const tree = { ...made.deps.tree, read: async (...args: Parameters<typeof made.deps.tree.read>) => (read.push(args[0]), made.deps.tree.read(...args)) };
    await update({ dir, dryRun: false }, { ...made.deps, tree });
    return read.filter((path) => path.startsWith('dist/'));
  };

  it('none, when nothing has changed', async () => {
    expect(await reads(() => {})).toEqual([]);
  });

  it('none, when an entry only moved or a comment was written', async () => {
    expect(await reads(({ files }) => files.set('image-factory/images.yaml', `# hello\n\n${files.get('image-factory/images.yaml') ?? ''}`))).toEqual([]);
  });

  it('of the catalog one file alone, when something was observed', async () => {
    const path = 'image-factory/state/images/app.yaml';
    const change = ({ files }: MemoryRepository): void => void files.set(path, (files.get(path) ?? '').replace(/^currentVersion: .*$/m, 'currentVersion: "1.2"'));
    expect(await reads(change)).toEqual([expect.stringMatching(catalogFile)]);
  });

  it('the files of the image and of its bases, when a Dockerfile has changed', async () => {
    const all = await reads(({ files }) => files.delete(record));
    const read = await reads(({ files }) => files.set('app/Dockerfile', 'FROM alpine:3\n'));
    // That of the image, and that of the base which is new.
    expect(read.filter((path) => catalogFile.test(path)).length).toBeLessThanOrEqual(2);
    expect(read.length).toBeLessThan(all.length);
  });
});

describe('the record', () => {
  const after = async (names: boolean, prepare: (made: MemoryRepository) => void): Promise<MemoryRepository> => {
    const made = start({ names });
    define(made, plain);
    await update({ dir, dryRun: false }, made.deps);
    prepare(made);
    await update({ dir, dryRun: false }, made.deps);
    return made;
  };

  it('is not made for a factory of one file, and goes when a factory becomes one', async () => {
    const one = await after(true, ({ files }) => files.set('image-factory/factory.yaml', 'repository: acme/factory\n'));
    expect(one.files.has(record)).toBe(false);
  });

  it('goes when the manifests are written where contents have no names, and stays when nothing is', async () => {
    const note = 'generator: 1\nfiles: []\n';
    const stays = await after(false, ({ files }) => files.set(record, note));
    expect(stays.files.get(record)).toBe(note);
    const goes = await after(false, ({ files }) => files.set(record, note).set('app/Dockerfile', 'FROM alpine:3\n'));
    expect(goes.files.has(record)).toBe(false);
  });

  it('says nothing of a file with which something is wrong, so that it is said again', async () => {
    const { deps, ...made } = start({ names: true });
    const update = '  updates:\n  - {repo: acme/live, path: a.yaml, type: yaml-update, key: a.b}\n';
    define({ deps, ...made }, { ...plain, images: plain.images.map((image) => ({ ...image, extra: update })) });
    const { model, loaded } = await planAnalysis({ dir, dryRun: true }, deps);
    if (model === undefined) throw new Error('no model');
    const [first, ...others] = model.managed.map((node) => ({ ...node, image: { ...node.image, updates: node.image.updates.map(({ key: _, ...rest }) => rest) } }));
    const strange = { ...model, managed: [...(first === undefined ? [] : [first]), ...model.managed.slice(1)] };
    expect(others.length).toBeGreaterThan(0);
    const before = await planManifests(strange, deps.tree, loaded.layout.state);
    await deps.tree.apply(
      before.files.map(({ change }) => change),
      '',
    );
    const after = await planManifests(strange, deps.tree, loaded.layout.state);
    expect(before.problems.map(({ code }) => code)).toEqual(['synth/missing-field']);
    expect({ problems: after.problems, objects: after.objects, files: after.files }).toEqual({ problems: before.problems, objects: before.objects, files: [] });
  });
});
