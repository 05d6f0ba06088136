import type { ImageName } from '../enrollment/index.ts';
import type { BuildNode } from './blast-radius.ts';

/** In which order images can be built. */
export interface BuildOrder {
  /** What a wave holds can be built at once when the waves before it are done; by name. */
  readonly waves: readonly (readonly ImageName[])[];
  /** Images that are built from each other, and those that wait for them: there is no order for these. By name. */
  readonly blocked: readonly ImageName[];
}

/**
 * Sorts images into waves (SPEC section 7, point 6: parents before children), each image as early as it can be built.
 * An image that is not selected is not built, so nobody waits for it.
 */
export function planWaves(nodes: readonly BuildNode[], selected: ReadonlySet<ImageName>): BuildOrder {
  const waiting = new Map<ImageName, number>();
  const dependents = new Map<ImageName, ImageName[]>();
  for (const { name, parents } of nodes) {
    if (!selected.has(name)) continue;
    const before = [...new Set(parents)].filter((parent) => selected.has(parent));
    waiting.set(name, before.length);
    for (const parent of before) {
      const list = dependents.get(parent) ?? [];
      list.push(name);
      dependents.set(parent, list);
    }
  }
  const waves: ImageName[][] = [];
  let wave = [...waiting].filter(([, count]) => count === 0).map(([name]) => name);
  while (wave.length > 0) {
    waves.push(wave.toSorted());
    wave = release(wave, waiting, dependents);
  }
  return { waves, blocked: [...waiting.keys()].toSorted() };
}

/** Takes a finished wave out; gives the images that waited for nothing else. */
function release(
  wave: readonly ImageName[],
  waiting: Map<ImageName, number>,
  dependents: ReadonlyMap<ImageName, readonly ImageName[]>,
): ImageName[] {
  const free: ImageName[] = [];
  for (const done of wave) {
    waiting.delete(done);
    for (const name of dependents.get(done) ?? []) {
      const left = (waiting.get(name) ?? 0) - 1;
      waiting.set(name, left);
      if (left === 0) free.push(name);
    }
  }
  return free;
}
