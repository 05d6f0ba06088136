import type { FactoryConfig } from '@image-factory/core/enrollment';
import type { BaseNode, ExternalNode } from '@image-factory/core/graph';
import { formatReference } from '@image-factory/core/reference';
import { factAnnotations, ours, present, titleOf, type Entity } from './entity.ts';

/** What is shown of it: not what is built from it, which changes more often than all of the rest. */
export type ShownUpstream = Omit<BaseNode, 'dependents'> | Omit<ExternalNode, 'dependents'>;

/** An image that others build and we watch, as Backstage shows it. Its dependents are derived from their `dependsOn`. */
export function baseImageEntity(node: ShownUpstream, name: string, config: FactoryConfig): Entity {
  const upstream = upstreamOf(node);
  return {
    apiVersion: 'image-factory.io/v1alpha1',
    kind: 'BaseImage',
    metadata: {
      name,
      title: titleOf(name),
      description: descriptionOf(node),
      annotations: { ...ours(upstream), ...factAnnotations(node.facts) },
    },
    spec: {
      type: node.kind === 'base' ? 'base-image' : 'external-image',
      lifecycle: 'production',
      owner: (node.kind === 'external' ? node.image.owner : undefined) ?? config.backstage.owner,
      system: config.backstage.system,
      upstream,
    },
  };
}

function upstreamOf(node: ShownUpstream): Readonly<Record<string, string>> {
  if (node.kind === 'base') {
    const { domain, path, tag, digest } = node.reference;
    return present({ registry: domain, repository: path, tag, digest: tag === undefined ? digest : undefined });
  }
  const { watch, image } = node;
  const tag = watch.strategy === 'Digest' ? watch.tag : undefined;
  const pattern = watch.strategy === 'Digest' ? undefined : watch.allow;
  return present({
    registry: image.registry,
    repository: image.repository,
    tag,
    allowTags: pattern,
    constraint: watch.strategy === 'SemVer' ? watch.constraint : undefined,
  });
}

function descriptionOf(node: ShownUpstream): string {
  if (node.kind === 'external') return node.image.description ?? `Watched image ${node.repository}`;
  return `Base image ${formatReference(node.reference)}`;
}
