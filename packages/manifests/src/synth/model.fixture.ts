import { delayOf } from '@image-factory/core/enrollment';
import type { FactoryModel } from '@image-factory/core/graph';
import { anyImageName, anyReference } from '@image-factory/testkit';
import fc from 'fast-check';
import { base, brand, dependsOn, external, factory, factoryConfig, managed, onGitHub, onGitLab } from '../factory.fixture.ts';

const delay = fc.constantFrom('0m', '5m', '7d', '52w').map(delayOf);
const source = fc.oneof(
  fc.constantFrom('build.yml', undefined).map((workflow) => onGitHub('acme/app', workflow)),
  fc.constantFrom('build', undefined).map((job) => onGitLab('acme/tools/app', job)),
  fc.constant(onGitHub(undefined, 'here.yml')),
);

const settings = fc.record({
  rebuild: fc.constantFrom('factory' as const, 'direct' as const),
  analysis: fc.constantFrom('dispatch' as const, 'job' as const),
  dispatch: fc.constantFrom('repository_dispatch' as const, 'workflow_dispatch' as const),
  secrets: fc.constantFrom({}, { pull: 'registry-pull' }).map((pull) => ({ dispatch: 'github-dispatch', git: 'github-credentials', ...pull })),
  intervals: fc.constantFrom(
    [],
    [
      { image: 'docker.io/library/node:22', every: delayOf('90m') },
      { image: 'ghcr.io/acme/app', every: delayOf('1m') },
    ],
  ),
});

const entry = fc.record({
  source,
  rebuildDelay: delay,
  autoRebuild: fc.boolean(),
  cascade: fc.constantFrom('transitive' as const, 'direct' as const, 'none' as const),
  versioning: fc.constantFrom('semver' as const, 'calver' as const),
  enabled: fc.boolean().map((isOff) => !isOff),
  publishedTag: fc.constantFrom('latest', '1.10', 'null', '0x10', 'stable').map((tag) => brand<ReturnType<typeof managed>['image']['publishedTag']>(tag)),
});

// Kargo refuses doubled separators and IPv6 addresses: models are of images that it can watch.
const watchable = anyReference.filter((text) => !/--|\[|__./.test(text));
/** Numbers below ten: which of the images before or after it an image is built from. */
const picks = fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 4 });

/** Factories with up to ten images of each kind, built from each other in any way, in circles too. */
export const anyFactory: fc.Arbitrary<FactoryModel> = fc
  .record({
    names: fc.uniqueArray(anyImageName, { minLength: 1, maxLength: 12 }),
    bases: fc.uniqueArray(
      watchable.map((text) => base(text)),
      { maxLength: 8, selector: ({ name }) => name },
    ),
    entries: fc.array(entry, { minLength: 12, maxLength: 12 }),
    edges: fc.array(fc.record({ images: picks, bases: picks, externals: picks }), { minLength: 12, maxLength: 12 }),
    externals: fc.nat({ max: 4 }),
    settings,
    shardThreshold: fc.constantFrom(1, 500),
  })
  .map(({ names, bases, entries, edges, externals, settings: kargo, shardThreshold }) => {
    const watched = names.slice(0, Math.min(externals, names.length - 1)).map((name) => external(name, `docker.io/library/${name.replaceAll(/-+/g, '-')}:16`));
    const own = names.slice(watched.length).map((name, index) => managed(name, [], { ...entries[index], repository: brand(`acme/${name.replaceAll(/-+/g, '-')}`) }));
    const nodes = own.map((node, index) => {
      const { images = [], bases: used = [], externals: seen = [] } = edges[index] ?? {};
      const builtFrom = [...pick(own, images).filter((other) => other !== node), ...pick(bases, used), ...pick(watched, seen)];
      return { ...node, dependencies: builtFrom.map(dependsOn) };
    });
    return factory([...bases, ...watched, ...nodes], factoryConfig({ kargo, backstage: { enabled: true }, layout: { shardThreshold } }));
  });

function pick<T>(list: readonly T[], indexes: readonly number[]): T[] {
  return indexes.flatMap((index) => list.slice(index, index + 1));
}
