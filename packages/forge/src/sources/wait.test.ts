import { describe, expect, it } from 'vitest';
import { toFile } from './to-file.ts';
import { waitAskedFor } from './wait.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const date = 'Sat, 03 Jan 2026 00:00:00 GMT'; // the server's clock: two days ahead of ours

describe('how long a server wants us to wait', () => {
  it.each([
    { story: 'seconds', headers: { 'retry-after': '120' }, wait: 120_000 },
    { story: 'a fraction', headers: { 'retry-after': '0.25' }, wait: 250 },
    { story: 'a time', headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, wait: 31_000 },
    { story: 'a time, by the clock of the server', headers: { date, 'retry-after': 'Sat, 03 Jan 2026 00:00:30 GMT' }, wait: 31_000 },
    { story: 'a time that has passed', headers: { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, wait: 1000 },
    { story: 'the reset of a limit', headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 60) }, wait: 61_000 },
    { story: 'the reset of a limit that is not reached', headers: { 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': String(now / 1000 + 60) }, wait: undefined },
    { story: 'nothing', headers: {}, wait: undefined },
    { story: 'nonsense', headers: { 'retry-after': 'soon, or later' }, wait: undefined },
    { story: 'microseconds', headers: { 'retry-after': '880.092us' }, wait: undefined },
  ])('$story', ({ headers, wait }) => {
    expect(waitAskedFor(new Headers(headers), now)).toBe(wait);
  });
});

it('bytes that are no UTF-8 are no text', () => {
  expect(toFile(Buffer.from([0xff, 0xfe]), 10)).toEqual({ kind: 'refused', code: 'not-utf8', reason: 'it is not valid UTF-8' });
});
