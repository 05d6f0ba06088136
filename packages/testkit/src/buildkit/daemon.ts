import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { asRoot, runAsRoot } from './as-root.ts';

/** A program that runs until its scope ends, or this process does. */
export interface Daemon extends AsyncDisposable {
  /** The first line that it said. */
  readonly firstLine: string;
  /** The last that it said to standard error; for messages of tests. */
  said(): string;
}

export interface DaemonOptions {
  /** Whether it runs as root. */
  readonly isRoot?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** `stdout`: ready with its first line there. Else asked every 20 ms, at most 20 seconds. */
  readonly ready: 'stdout' | (() => Promise<boolean>);
}

const mostSaid = 20_000;
/** Says its process id, and becomes the program that it is told. */
const sayPid = 'echo $$; exec "$0" "$@"';

/** @throws Error when it ends or is not ready in time */
export async function startDaemon(
  file: string,
  args: readonly string[],
  { env = {}, ready, isRoot = false }: DaemonOptions,
): Promise<Daemon> {
  const [program, all] = isRoot ? asRoot('sh', ['-c', sayPid, file, ...args]) : [file, args];
  const child = spawn(program, all, { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  let output = '';
  const kill = (signal: 'SIGTERM' | 'SIGKILL'): void => {
    // What `sudo` started is not ours to end.
    if (!isRoot || process.getuid?.() === 0) child.kill(signal);
    else runAsRoot('kill', ['-s', signal.slice(3), firstLineOf(output)]);
  };
  const endWithUs = (): void => kill('SIGKILL');
  process.once('exit', endWithUs);
  child.stdin.on('error', () => {});
  child.stderr.on('data', (data: Buffer) => {
    said = `${said}${data.toString()}`.slice(-mostSaid);
  });
  child.stdout.on('data', (data: Buffer) => {
    if (output.length < mostSaid) output += data.toString();
  });

  async function stop(): Promise<void> {
    process.removeListener('exit', endWithUs);
    child.stdin.end();
    kill('SIGTERM');
    const gone = await Promise.race([ended.then(() => true), sleep(10_000, false, { ref: false })]);
    if (!gone) kill('SIGKILL');
    await ended;
  }

  const isReady = ready === 'stdout' ? async () => output.includes('\n') : ready;
  for (let tries = 0; !(await isReady()); tries += 1) {
    if (child.exitCode !== null || tries === 1000) {
      await stop();
      throw new Error(`${file} did not start.\n${said}`);
    }
    await sleep(20);
  }
  return { firstLine: firstLineOf(output), said: () => said, [Symbol.asyncDispose]: stop };
}

function firstLineOf(output: string): string {
  return output.split('\n', 1)[0] ?? '';
}
