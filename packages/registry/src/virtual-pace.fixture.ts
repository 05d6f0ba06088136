import { setImmediate } from 'node:timers/promises';
import type { Pace } from './net/pace.ts';

export interface VirtualPace extends Pace {
  /** Milliseconds of each pause. */
  readonly slept: readonly number[];
  pass(ms: number): void;
}

/** Time that passes only where somebody sleeps or says so. It begins at 2026-11-21T10:00:00Z. */
export function virtualPace(random: () => number = () => 0.5): VirtualPace {
  const slept: number[] = [];
  let now = 0;
  return {
    slept,
    now: () => Date.UTC(2026, 10, 21, 10) + now,
    elapsed: () => now,
    async sleep(ms) {
      slept.push(ms);
      const until = now + ms;
      await setImmediate();
      now = Math.max(now, until);
    },
    random,
    pass: (ms) => {
      now += ms;
    },
  };
}
