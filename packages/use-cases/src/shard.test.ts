import { parseFolderPath } from '@image-factory/core/enrollment';
import { parseShard, type Shard } from '@image-factory/core/state';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entry, memoryRepository, type MemoryRepository } from './memory.fixture.ts';
import { update } from './update.ts';

const folder = parseFolderPath('image-factory');
if (!folder.ok) throw new Error('image-factory');
const dir = folder.value;
const names = ['app', 'web', 'api', 'worker', 'shop', 'cart', 'mail'];

/** Which base each image takes, by its number. */
type Bases = readonly number[];
const bases: fc.Arbitrary<Bases> = fc.array(fc.nat(4), { minLength: names.length, maxLength: names.length });

function define({ files }: MemoryRepository, each: Bases): void {
  files.set(
    'image-factory/images.yaml',
    names
      .filter((_, index) => (each[index] ?? 0) > 0 || index < 3)
      .map((name) => entry(name))
      .join(''),
  );
  for (const [index, name] of names.entries()) files.set(`${name}/Dockerfile`, `FROM ${['ghcr.io/acme/app', 'node:22', 'alpine:3', 'debian:12', 'ghcr.io/acme/web'][each[index] ?? 0]}\nRUN x\n`);
}

function start(): MemoryRepository {
  return memoryRepository({ 'image-factory/factory.yaml': 'repository: acme/factory\n' });
}

function shardOf(text: string): Shard {
  const parsed = parseShard(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

const order = fc.integer({ min: 1, max: 3 }).chain((of) => {
  const all = Array.from({ length: of }, (_, index) => `${index + 1}/${of}`);
  return fc.tuple(fc.array(fc.constantFrom(...all), { maxLength: 3 }), fc.shuffledSubarray(all, { minLength: of })).map((parts) => parts.flat());
});

it('law: state and manifests of all shards, in any order and with repetitions, are those of one run', async () => {
  await fc.assert(
    fc.asyncProperty(bases, bases, order, order, async (first, second, once, twice) => {
      const [whole, parts] = [start(), start()];
      for (const [each, shards] of [
        [first, once],
        [second, twice],
      ] as const) {
        for (const made of [whole, parts]) {
          define(made, each);
          made.clock.advance('1h');
        }
        await update({ dir, dryRun: false }, whole.deps);
        for (const shard of shards) await update({ dir, dryRun: false, shard: shardOf(shard) }, parts.deps);
        expect(Object.fromEntries(parts.files)).toEqual(Object.fromEntries(whole.files));
      }
    }),
    { numRuns: 25 },
  );
});

it('looks at no Dockerfile of another shard', async () => {
  const made = start();
  define(
    made,
    names.map(() => 1),
  );
  const read: string[] = [];
  const sources: typeof made.deps.sources = {
    read: async (source, path) => {
      read.push(path);
      return made.deps.sources.read(source, path);
    },
  };
  for (const shard of ['1/2', '2/2']) {
    const before = read.length;
    await update({ dir, dryRun: false, shard: shardOf(shard) }, { ...made.deps, sources });
    expect(read.length - before).toBeLessThan(names.length);
  }
  expect(read.toSorted()).toEqual(names.map((name) => `${name}/Dockerfile`).toSorted());
});
