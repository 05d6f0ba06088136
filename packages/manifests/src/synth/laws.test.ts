import type { FactoryModel } from '@image-factory/core/graph';
import { readKubernetesYaml } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { managed, reversed } from '../factory.fixture.ts';
import type { StageSpec, WarehouseSpec } from '../kargo/types.ts';
import { synthManifests } from './index.ts';
import { anyFactory } from './model.fixture.ts';

const runs = { numRuns: 150 };

describe('whatever the factory', () => {
  it('nothing is wrong with what is made', () => {
    fc.assert(
      fc.property(anyFactory, (model) => {
        expect(synthManifests(model).problems).toEqual([]);
      }),
      runs,
    );
  });

  it('the order of the lists changes no byte', () => {
    fc.assert(
      fc.property(anyFactory, (model) => {
        expect(synthManifests(reversed(model))).toEqual(synthManifests(model));
      }),
      runs,
    );
  });

  it('P2: an upstream Warehouse is generated if and only if there is something to watch', () => {
    fc.assert(
      fc.property(anyFactory, (model) => {
        const watched = [...model.external.filter(({ image }) => image.enabled), ...model.bases]
          .filter(({ watch }) => watch !== undefined)
          .map(({ repository, watch }) => `${repository} ${watch?.strategy === 'Digest' ? watch.tag : ''}`);
        const built = new Set(model.managed.map(({ image }) => `${image.registry}/${image.repository}`));
        const upstream = warehousesOf(model)
          .filter(({ repoURL }) => !built.has(repoURL))
          .map(({ repoURL, constraint }) => `${repoURL} ${constraint}`);
        expect(upstream.toSorted()).toEqual(watched.toSorted());
      }),
      runs,
    );
  });

  it('P8: every managed image has a rebuild trigger for every image that it is built from', () => {
    fc.assert(
      fc.property(anyFactory, (model) => {
        const originsOf = originFinder(model);
        for (const { image, dependencies } of model.managed.filter((node) => node.image.enabled)) {
          const origins = originsOf(image.name);
          const wanted = dependencies.filter((dependency) => dependency.kind === 'watched' && isWatched(model, dependency.name)).map(({ reference: { domain, path } }) => `${domain}/${path}`);
          expect(origins).toEqual(expect.arrayContaining(wanted));
          const parents = dependencies
            .filter(({ kind, name }) => kind === 'managed' && model.managed.some((node) => node.image.enabled && node.image.name === name))
            .map(({ reference: { domain, path } }) => `${domain}/${path}`);
          // In direct mode a parent may say that nothing follows it, and circles must not turn.
          if (model.config.kargo.rebuild === 'factory') expect(origins).toEqual(expect.arrayContaining(parents));
          expect([...wanted, ...parents]).toEqual(expect.arrayContaining(origins));
        }
      }),
      runs,
    );
  });

  it('in direct mode no rebuild leads back to itself', () => {
    fc.assert(
      fc.property(anyFactory, (model) => {
        const direct: FactoryModel = { ...model, config: { ...model.config, kargo: { ...model.config.kargo, rebuild: 'direct' } } };
        const parents = new Map(
          stagesOf(direct)
            .filter(({ name }) => name.startsWith('rebuild-trigger-'))
            .map(({ image, spec }) => [image, spec.requestedFreight.map(({ origin }) => origin.name)]),
        );
        for (const start of parents.keys()) expect(reachable(start, parents)).not.toContain(start);
      }),
      runs,
    );
  });

  it('another image changes nothing for those that are there, and moves none to another file', () => {
    fc.assert(
      fc.property(anyFactory, (model) => {
        const more: FactoryModel = { ...model, managed: [...model.managed, managed('zz-one-more')] };
        fc.pre(model.managed.length + model.external.length > 1 || model.config.layout.shardThreshold > 2);
        const after = synthManifests(more).value.objects.filter(({ name }) => !name.includes('zz-one-more'));
        const before = synthManifests(model).value.objects;
        expect(after.filter(({ kind }) => kind === 'Warehouse' || kind === 'Stage')).toEqual(before.filter(({ kind }) => kind === 'Warehouse' || kind === 'Stage'));
      }),
      runs,
    );
  });
});

function objectsOf(model: FactoryModel) {
  return synthManifests(model).value.manifests.flatMap(({ text }) => readKubernetesYaml(text));
}

function warehousesOf(model: FactoryModel) {
  return objectsOf(model).flatMap((object) => (object.kind === 'Warehouse' ? (object['spec'] as WarehouseSpec).subscriptions.map(({ image }) => ({ ...image, name: object.metadata.name })) : []));
}

function stagesOf(model: FactoryModel) {
  return objectsOf(model).flatMap((object) =>
    object.kind === 'Stage' ? [{ name: object.metadata.name, image: object.metadata.labels?.['image-factory.io/image'] ?? '', spec: object['spec'] as StageSpec }] : [],
  );
}

/** Finds the repositories that the rebuild trigger of an image follows. */
function originFinder(model: FactoryModel): (image: string) => string[] {
  const repositories = new Map(warehousesOf(model).map(({ name, repoURL }) => [name, repoURL]));
  const triggers = new Map(
    stagesOf(model)
      .filter(({ name }) => name.startsWith('rebuild-trigger-'))
      .map(({ image, spec }) => [image, spec]),
  );
  return (image) => (triggers.get(image)?.requestedFreight ?? []).map(({ origin }) => repositories.get(origin.name) ?? '');
}

function isWatched({ external, bases }: FactoryModel, name: string): boolean {
  return external.some((node) => node.name === name) || bases.some((node) => node.name === name && node.watch !== undefined);
}

function reachable(start: string, parents: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set<string>();
  const queue = [...(parents.get(start) ?? [])];
  for (const name of queue) {
    if (found.has(name)) continue;
    found.add(name);
    queue.push(...(parents.get(name) ?? []));
  }
  return [...found];
}
