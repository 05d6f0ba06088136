import { systemPace, type Pace } from './pace.ts';

/** Hands out turns for requests that change something. */
export interface WriteBucket {
  /** Resolves when it is one's turn. Turns are given in the order in which they were asked for. */
  turn(): Promise<void>;
}

/**
 * GitHub takes about 80 changes a minute from one client before it refuses all of them for a while, and cannot be asked how
 * many are left. So this side counts: one share for everything that works with the same token.
 *
 * @param perMinute - turns in any minute
 */
export function createWriteBucket({
  perMinute = 60,
  pace = systemPace,
}: { readonly perMinute?: number; readonly pace?: Pace } = {}): WriteBucket {
  const spaceMs = 60_000 / perMinute;
  let next = Number.NEGATIVE_INFINITY;
  return {
    async turn() {
      const now = pace.elapsed();
      const mine = Math.max(now, next);
      next = mine + spaceMs;
      if (mine > now) await pace.sleep(mine - now);
    },
  };
}
