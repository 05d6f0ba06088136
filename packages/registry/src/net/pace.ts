import { setTimeout } from 'node:timers/promises';

/** Time as it passes, and chance. */
export interface Pace {
  /** Milliseconds since 1970; only for dates in answers whose sender tells no time. */
  now(): number;
  /** Milliseconds since some moment; a clock that somebody sets changes nothing of it. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}

export const systemPace: Pace = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms) => setTimeout(ms),
  random: () => Math.random(),
};
