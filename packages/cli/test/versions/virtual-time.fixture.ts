import { setImmediate } from 'node:timers/promises';

/** Time that passes at once when everybody waits. For work that waits for nothing else. */
export interface VirtualTime {
  /** Milliseconds since the beginning. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
  /** Lets time pass until the work is done. */
  until<T>(work: Promise<T>): Promise<T>;
}

export function virtualTime(): VirtualTime {
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  let now = 0;

  function wakeNext(): void {
    const first = sleepers.reduce<number>((best, { at }, index) => (at < (sleepers[best]?.at ?? Number.POSITIVE_INFINITY) ? index : best), 0);
    const [next] = sleepers.splice(first, 1);
    if (next === undefined) return;
    now = Math.max(now, next.at);
    next.wake();
  }

  return {
    elapsed: () => now,
    sleep(ms) {
      const { promise, resolve } = Promise.withResolvers<void>();
      sleepers.push({ at: now + ms, wake: resolve });
      return promise;
    },
    async until(work) {
      let isOver = false;
      const over = (): void => void (isOver = true);
      work.then(over, over);
      for (;;) {
        await setImmediate(); // everybody goes on until they wait
        if (isOver) return work;
        wakeNext();
      }
    },
  };
}
