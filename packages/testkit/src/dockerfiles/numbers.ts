/** A whole number from 0 up to, not including, `limit`. */
export type Numbers = (limit: number) => number;

/**
 * Numbers that look random and are the same for the same seed.
 *
 * @param seed - any whole number
 */
export function numbersFrom(seed: number): Numbers {
  // Marsaglia's xorshift, which must not start from zero.
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** @throws RangeError when the list is empty */
export function pick<T>(list: readonly T[], numbers: Numbers): T {
  const item = list[numbers(Math.max(list.length, 1))];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
