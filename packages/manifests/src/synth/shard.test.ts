import fc from 'fast-check';
import { anyImageName } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { base, brand, dependsOn, external, factory, factoryConfig, managed } from '../factory.fixture.ts';
import { isCatalogFile, isShardOf, synthManifests } from './index.ts';
import { shardOf, shardPath } from './shard.ts';

const manifest = brand<Parameters<typeof shardPath>[0]>('dist/image-factory.k8s.yaml');
const catalog = brand<typeof manifest>('dist/backstage-catalog.k8s.yaml');

describe('shardPath', () => {
  it.each([
    { path: 'dist/image-factory.k8s.yaml', shard: 0, expected: 'dist/image-factory.k8s.yaml' },
    { path: 'dist/image-factory.k8s.yaml', shard: 7, expected: 'dist/image-factory-07.k8s.yaml' },
    { path: 'out.yml', shard: 15, expected: 'out-15.yml' },
    { path: 'manifests', shard: 1, expected: 'manifests-01' },
  ])('$path, $shard: $expected', ({ path, shard, expected }) => {
    expect(shardPath(brand(path), shard)).toBe(expected);
  });
});

describe('isShardOf', () => {
  it.each([
    ['dist/image-factory-01.k8s.yaml', true],
    ['dist/image-factory-15.k8s.yaml', true],
    ['dist/image-factory-00.k8s.yaml', false],
    ['dist/image-factory-16.k8s.yaml', false],
    ['dist/image-factory-1.k8s.yaml', false],
    ['dist/image-factory-aa.k8s.yaml', false],
    ['dist/image-factory.k8s.yaml', false],
    ['dist/image-factory-01.yaml', false],
    ['other/image-factory-01.k8s.yaml', false],
  ])('%s: %s', (path, expected) => {
    expect(isShardOf(path, manifest)).toBe(expected);
  });

  it('knows every shard, and gives every image one', () => {
    fc.assert(
      fc.property(anyImageName, (name) => {
        const shard = shardOf(name);
        expect(isShardOf(shardPath(manifest, shard), manifest)).toBe(shard > 0);
      }),
    );
  });
});

describe('many images', () => {
  const node = base('node:22');
  const images = Array.from({ length: 40 }, (_, index) => managed(`image-${index}`, [dependsOn(node)]));
  const model = (shardThreshold: number) => factory([node, external('postgres', 'postgres:16'), ...images], factoryConfig({ layout: { shardThreshold } }));

  it('are one file up to the threshold', () => {
    expect(synthManifests(model(41)).value.manifests.map(({ path }) => path)).toEqual([manifest]);
  });

  it('are several files above it, by their names, and what they share is in the first', () => {
    const { value, problems } = synthManifests(model(40));
    expect(problems).toEqual([]);
    expect(value.manifests.length).toBeGreaterThan(10);
    expect(value.manifests[0]?.path).toBe(manifest);
    expect(value.manifests.slice(1).every(({ path }) => isShardOf(path, manifest))).toBe(true);
    const shared = value.objects.filter(({ kind }) => !['Warehouse', 'Stage'].includes(kind));
    expect(shared.map(({ kind, file }) => [kind, file])).toEqual(['Namespace', 'Project', 'ProjectConfig', 'PromotionTask'].map((kind) => [kind, manifest]));
    for (const name of ['image-0', 'image-17', 'postgres', node.name]) {
      const files = value.objects.filter((object) => object.name === name || object.name.endsWith(`-${name}`)).map(({ file }) => file);
      expect(new Set(files)).toEqual(new Set([shardPath(manifest, shardOf(name))]));
    }
  });

  it('hold the same objects in one file and in several', () => {
    const withoutFile = (threshold: number) =>
      synthManifests(model(threshold))
        .value.objects.map(({ kind, name }) => `${kind} ${name}`)
        .toSorted();
    expect(withoutFile(40)).toEqual(withoutFile(500));
  });

  it('have their entities in files of the same numbers, of which the first is always there', () => {
    const catalogOf = (threshold: number, names: readonly string[]) => {
      const config = factoryConfig({ backstage: { enabled: true }, layout: { shardThreshold: threshold } });
      const { manifests, objects } = synthManifests(factory([node, ...names.map((name) => managed(name, [dependsOn(node)]))], config)).value;
      const files = manifests.filter(({ path }) => isCatalogFile(path, config.layout));
      return { files, paths: files.map(({ path }) => path), objects: objects.filter(({ kind }) => kind === 'ConfigMap') };
    };
    const names = images.map(({ image }) => image.name);
    const [one, many] = [catalogOf(500, names), catalogOf(1, names)];
    expect(one.paths).toEqual([catalog]);
    expect(many.paths[0]).toBe(catalog);
    expect(many.paths.length).toBeGreaterThan(10);
    expect(many.objects.map(({ name }) => name).toSorted()).toEqual(one.objects.map(({ name }) => name).toSorted());
    for (const name of names) {
      const file = many.objects.find((object) => object.name === `managed-image-${name}`)?.file;
      expect(file).toBe(shardPath(catalog, shardOf(name)));
    }
    const [fewer, whole] = [catalogOf(1, names.slice(1)), new Map(many.files.map(({ path, text }) => [path, text]))];
    expect(fewer.files.filter(({ path, text }) => whole.get(path) !== text).map(({ path }) => path)).toEqual([shardPath(catalog, shardOf('image-0'))]);
    const elsewhere = names.filter((name) => shardOf(name) > 0).slice(0, 2);
    expect(catalogOf(1, elsewhere).paths[0]).toBe(catalog);
  });
});
