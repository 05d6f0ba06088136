import { findCycles, type ManagedNode } from '@image-factory/core/graph';

/** Whether one image is built from the other as part of a circle. */
export type InCircle = (image: string, parent: string) => boolean;

/**
 * Edges without which no rebuild runs in a circle for ever (SPEC section 7, point 6). Circles that share images are
 * found one after the other: the edges of those already found are taken out, until none is left.
 */
export function edgesInCircles(managed: readonly ManagedNode[]): InCircle {
  const turning = new Set<string>();
  // Which circle is found first must not depend on the order of the lists.
  const ordered = managed
    .map((node) => ({ ...node, dependencies: node.dependencies.toSorted(byName) }))
    .toSorted((a, b) => byName(a.image, b.image));
  let rest: readonly ManagedNode[] = ordered;
  for (let circles = findCycles(rest); circles.length > 0; circles = findCycles(rest)) {
    for (const circle of circles) {
      circle.forEach((image, index) => turning.add(edge(image, circle[(index + 1) % circle.length] ?? image)));
    }
    rest = ordered.map((node) => ({
      ...node,
      dependencies: node.dependencies.filter(({ name }) => !turning.has(edge(node.image.name, name))),
    }));
  }
  return (image, parent) => turning.has(edge(image, parent));
}

function edge(image: string, parent: string): string {
  return `${image} ${parent}`;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
