import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goDuration, parseGoDuration } from './duration.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('goDuration', () => {
  it.each([
    { story: 'no time at all', milliseconds: 0, text: '0s' },
    { story: 'half a minute', milliseconds: 30_000, text: '30s' },
    { story: 'five minutes, the least interval', milliseconds: 5 * minute, text: '5m0s' },
    { story: 'an hour', milliseconds: hour, text: '1h0m0s' },
    { story: 'an hour and a half', milliseconds: 90 * minute, text: '1h30m0s' },
    { story: 'a day has no unit in Go', milliseconds: day, text: '24h0m0s' },
    { story: 'seven days, the default delay', milliseconds: 7 * day, text: '168h0m0s' },
    { story: 'a year, the longest delay', milliseconds: 365 * day, text: '8760h0m0s' },
    { story: 'all three units', milliseconds: 3_725_000, text: '1h2m5s' },
    { story: 'part of a second is a second', milliseconds: 1, text: '1s' },
  ])('$story: $text', ({ milliseconds, text }) => {
    expect(goDuration(milliseconds)).toBe(text);
    expect(parseGoDuration(text)).toBe(Math.ceil(milliseconds / 1000) * 1000);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (milliseconds) => {
    expect(() => goDuration(milliseconds)).toThrow(RangeError);
  });

  it('is read back to what was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 * 24 * 3600 }), (seconds) => {
        expect(parseGoDuration(goDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});

describe('parseGoDuration', () => {
  it.each(['7d', '168h', '1h', '60m0s', '90s', '5m', '05m0s', '1.5h', '', '-5m0s', '5m0s '])('refuses %o, which a webhook would rewrite or reject', (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  });
});
