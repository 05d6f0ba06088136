import { setTimeout } from 'node:timers/promises';

/** Time as it passes here, and chance. A clock that somebody sets, or that is wrong by days, changes nothing of it. */
export interface Pace {
  /** Milliseconds since some moment. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}

export const systemPace: Pace = {
  elapsed: () => performance.now(),
  sleep: (ms) => setTimeout(ms),
  random: () => Math.random(),
};
