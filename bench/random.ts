/** Numbers that look random and are the same in every run: measurements of two days can be compared. */
export interface Random {
  /** From 0 up to, not including, `below`. */
  below(below: number): number;
  /** True in about `share` of the calls, from 0 to 1. */
  chance(share: number): boolean;
  /** @throws RangeError when the list is empty */
  pick<T>(list: readonly T[]): T;
  /** Hexadecimal digits. */
  hex(length: number): string;
}

/** @param seed - any whole number; each seed has a sequence of its own */
export function randomOf(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0;

  /** A Weyl sequence whose values are mixed: 32 bits. */
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  function below(limit: number): number {
    return next() % limit;
  }

  return {
    below,
    chance: (share) => next() < share * 2 ** 32,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('nothing to pick from');
      return list[below(list.length)] as (typeof list)[number];
    },
    hex: (length) => Array.from({ length }, () => below(16).toString(16)).join(''),
  };
}
