import { isObject } from '../text/index.ts';

/** Deeper than anything in the config of an image. */
const maxDepth = 64;

/**
 * JSON with the keys of every object in order: equal values give equal texts.
 *
 * @returns undefined for a value that nests too deep to be looked at
 */
export function canonicalJson(value: unknown): string | undefined {
  return isDeeper(value, maxDepth) ? undefined : JSON.stringify(inOrder(value));
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}
