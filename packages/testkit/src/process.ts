import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface ProcessOptions {
  readonly cwd: string;
  /** Added to what every program needs (`PATH`, temporary folder); nothing else of our own environment is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Default: one minute. A program that is still there then is killed, and the run fails. */
  readonly timeoutMs?: number;
}

export interface ProcessRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const passedOn = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'PATHEXT'];

/**
 * Runs a program to its end and collects what it said.
 *
 * @throws Error when it can not be started, was killed, or took longer than `timeoutMs`
 */
export async function runProcess(file: string, args: readonly string[], options: ProcessOptions): Promise<ProcessRun> {
  const { cwd, env = {}, stdin = '', timeoutMs = 60_000 } = options;
  const child = spawn(file, args, { cwd, env: { ...basicEnvironment(), ...env }, shell: false, timeout: timeoutMs, killSignal: 'SIGKILL' });
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(stdin);
  const closed: Promise<unknown[]> = once(child, 'close');
  const [stdout, stderr, [exitCode, signal]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  if (typeof exitCode !== 'number') {
    throw new Error(`${file} ${args.join(' ')} was ended by ${String(signal)} (limit: ${timeoutMs} ms).\n${stdout}\n${stderr}`);
  }
  return { exitCode, stdout, stderr };
}

function basicEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
