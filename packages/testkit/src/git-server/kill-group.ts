import type { ChildProcess } from 'node:child_process';

/** Ends a process that was started `detached`, and all that it has started, by SIGKILL. One that has ended is left alone. */
export function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(-pid, 'SIGKILL');
}
