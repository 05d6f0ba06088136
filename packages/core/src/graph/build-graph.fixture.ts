import fc from 'fast-check';
import { parseImageName, type Cascade, type ImageName } from '../enrollment/index.ts';
import type { BuildNode } from './blast-radius.ts';

/** @param images - who is built from whom */
export function graph(images: Readonly<Record<string, readonly string[]>>, cascades: Readonly<Record<string, Cascade>> = {}): BuildNode[] {
  return Object.entries(images).map(([name, parents]) => ({ name: imageName(name), cascade: cascades[name] ?? 'transitive', parents: parents.map(imageName) }));
}

export function named(...names: readonly string[]): Set<ImageName> {
  return new Set(names.map(imageName));
}

export function imageName(text: string): ImageName {
  const parsed = parseImageName(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const anyName = fc.constantFrom(...names);

/** Up to seven images, built from each other in any way, circles included, and some that changed. */
export const anyBuildGraph = fc
  .tuple(
    fc.array(fc.tuple(anyName, anyName), { maxLength: 14 }),
    fc.array(fc.constantFrom<Cascade>('transitive', 'transitive', 'direct', 'none'), { minLength: names.length, maxLength: names.length }),
    fc.uniqueArray(anyName, { maxLength: 3 }),
  )
  .map(([edges, cascades, changed]) => {
    const images = Object.fromEntries(names.map((name) => [name, edges.filter(([from, to]) => from === name && to !== name).map(([, to]) => to)]));
    return { nodes: graph(images, Object.fromEntries(names.map((name, index) => [name, cascades[index] ?? 'none']))), changed: named(...changed) };
  });
