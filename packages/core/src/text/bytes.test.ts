import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isLongerThan } from './bytes.ts';

it('counts bytes as UTF-8 does', () => {
  const encoder = new TextEncoder();
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, limit) => {
      expect(isLongerThan(text, limit)).toBe(encoder.encode(text).length > limit);
    }),
  );
});
