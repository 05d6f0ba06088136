import type { BaseNode, Dependency, ExternalNode } from '@image-factory/core/graph';
import type { ImageReference } from '@image-factory/core/reference';

/** An image that we only watch. */
export type UpstreamNode = ExternalNode | BaseNode;

/** Finds the watched image that a dependency means; undefined when it is built by us or not there. */
export function upstreamFinder(nodes: readonly UpstreamNode[]): (dependency: Dependency) => UpstreamNode | undefined {
  const byName = Map.groupBy(nodes, ({ name }) => name as string);
  return ({ kind, name, reference }) => (kind === 'watched' ? choose(byName.get(name) ?? [], reference) : undefined);
}

/** An external image may have the name that is the key of a base; then the reference decides. */
function choose(candidates: readonly UpstreamNode[], reference: ImageReference): UpstreamNode | undefined {
  return (
    candidates.find((node) => node.kind === 'base' && isSame(node.reference, reference)) ??
    candidates.find(({ kind }) => kind === 'external') ??
    candidates[0]
  );
}

function isSame(a: ImageReference, b: ImageReference): boolean {
  return a.domain === b.domain && a.path === b.path && a.tag === b.tag && (a.tag !== undefined || a.digest === b.digest);
}
