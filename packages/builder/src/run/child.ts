import { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** The channel on which Node tells of processes as they are made. */
const channel = 'child_process';
const patience = 10_000;
const taken = new WeakSet<ChildProcess>();

/** A process that somebody else starts, and that we may have to end. */
export interface ChildWatch extends Disposable {
  /** Asks it to end, and makes it ten seconds later; also when it is only started then. */
  stop(): void;
}

/**
 * `@actions/exec` keeps the process that it starts to itself: it can neither be ended, nor does anybody listen when it closes
 * its standard input, which would end us.
 *
 * @param args - by which it is known
 */
export function watchChild(file: string, args: readonly string[]): ChildWatch {
  let child: ChildProcess | undefined;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  function onProcess(message: unknown): void {
    const made = typeof message === 'object' && message !== null && 'process' in message ? message.process : undefined;
    if (made instanceof ChildProcess) queueMicrotask(() => take(made));
  }

  /** What it runs is known as soon as it is started, which is before anything else happens. */
  function take(made: ChildProcess): void {
    if (child !== undefined || taken.has(made) || !isOurs(made, file, args)) return;
    child = made;
    taken.add(made);
    made.stdin?.on('error', () => {});
    if (isStopped) end(made);
  }

  function end(running: ChildProcess): void {
    running.kill('SIGTERM');
    timer = setTimeout(() => running.kill('SIGKILL'), patience);
  }

  subscribe(channel, onProcess);
  return {
    stop() {
      if (isStopped) return;
      isStopped = true;
      if (child !== undefined) end(child);
    },
    [Symbol.dispose]() {
      unsubscribe(channel, onProcess);
      clearTimeout(timer);
    },
  };
}

function isOurs({ spawnfile, spawnargs }: ChildProcess, file: string, args: readonly string[]): boolean {
  return spawnfile === file && spawnargs.length === args.length + 1 && args.every((arg, index) => spawnargs[index + 1] === arg);
}
