import { memoryLog } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { persist, type Budget, type Try } from './persist.ts';
import type { Pace } from './state-store.ts';

/** Time that passes only in tries and pauses. */
function fakePace(random = (): number => 0.5): Pace & { readonly pauses: number[]; pass(ms: number): void } {
  let now = 0;
  const pauses: number[] = [];
  return {
    pauses,
    pass: (ms) => void (now += ms),
    elapsed: () => now,
    random,
    async sleep(ms) {
      pauses.push(ms);
      now += ms;
    },
  };
}

const again: Try<never> = { kind: 'again', why: 'somebody else committed meanwhile' };
const generous: Budget = { timeMs: 300_000, tries: 60 };

describe('persist', () => {
  it('tries until it is done, and says why it waits', async () => {
    const pace = fakePace();
    const log = memoryLog();
    const result = await persist(
      async (number) => (number < 3 ? again : { kind: 'done', value: 'x' }),
      () => generous,
      { pace, log },
    );
    expect(result).toEqual({ kind: 'done', value: 'x', tries: 3 });
    expect(pace.pauses).toEqual([100, 150]);
    expect(log.entries.map(({ message }) => message)).toEqual(['Somebody else committed meanwhile; trying again in 0.1 s.', 'Somebody else committed meanwhile; trying again in 0.1 s.']);
  });

  it('waits in proportion to what a try takes, and never longer than 30 s by itself', async () => {
    const pace = fakePace(() => 0.999);
    await persist(
      async (number) => (pace.pass(400), number < 12 ? again : { kind: 'done', value: 0 }),
      () => generous,
      { pace, log: memoryLog() },
    );
    expect(pace.pauses.slice(0, 4).map(Math.round)).toEqual([1598, 2398, 3596, 5395]);
    expect(Math.max(...pace.pauses)).toBeLessThanOrEqual(30_000);
  });

  it('waits as long as the other side asks', async () => {
    const pace = fakePace(() => 0);
    await persist(
      async (number) => (number < 2 ? { ...again, afterMs: 42_000 } : { kind: 'done', value: 0 }),
      () => generous,
      { pace, log: memoryLog() },
    );
    expect(pace.pauses).toEqual([42_000]);
  });

  it.each([
    { story: 'both are used up', took: 6000, budget: { timeMs: 60_000, tries: 5 }, least: 5 },
    { story: 'time alone is not enough: a slow machine gets its tries', took: 10_000, budget: { timeMs: 30_000, tries: 5 }, least: 4 },
    { story: 'twice the time always is', took: 40_000, budget: { timeMs: 30_000, tries: 60 }, least: 1 },
  ])('gives up when $story', async ({ took, budget, least }) => {
    const pace = fakePace(() => 0.1);
    const result = await persist(
      async () => (pace.pass(took), again),
      () => budget,
      { pace, log: memoryLog() },
    );
    expect(result).toMatchObject({ kind: 'given-up', why: again.why });
    expect(result.tries).toBeGreaterThanOrEqual(least);
    expect(pace.elapsed()).toBeLessThanOrEqual(2 * budget.timeMs + took);
  });

  it('never gives up before both time and tries, nor goes on after twice the time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 9000 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1000, max: 300_000 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        async (took, tries, timeMs, random) => {
          const pace = fakePace(() => random);
          const result = await persist(
            async () => (pace.pass(took + 1), again),
            () => ({ timeMs, tries }),
            { pace, log: memoryLog() },
          );
          const end = pace.elapsed();
          expect(end).toBeLessThanOrEqual(2 * timeMs + took + 1);
          // The pause that was not taken would have been at most this long.
          expect(end + 30_000 > timeMs && (result.tries >= tries || end + 30_000 + took > 2 * timeMs)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
