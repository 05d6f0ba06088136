import type { Mark } from './mark.ts';

/** Makes values of what is read. */
export interface ValueMaker<T, M extends T> {
  /** A scalar without quotes; empty when nothing is written. */
  plain(text: string): T;
  quoted(text: string): T;
  list(items: T[]): T;
  map(): M;
  /** False when the mapping can not hold the key, because it does already or at all. */
  put(map: M, key: string, value: T): boolean;
}

/** Where the reading of a simple text stands. */
export interface SimpleReader<T, M extends T> {
  readonly text: string;
  readonly make: ValueMaker<T, M>;
  readonly marks: Mark[];
  /** Offset of the next line that says something, and of its first character that is no space. */
  line: number;
  first: number;
  depth: number;
}

/** Thrown and caught among the simple readers alone, when a text turns out not to be simple. */
export class NotSimple extends Error {}

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32) at += 1;
  return at;
}

/** Offset of the start of the next line. */
export function nextLineStart(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}
