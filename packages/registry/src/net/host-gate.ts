import type { Unknown } from '@image-factory/core/observe';
import { unknown } from '../unknown.ts';
import type { Pace } from './pace.ts';

export interface GateLimits {
  /** Questions that are under way at the same time. */
  readonly concurrency: number;
  /** Requests a second, over time. */
  readonly perSecond: number;
  /** Requests that may go at once after a rest. */
  readonly burst: number;
  /** Questions in a row that came to nothing, after which the host is not asked any more. */
  readonly failures: number;
  /** Milliseconds that one question waits at most for a host that asks to slow down. */
  readonly patienceMs: number;
}

export const usualLimits: GateLimits = { concurrency: 6, perSecond: 20, burst: 40, failures: 5, patienceMs: 30_000 };

/** Keeps one host from being asked too much, and everybody from waiting for one that is down. */
export interface HostGate {
  /** Holds one of the places at this host, for a question with all its repetitions: a host that is down is not asked by all at once. */
  hold<T>(question: () => Promise<T>): Promise<T>;
  /** Runs a request when it may go; does not run it when the host is not asked any more. */
  pass<T>(request: () => Promise<T>): Promise<T | Unknown>;
  /** The host asks everybody to wait. */
  pause(ms: number): void;
  /** A question, with all its repetitions, is over. */
  note(outcome: 'answered' | 'failed'): void;
}

/** @param host - for the words */
export function createHostGate(host: string, limits: GateLimits, pace: Pace): HostGate {
  const queue: (() => void)[] = [];
  const bucket = createBucket(limits, pace);
  let running = 0;
  let failuresInRow = 0;
  let openAgain = Number.NEGATIVE_INFINITY;

  function refusal(): Unknown | undefined {
    if (failuresInRow >= limits.failures)
      return unknown('limited', `${host} failed ${limits.failures} times in a row and is not asked again in this run`);
    const seconds = Math.ceil((openAgain - pace.elapsed()) / 1000);
    return seconds * 1000 > limits.patienceMs ? unknown('limited', `${host} asks to wait for ${seconds} s`) : undefined;
  }

  async function turn(): Promise<void> {
    if (running < limits.concurrency) {
      running += 1;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    queue.push(resolve);
    await promise; // whoever is done hands its place over
  }

  function done(): void {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  async function hold<T>(question: () => Promise<T>): Promise<T> {
    await turn();
    try {
      return await question();
    } finally {
      done();
    }
  }

  async function pass<T>(request: () => Promise<T>): Promise<T | Unknown> {
    for (;;) {
      const why = refusal();
      if (why !== undefined) return why;
      const pauseMs = openAgain - pace.elapsed();
      const waitMs = pauseMs > 0 ? pauseMs : bucket.take();
      if (waitMs <= 0) return request();
      await pace.sleep(waitMs);
    }
  }

  return {
    hold,
    pass,
    pause: (ms) => {
      openAgain = Math.max(openAgain, pace.elapsed() + ms);
    },
    note: (outcome) => {
      // Once given up, a host stays given up: what was under way then does not bring it back.
      if (failuresInRow < limits.failures) failuresInRow = outcome === 'failed' ? failuresInRow + 1 : 0;
    },
  };
}

/** `take` gives 0 and takes one, or the milliseconds until there is one. */
function createBucket({ perSecond, burst }: GateLimits, pace: Pace): { take(): number } {
  let left = burst;
  let at = pace.elapsed();
  return {
    take() {
      const now = pace.elapsed();
      left = Math.min(burst, left + ((now - at) * perSecond) / 1000);
      at = now;
      if (left < 1) return Math.ceil(((1 - left) * 1000) / perSecond);
      left -= 1;
      return 0;
    },
  };
}
