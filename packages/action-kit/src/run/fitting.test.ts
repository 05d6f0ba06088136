import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitting, fittingMatrix } from './fitting.ts';

describe('outputs that fit', () => {
  it('are the first items, as many as there is room for', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.nat(200), (items, room) => {
        const kept = fitting(items, room);
        expect(kept).toEqual(items.slice(0, kept.length));
        if (kept.length > 0) expect(JSON.stringify(kept).length).toBeLessThanOrEqual(room + 1);
        if (kept.length < items.length) expect(JSON.stringify(items.slice(0, kept.length + 1)).length).toBeGreaterThan(room);
      }),
    );
  });

  it('a matrix is whole or not there', () => {
    expect(fittingMatrix([[1], [2]], '', '')).toEqual({ matrix: [[1], [2]], waves: 2, emptyReason: '' });
    expect(fittingMatrix(['x'.repeat(300_000)], '', ' It is elsewhere.')).toEqual({
      matrix: [],
      waves: 0,
      emptyReason: 'The matrix is larger than an output may be. It is elsewhere.',
    });
  });
});
