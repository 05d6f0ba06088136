import { exec } from '@actions/exec';
import { watchChild } from './child.ts';
import type { Mask } from './masker.ts';
import { collectOutput } from './output.ts';

/** A program and its arguments; no shell reads them. */
export interface Command {
  /** Absolute. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All that it gets to see. */
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly mask: Mask;
  /** What it says to standard error, line by line. */
  readonly tell: (line: string) => void;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** How a program ended, with the end of what it said. */
export interface Ended {
  /** By itself, or because we ended it. */
  readonly how: 'by-itself' | 'cancelled' | 'timeout';
  readonly exitCode: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** @throws Error when it can not be started */
export async function runCommand(command: Command): Promise<Ended> {
  const { file, args, cwd, env, input = '', mask, tell, timeoutMs, signal } = command;
  const stdout = collectOutput(() => {}, mask);
  const stderr = collectOutput(tell, mask);
  if (signal?.aborted === true) return { how: 'cancelled', exitCode: -1, stdout: [], stderr: [] };

  using child = watchChild(file, args);
  let how: Ended['how'] = 'by-itself';
  const end = (why: Ended['how']): void => {
    if (how === 'by-itself') how = why;
    child.stop();
  };
  const cancel = (): void => end('cancelled');
  signal?.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(() => end('timeout'), timeoutMs);
  try {
    const exitCode: unknown = await exec(quoted(file), [...args], {
      cwd,
      env: { ...env },
      // Without any, standard input stays open.
      input: Buffer.from(input === '' ? '\n' : input),
      silent: true,
      ignoreReturnCode: true,
      listeners: { stdout: stdout.write, stderr: stderr.write },
    });
    stdout.end();
    stderr.end();
    // A program that a signal ended has none.
    return { how, exitCode: typeof exitCode === 'number' ? exitCode : -1, stdout: stdout.kept(), stderr: stderr.kept() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

/** `exec` splits its first argument at blanks. */
function quoted(file: string): string {
  return `"${file.replaceAll(/["\\]/g, '\\$&')}"`;
}
