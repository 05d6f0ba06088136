import { analyzeDockerfile } from '@image-factory/core/dockerfile';
import { dockerfileCases, mutateDockerfile, numbersFrom } from '@image-factory/testkit';
import { generatedFiles } from './inputs.ts';

export interface MutationReport {
  readonly count: number;
  readonly crashes: readonly { readonly index: number; readonly error: unknown }[];
  /** Wall time of one analysis in milliseconds, in rising order. */
  readonly times: Float64Array;
  /** The same of the files over 64 KiB. */
  readonly largeTimes: Float64Array;
  readonly slowest: { readonly text: string; readonly ms: number };
  readonly bytes: number;
}

/** Analyzes files that something befell, one after the other, and times each. */
export function analyzeMutations(count: number, seed: number): MutationReport {
  const texts = [...dockerfileCases.map(({ text }) => text).filter((text) => text.length < 20_000), ...generatedFiles(500, seed)];
  const numbers = numbersFrom(seed);
  const times = new Float64Array(count);
  const largeTimes: number[] = [];
  const crashes: { index: number; error: unknown }[] = [];
  let slowest = { text: '', ms: 0 };
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    const text = mutateDockerfile(texts[numbers(texts.length)] ?? '', numbers, texts);
    bytes += Buffer.byteLength(text);
    const start = performance.now();
    try {
      analyzeDockerfile(text, { file: 'Dockerfile' });
    } catch (error) {
      crashes.push({ index, error });
    }
    const ms = performance.now() - start;
    times[index] = ms;
    if (text.length > 64 * 1024) largeTimes.push(ms);
    if (ms > slowest.ms) slowest = { text, ms };
  }
  return { count, crashes, times: times.toSorted(), largeTimes: new Float64Array(largeTimes).toSorted(), slowest, bytes };
}

/** @param share - from 0 to 1 */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
