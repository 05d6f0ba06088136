import type { PreciseRange } from './types.ts';

/** Loads the parser behind `PreciseRange`, which most runs never need. */
export async function loadPreciseRange(): Promise<PreciseRange> {
  const { preciseRange } = await import('./ranges.ts');
  return preciseRange;
}
