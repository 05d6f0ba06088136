import { describe, expect, it } from 'vitest';
import { waitOf, type Headers } from './limits.ts';

const date = 'Thu, 01 Jan 2026 00:00:00 GMT';
const epoch = Date.parse(date) / 1000;
const longAgo = 0;

describe('an answer that asks to slow down', () => {
  it.each<{ story: string; status: number; said?: string; headers: Headers; ms: number | undefined }>([
    { story: 'in seconds', status: 429, headers: { 'retry-after': '7' }, ms: 7000 },
    { story: 'in parts of a second', status: 429, headers: { 'retry-after': '1.5' }, ms: 1500 },
    { story: 'until a date, by the clock of the server', status: 429, headers: { date, 'retry-after': 'Thu, 01 Jan 2026 00:02:00 GMT' }, ms: 120_000 },
    { story: 'until a date that is over', status: 429, headers: { date, 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, ms: 1000 },
    { story: 'in words that nobody knows', status: 429, headers: { 'retry-after': 'soon' }, ms: 60_000 },
    { story: 'without a time', status: 429, headers: {}, ms: 60_000 },
    { story: 'in a 403 with a time', status: 403, headers: { 'retry-after': 3 }, ms: 3000 },
    { story: 'in a 403 with words', status: 403, said: 'You have exceeded a secondary rate limit.', headers: {}, ms: 60_000 },
    {
      story: 'in a 403 with words, while there is something left',
      status: 403,
      said: 'secondary rate limit',
      headers: { date, 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': String(epoch + 3000) },
      ms: 60_000,
    },
    { story: 'with nothing left until a moment', status: 403, headers: { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(epoch + 90) }, ms: 90_000 },
    { story: 'with nothing left until a moment that is over', status: 403, headers: { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99' }, ms: 1000 },
    { story: 'both ways: what it asks for counts', status: 403, headers: { date, 'retry-after': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(epoch + 90) }, ms: 5000 },
    { story: 'because it is being repaired', status: 503, headers: { 'retry-after': '30' }, ms: 30_000 },
    { story: 'not: it fails', status: 502, headers: {}, ms: undefined },
    { story: 'not: it refuses', status: 403, said: 'Resource not accessible by integration', headers: { 'x-ratelimit-remaining': '4000' }, ms: undefined },
  ])('$story: $ms', ({ status, said = '', headers, ms }) => {
    expect(waitOf(status, said, headers, longAgo)).toBe(ms);
  });
});
