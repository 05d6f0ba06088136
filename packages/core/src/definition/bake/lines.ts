import type { SourceText } from '../hcl/index.ts';

const starts = new WeakMap<SourceText, readonly number[]>();

/** The line of an offset, from 1. */
export function lineAt(source: SourceText, offset: number): number {
  const known = starts.get(source) ?? lineStarts(source.text);
  starts.set(source, known);
  let [low, high] = [0, known.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((known[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lineStarts(text: string): number[] {
  const found = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) found.push(at + 1);
  return found;
}
