import { UserError } from './user-error.ts';

/** What may come between an action and its end. */
export interface Interruptions extends Disposable {
  /** Aborted when the job is cancelled: the runner says so and waits some seconds before it kills. */
  readonly signal: AbortSignal;
  /** Rejects with an error that nobody waited for, and when the process has nothing left to do. */
  readonly stray: Promise<never>;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Listens until it is disposed. A second signal ends the process as it would any other. */
export function watchInterruptions(): Interruptions {
  const controller = new AbortController();
  const { promise: stray, reject } = Promise.withResolvers<never>();
  stray.catch(() => {}); // whoever waits for it decides

  const cancel = (): void => {
    for (const signal of signals) process.off(signal, cancel);
    controller.abort(new UserError('The job was cancelled.'));
  };
  const starve = (): void => reject(new Error('Nothing is left to wait for, and the work is not done.'));

  for (const signal of signals) process.on(signal, cancel);
  process.on('uncaughtException', reject);
  process.on('beforeExit', starve);
  return {
    signal: controller.signal,
    stray,
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, cancel);
      process.off('uncaughtException', reject);
      process.off('beforeExit', starve);
    },
  };
}
