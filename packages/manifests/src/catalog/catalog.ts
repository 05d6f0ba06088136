import type { Construct } from 'constructs';
import type { FactoryConfig } from '@image-factory/core/enrollment';
import type { FactoryModel, ManagedNode } from '@image-factory/core/graph';
import { definitionText, renderDocument, type FactoryObject } from '../infrastructure/index.ts';
import { distinctBaseNames, objectName, upstreamFinder, type UpstreamNode } from '../kargo/index.ts';
import { baseImageEntity } from './base-image.ts';
import { CatalogConfigMap } from './config-map.ts';
import { baseRef, managedRef, type Entity } from './entity.ts';
import { managedImageEntity } from './managed-image.ts';

/** An entity that is made when it is asked for. */
export interface PlannedEntity {
  /** The name of its ConfigMap. */
  readonly name: string;
  /** The image or base image that it is about, by the name that its state has. */
  readonly image: string;
  /** All that it is made from, apart from factory.yaml, as text. */
  inputs(): string;
  entity(): Entity;
}

/**
 * The entities for Backstage, one for each image (SPEC section 13), ordered by the name of their ConfigMap.
 */
export function catalogEntities(model: FactoryModel): PlannedEntity[] {
  const { config, managed } = model;
  const upstream = [...model.external, ...model.bases];
  const nameOf = upstreamNames(model);
  const refsOf = referenceFinder(managed, upstream, nameOf);
  const entities = new Map<string, Omit<PlannedEntity, 'name'>>([
    ...managed.map((node): [string, Omit<PlannedEntity, 'name'>] => [
      configMapName('ManagedImage', node.image.name),
      {
        image: node.image.name,
        inputs: () => [definitionText(node.image), JSON.stringify([node.facts, refsOf(node)])].join('\n'),
        entity: () => managedImageEntity(node, refsOf(node), config),
      },
    ]),
    ...upstream.map((node): [string, Omit<PlannedEntity, 'name'>] => [
      configMapName('BaseImage', nameOf(node)),
      {
        image: node.name,
        inputs: () => [nameOf(node), upstreamText(node)].join('\n'),
        entity: () => baseImageEntity(node, nameOf(node), config),
      },
    ]),
  ]);
  return [...entities].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, entity]) => ({ name, ...entity }));
}

function upstreamText({ dependents: _, ...node }: UpstreamNode): string {
  if (node.kind === 'base') return JSON.stringify(node);
  const { image, ...rest } = node;
  return [definitionText(image), JSON.stringify(rest)].join('\n');
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
