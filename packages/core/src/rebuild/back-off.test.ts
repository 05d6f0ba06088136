import { describeShared } from '@image-factory/testkit';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { nextAttempt, request, type Rebuild } from './index.ts';
import { asked, at, key, untouched } from './rebuild.fixture.ts';

describe('the next attempt', () => {
  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 4],
    [5, 8],
    [6, 16],
    [7, 32],
  ])('after %i attempts: %i hours', (attempts, hours) => {
    expect(nextAttempt(attempts, at(0))).toEqual({ kind: 'at', at: at(hours * 60) });
  });

  it.each([8, 9, 1e9])('after %i attempts: held', (attempts) => {
    expect(nextAttempt(attempts, at(0))).toEqual({ kind: 'hold' });
  });
});

const Cases = z.object({
  cases: z.array(z.object({ id: z.string(), alreadyBuilt: z.boolean(), attempts: z.int(), lastAttemptSecondsFromNow: z.int().nullable(), expect: z.enum(['build', 'skip', 'not queued']) })),
});

/** Where we differ on purpose. */
const byDesign: ReadonlyMap<string, string> = new Map([['backoff-18', 'after eight attempts the image is held instead of being tried every 32 hours for ever (SPEC section 7, point 7)']]);

describeShared('the retries of the official images', 'cases/retry-backoff.json', (path) => {
  const { cases } = Cases.parse(JSON.parse(readFileSync(path, 'utf8')));

  it.each(cases)('$id: $attempts attempts, the last $lastAttemptSecondsFromNow s from now: $expect', ({ id, alreadyBuilt, attempts, lastAttemptSecondsFromNow, expect: wanted }) => {
    const result = request(failedBefore(attempts, lastAttemptSecondsFromNow, alreadyBuilt), asked());
    const answer = result.kind === 'moved' ? 'build' : result.why.includes('made already') ? 'not queued' : 'skip';
    if (byDesign.has(id)) expect([answer, result.why]).toEqual(['skip', expect.stringContaining('held')]);
    else expect(answer).toBe(wanted);
  });

  it('differs only where it is meant to', () => {
    expect([...byDesign.keys()].filter((id) => !cases.some((one) => one.id === id))).toEqual([]);
  });
});

function failedBefore(attempts: number, secondsFromNow: number | null, isBuilt: boolean): Rebuild {
  if (attempts === 0 || secondsFromNow === null) return untouched;
  const next = nextAttempt(attempts, at(secondsFromNow / 60));
  const failed = { ...untouched, key: key('a'), attempts, builtKeys: isBuilt ? [key('a')] : [] };
  return next.kind === 'hold' ? { ...failed, status: 'held' } : { ...failed, status: 'failed', nextAttemptAt: next.at };
}
