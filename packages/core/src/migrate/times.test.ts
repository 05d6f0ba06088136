import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTime } from './times.ts';

describe('reading times of other programs', () => {
  it.each([
    ['microseconds and an offset, as isoformat() writes', '2025-12-29T19:25:06.841994+00:00', '2025-12-29T19:25:06Z', false],
    ['ours', '2024-12-04T10:00:00Z', '2024-12-04T10:00:00Z', false],
    ['a space, and no zone', '2025-01-01 10:00:00', '2025-01-01T10:00:00Z', true],
    ['a space, fractions and an offset', '2026-04-14 18:41:48.910665+00:00', '2026-04-14T18:41:48Z', false],
    ['another zone', '2025-01-01T00:30:00+02:00', '2024-12-31T22:30:00Z', false],
    ['west of UTC', '2024-02-28T23:30:00-0130', '2024-02-29T01:00:00Z', false],
    ['a date alone', '2025-01-01', '2025-01-01T00:00:00Z', true],
    ['a leap day', '2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z', false],
    ['the first century', '0042-01-02T00:00:00Z', '0042-01-02T00:00:00Z', false],
  ])('%s', (_, text, wanted, assumedUtc) => {
    expect(readTime(text)).toEqual({ text: wanted, assumedUtc });
  });

  it.each(['None', '', 'yesterday', '2025-13-01', '2025-02-29', '2025-01-01T25:00:00Z', '1735725600', '0000-01-01T00:00:00+01:00', '2025-01-01T10:00:00+99:00'])('%s is none', (text) => {
    expect(readTime(text)).toBeUndefined();
  });

  it('takes any text, and reads its own times as they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/)), (text) => {
        const time = readTime(text);
        if (time !== undefined) expect(readTime(time.text)).toEqual({ text: time.text, assumedUtc: false });
      }),
    );
  });
});
