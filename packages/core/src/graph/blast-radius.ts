import type { Cascade, ImageName } from '../enrollment/index.ts';
import type { Dependency, ManagedNode } from './model.ts';

/** A managed image as far as the order of builds is concerned. */
export interface BuildNode {
  readonly name: ImageName;
  /** What follows when this image is rebuilt: all that depend on it, only the direct ones, or none. */
  readonly cascade: Cascade;
  /** The managed images that it is built from. */
  readonly parents: readonly ImageName[];
}

/** An image that a change rebuilds. */
export interface Reached {
  readonly image: ImageName;
  /** 0 for what changed itself, else the number of steps on the shortest way from it. */
  readonly depth: number;
  /** The image that it follows on that way; the first by name when several do. */
  readonly via?: ImageName;
}

export function buildNodes(managed: readonly ManagedNode[]): BuildNode[] {
  return managed.map(({ image, dependencies }) => ({
    name: image.name,
    cascade: image.cascade,
    parents: dependencies.flatMap(managedName),
  }));
}

function managedName(dependency: Dependency): ImageName[] {
  return dependency.kind === 'managed' ? [dependency.name] : [];
}

/** Builds that may still follow one that is being looked at. */
const stepsAfter = { transitive: Number.POSITIVE_INFINITY, direct: 1, none: 0 } as const satisfies Readonly<Record<Cascade, number>>;

interface Step extends Reached {
  readonly left: number;
}

/**
 * All that a change of some images rebuilds (SPEC section 7, point 6): these and whatever depends on them, as far as the
 * `cascade` of every image on the way lets it go. More changes never reach less, and circles end.
 *
 * @param changed - names that no node has are left out
 * @returns by depth, then by name
 */
export function blastRadius(nodes: readonly BuildNode[], changed: ReadonlySet<ImageName>): Reached[] {
  const cascades = new Map(nodes.map(({ name, cascade }) => [name, cascade]));
  const dependents = dependentsOf(nodes);
  const reached = new Map<ImageName, Reached>();
  const most = new Map<ImageName, number>();
  let wave: Step[] = [...cascades]
    .filter(([name]) => changed.has(name))
    .map(([image, cascade]) => ({ image, depth: 0, left: stepsAfter[cascade] }));
  while (wave.length > 0) {
    const next: Step[] = [];
    for (const { left, ...step } of wave.toSorted(byImage)) {
      if (!reached.has(step.image)) reached.set(step.image, step);
      // A longer way counts only when more may follow it.
      if ((most.get(step.image) ?? -1) >= left) continue;
      most.set(step.image, left);
      if (left === 0) continue;
      for (const image of dependents.get(step.image) ?? []) {
        const cascade = cascades.get(image) ?? 'none';
        next.push({ image, depth: step.depth + 1, via: step.image, left: Math.min(left - 1, stepsAfter[cascade]) });
      }
    }
    wave = next;
  }
  return [...reached.values()].toSorted((a, b) => a.depth - b.depth || byImage(a, b));
}

function dependentsOf(nodes: readonly BuildNode[]): Map<ImageName, ImageName[]> {
  const dependents = new Map<ImageName, ImageName[]>();
  for (const { name, parents } of nodes) {
    for (const parent of new Set(parents)) {
      const list = dependents.get(parent) ?? [];
      list.push(name);
      dependents.set(parent, list);
    }
  }
  return dependents;
}

function byImage(a: { readonly image: string; readonly via?: string }, b: { readonly image: string; readonly via?: string }): number {
  return compare(a.image, b.image) || compare(a.via ?? '', b.via ?? '');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** How much a change rebuilds, in a word. */
export type RadiusSize = 'none' | 'small' | 'medium' | 'large' | 'huge';

/** Up to 3 images are small, up to 10 medium, up to 50 large. */
export function sizeOfRadius(images: number): RadiusSize {
  if (images === 0) return 'none';
  if (images <= 3) return 'small';
  if (images <= 10) return 'medium';
  return images <= 50 ? 'large' : 'huge';
}
