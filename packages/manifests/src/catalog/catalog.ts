import type { Construct } from 'constructs';
import type { FactoryConfig } from '@image-factory/core/enrollment';
import type { FactoryModel, ManagedNode } from '@image-factory/core/graph';
import { renderDocument, type FactoryObject } from '../infrastructure/index.ts';
import { distinctBaseNames, objectName, upstreamFinder, type UpstreamNode } from '../kargo/index.ts';
import { baseImageEntity } from './base-image.ts';
import { CatalogConfigMap } from './config-map.ts';
import { baseRef, managedRef, type Entity } from './entity.ts';
import { managedImageEntity } from './managed-image.ts';

/**
 * The entities for Backstage, one for each image (SPEC section 13), ordered by the name of their ConfigMap. Each is
 * made when it is asked for.
 */
export function catalogEntities(model: FactoryModel): (() => Entity)[] {
  const { config, managed } = model;
  const upstream = [...model.external, ...model.bases];
  const nameOf = upstreamNames(model);
  const refsOf = referenceFinder(managed, upstream, nameOf);
  const entities = new Map<string, () => Entity>([
    ...managed.map((node): [string, () => Entity] => [
      configMapName('ManagedImage', node.image.name),
      () => managedImageEntity(node, refsOf(node), config),
    ]),
    ...upstream.map((node): [string, () => Entity] => [
      configMapName('BaseImage', nameOf(node)),
      () => baseImageEntity(node, nameOf(node), config),
    ]),
  ]);
  return [...entities].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entity]) => entity);
}

/** The ConfigMap around an entity. */
export function buildEntity(scope: Construct, entity: Entity, { namespace, label }: FactoryConfig['backstage']): FactoryObject[] {
  const { kind, metadata } = entity;
  const why = `${kind} ${metadata.name} in the Backstage catalog`;
  return [
    new CatalogConfigMap(scope, {
      name: configMapName(kind, metadata.name),
      namespace,
      label,
      image: metadata.name,
      why,
      entity: renderDocument(entity),
    }),
  ];
}

function configMapName(kind: Entity['kind'], name: string): string {
  return objectName(kind === 'ManagedImage' ? 'managed-image-' : 'base-image-', name);
}

/** External and base images are of one kind in Backstage, so they need names that differ. */
function upstreamNames({ external, bases }: FactoryModel): (node: UpstreamNode) => string {
  const names = distinctBaseNames(
    bases.map(({ name }) => name),
    new Set<string>(external.map(({ name }) => name)),
  );
  return ({ kind, name }) => (kind === 'base' ? (names.get(name) ?? name) : name);
}

/** What an image is built from, ordered; only what is in the catalog, for Backstage warns about references to nothing. */
function referenceFinder(
  managed: readonly ManagedNode[],
  upstream: readonly UpstreamNode[],
  nameOf: (node: UpstreamNode) => string,
): (node: ManagedNode) => string[] {
  const built = new Set<string>(managed.map(({ image }) => image.name));
  const find = upstreamFinder(upstream);
  return ({ dependencies }) => {
    const refs = dependencies.flatMap((dependency) => {
      if (dependency.kind === 'managed') return built.has(dependency.name) ? [managedRef(dependency.name)] : [];
      const node = find(dependency);
      return node === undefined ? [] : [baseRef(nameOf(node))];
    });
    return [...new Set(refs)].toSorted();
  };
}
