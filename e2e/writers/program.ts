import { runProcess, type ProcessRun } from '@image-factory/testkit';
import { fileURLToPath } from 'node:url';
import { clockVariable } from './wrong-clock.ts';

export interface ProgramOptions {
  readonly cwd: string;
  /** What `GITHUB_TOKEN` holds. */
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether pauses take their time; by default they are over at once, as if it had passed. */
  readonly waits?: boolean;
  /** Hours by which its clock is wrong; or it jumps between two days ahead and two days behind. */
  readonly clock?: number | 'jumps';
}

const conditions = '--conditions=@image-factory/source';
const main = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const otherTime = new URL('./other-time.ts', import.meta.url);

/** The command line from its sources, for a process of its own. @param preload - a module that is loaded ahead of it */
export function commandLine(args: readonly string[], preload?: URL): string[] {
  return [conditions, ...(preload === undefined ? [] : [`--import=${preload.href}`]), main, ...args];
}

/** Runs the command line as a process of its own. */
export function program(args: readonly string[], { cwd, token, env = {}, waits = false, clock = 0 }: ProgramOptions): Promise<ProcessRun> {
  return runProcess(process.execPath, commandLine(args, waits ? undefined : otherTime), {
    cwd,
    env: { ...env, ...(token === undefined ? {} : { GITHUB_TOKEN: token }), [clockVariable]: String(clock) },
    timeoutMs: 300_000,
  });
}
