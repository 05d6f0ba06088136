import type { Log } from '../ports.ts';
import type { Pace } from './state-store.ts';

/** One try. */
export type Try<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** @see Busy for `afterMs` */
  | { readonly kind: 'again'; readonly why: string; readonly afterMs?: number };

export type Persisted<T> =
  | { readonly kind: 'done'; readonly value: T; readonly tries: number }
  | { readonly kind: 'given-up'; readonly why: string; readonly tries: number; readonly elapsedMs: number };

/** How long somebody goes on. Both must be used up, or the time twice over: a slow machine gets its tries, too. */
export interface Budget {
  readonly timeMs: number;
  readonly tries: number;
}

const shortestMs = 50;
const longestMs = 30_000;
/** In tries. With shorter pauses at first most of a crowd tries in vain, with longer ones there are gaps (docs/reliability.md). */
const firstPause = 4;
const growth = 1.5;

/**
 * Tries until it is done, with a random pause between tries ("full jitter"). How long it may be goes by how long the try took,
 * and grows with each one that failed: so about as many writers are at work at once as the slowest part of the way can serve.
 *
 * @param attempt - gets the number of the try, from 1
 * @param budget - asked after each try that failed: the first one may have told it
 */
export async function persist<T>(
  attempt: (number: number) => Promise<Try<T>>,
  budget: () => Budget,
  { pace, log }: { readonly pace: Pace; readonly log: Log },
): Promise<Persisted<T>> {
  const start = pace.elapsed();
  for (let tries = 1; ; tries += 1) {
    const began = pace.elapsed();
    const result = await attempt(tries);
    if (result.kind === 'done') return { ...result, tries };
    const now = pace.elapsed();
    const pauseMs = Math.max(result.afterMs ?? 0, pace.random() * longestPause(tries, now - began));
    if (isSpent(budget(), tries, now + pauseMs - start)) return { kind: 'given-up', why: result.why, tries, elapsedMs: now - start };
    log.info(`${capitalized(result.why)}; trying again in ${(pauseMs / 1000).toFixed(1)} s.`);
    await pace.sleep(pauseMs);
  }
}

function longestPause(tries: number, tookMs: number): number {
  return Math.min(longestMs, Math.max(shortestMs, tookMs) * firstPause * growth ** Math.min(tries - 1, 50));
}

function isSpent({ timeMs, tries: most }: Budget, tries: number, elapsedMs: number): boolean {
  return elapsedMs > 2 * timeMs || (elapsedMs > timeMs && tries >= most);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
