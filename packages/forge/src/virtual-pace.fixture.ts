import { setImmediate } from 'node:timers/promises';
import type { Pace } from './api/pace.ts';

/** Time that passes only where somebody sleeps, and is then over at once. */
export function virtualPace(): Pace & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  let now = 0;
  return {
    slept,
    elapsed: () => now,
    async sleep(ms) {
      slept.push(ms);
      const until = now + ms;
      await setImmediate();
      now = Math.max(now, until);
    },
    random: () => Math.random(),
  };
}
