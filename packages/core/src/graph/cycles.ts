import type { ImageName } from '../enrollment/index.ts';
import { error, type Problem } from '../problem/index.ts';
import type { ManagedNode } from './model.ts';

/**
 * The circles in which managed images are built from each other, each named from its alphabetically first image:
 * `[a, b]` means that a is built from b and b from a. Found with Tarjan's algorithm, without recursion; a circle that
 * shares images with another is reported with it as one path through them.
 */
export function findCycles(managed: readonly ManagedNode[]): readonly (readonly ImageName[])[] {
  const parents = new Map(
    managed.map(({ image, dependencies }) => [
      image.name,
      dependencies.flatMap((dependency) => (dependency.kind === 'managed' ? [dependency.name] : [])),
    ]),
  );
  return components(parents)
    .filter((component) => component.length > 1)
    .map((component) => pathThrough(component.toSorted(), parents))
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

export function cycleProblems(managed: readonly ManagedNode[]): Problem[] {
  const places = new Map(managed.map(({ image }) => [image.name, image.at]));
  return findCycles(managed).map((cycle) => {
    const [first] = cycle;
    const source = first === undefined ? undefined : places.get(first);
    return error('graph/cycle', `These images are built from each other: ${[...cycle, first].join(' ← ')}.`, {
      ...(first === undefined ? {} : { image: first }),
      ...(source === undefined ? {} : { source }),
      hint: 'None of them can be rebuilt in order. Let one be built from an image outside the circle.',
    });
  });
}

interface Visit {
  readonly name: ImageName;
  readonly edges: readonly ImageName[];
  next: number;
}

function components(parents: ReadonlyMap<ImageName, readonly ImageName[]>): ImageName[][] {
  const found: ImageName[][] = [];
  const index = new Map<ImageName, number>();
  const low = new Map<ImageName, number>();
  const open: ImageName[] = [];
  const isOpen = new Set<ImageName>();
  const enter = (name: ImageName): Visit => {
    index.set(name, index.size);
    low.set(name, index.size - 1);
    open.push(name);
    isOpen.add(name);
    return { name, edges: (parents.get(name) ?? []).filter((parent) => parents.has(parent)), next: 0 };
  };
  const lower = (name: ImageName, to: number): void => void low.set(name, Math.min(low.get(name) ?? to, to));
  for (const start of parents.keys()) {
    if (index.has(start)) continue;
    const path = [enter(start)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const parent = visit.edges[visit.next];
      visit.next += 1;
      if (parent === undefined) {
        path.pop();
        const below = path.at(-1);
        if (below !== undefined) lower(below.name, low.get(visit.name) ?? 0);
        if (low.get(visit.name) === index.get(visit.name)) found.push(close(visit.name, open, isOpen));
      } else if (!index.has(parent)) path.push(enter(parent));
      else if (isOpen.has(parent)) lower(visit.name, index.get(parent) ?? 0);
    }
  }
  return found;
}

function close(root: ImageName, open: ImageName[], isOpen: Set<ImageName>): ImageName[] {
  const component: ImageName[] = [];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    isOpen.delete(name);
    component.push(name);
    if (name === root) break;
  }
  return component;
}

/** A shortest way from the first image of a component back to itself. */
function pathThrough(component: readonly ImageName[], parents: ReadonlyMap<ImageName, readonly ImageName[]>): ImageName[] {
  const [start] = component;
  if (start === undefined) return [];
  const inside = new Set(component);
  const cameFrom = new Map<ImageName, ImageName>();
  const queue = [start];
  for (const name of queue) {
    for (const parent of parents.get(name) ?? []) {
      if (parent === start) return trace(name, start, cameFrom);
      if (!inside.has(parent) || cameFrom.has(parent)) continue;
      cameFrom.set(parent, name);
      queue.push(parent);
    }
  }
  return [...component];
}

function trace(end: ImageName, start: ImageName, cameFrom: ReadonlyMap<ImageName, ImageName>): ImageName[] {
  const path = [end];
  for (let name = end; name !== start;) {
    const previous = cameFrom.get(name);
    if (previous === undefined) break;
    path.unshift(previous);
    name = previous;
  }
  return path;
}
