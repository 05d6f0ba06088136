import { expect, it } from 'vitest';
import { fakeClock } from './clock.ts';

it.each([
  { delay: '1s', reads: '2026-01-01T00:00:01.000Z' },
  { delay: '30m', reads: '2026-01-01T00:30:00.000Z' },
  { delay: '2h', reads: '2026-01-01T02:00:00.000Z' },
  { delay: '1d', reads: '2026-01-02T00:00:00.000Z' },
  { delay: '1w', reads: '2026-01-08T00:00:00.000Z' },
])('moves by $delay, and only then', ({ delay, reads }) => {
  const clock = fakeClock('2026-01-01T00:00:00Z');
  expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z');
  clock.advance(delay);
  expect(clock.now().toISOString()).toBe(reads);
});

it.each(['', '1', 'd', '-1d', '1y', '1 d'])('refuses the delay "%s"', (delay) => {
  expect(() => fakeClock('2026-01-01T00:00:00Z').advance(delay)).toThrow(RangeError);
});

it('refuses a start that is no time', () => {
  expect(() => fakeClock('yesterday')).toThrow(RangeError);
});

it('a date that was given out can not move the clock', () => {
  const clock = fakeClock('2026-01-01T00:00:00Z');
  clock.now().setUTCFullYear(1999);
  expect(clock.now().getUTCFullYear()).toBe(2026);
});
