import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { secretsIn } from './credentials.ts';
import { gitEnvironment, gitSettings } from './environment.ts';
import { GitError, type GitErrorDetails } from './git-error.ts';

export interface GitOptions {
  readonly cwd: string;
  /** For this command alone, such as credentials; values of 8 and more characters never show up in errors. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the command is killed. */
  readonly timeoutMs: number;
  /** A command that writes more bytes than that is killed. */
  readonly maxBytes: number;
  /** What the command reads from its standard input; nothing unless given. */
  readonly input?: string;
  /** Kills the command, which then counts as one that wrote too much. */
  readonly signal?: AbortSignal;
}

/** What is kept of the error output, in bytes. */
const maxErrorBytes = 64 * 1024;

/**
 * Runs git without a shell, apart from the user's configuration, hooks and prompts.
 * Write `--end-of-options` in front of arguments that come from data, and `--` in front of paths.
 *
 * @param args - what follows the word `git`
 * @returns what it wrote to its standard output
 * @throws GitError when git is missing, fails, takes too long or says too much; redacted
 */
export async function git(args: readonly string[], options: GitOptions): Promise<Buffer> {
  const { stdout, stderr, ...ending } = await run(args, options);
  const problem = judge(ending);
  if (problem === undefined) return stdout;
  throw new GitError({ args, stderr: stderr.toString('utf8'), secrets: secretsIn(options.env ?? {}), ...problem });
}

interface Ending {
  readonly exitCode: number | undefined;
  /** Why there was no process at all. */
  readonly notStarted: Error | undefined;
  readonly killed: 'timeout' | 'too-large' | undefined;
}

async function run(
  args: readonly string[],
  { cwd, env = {}, timeoutMs, maxBytes, input = '', signal }: GitOptions,
): Promise<Ending & { stdout: Buffer; stderr: Buffer }> {
  const child = spawn('git', [...gitSettings, ...args], {
    cwd,
    env: gitEnvironment(process.env, env),
    shell: false,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(input);
  let killed: Ending['killed'];
  const kill = (why: 'timeout' | 'too-large'): void => {
    killed ??= why;
    child.kill('SIGKILL');
    // Programs that git started may hold these open for long.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const timer = setTimeout(() => kill('timeout'), timeoutMs);
  const abort = (): void => kill('too-large');
  signal?.addEventListener('abort', abort, { once: true });
  const stdout = collect(child.stdout, maxBytes, () => kill('too-large'));
  const stderr = collect(child.stderr, maxErrorBytes, () => {});
  const ending = await ended(child);
  clearTimeout(timer);
  signal?.removeEventListener('abort', abort);
  return { ...ending, killed, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
}

function collect(stream: Readable, maxBytes: number, onOverflow: () => void): Buffer[] {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else onOverflow();
  });
  return chunks;
}

function ended(child: ChildProcess): Promise<Omit<Ending, 'killed'>> {
  return new Promise((resolve) => {
    child.once('error', (notStarted) => resolve({ exitCode: undefined, notStarted }));
    child.once('close', (exitCode) => resolve({ exitCode: exitCode ?? undefined, notStarted: undefined }));
  });
}

type Judgement = Pick<GitErrorDetails, 'failure' | 'exitCode'> & ErrorOptions;

function judge({ exitCode, notStarted, killed }: Ending): Judgement | undefined {
  if (notStarted !== undefined) return { failure: 'not-started', cause: notStarted };
  if (killed !== undefined) return { failure: killed };
  if (exitCode === 0) return undefined;
  return exitCode === undefined ? { failure: 'failed' } : { failure: 'failed', exitCode };
}
