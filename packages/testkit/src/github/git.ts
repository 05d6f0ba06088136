import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { gitEnvironment } from '../git-server/bare-git.ts';

export interface GitRun {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitOptions {
  readonly stdin?: Buffer | string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs git in a folder, with no configuration of the machine. Output stays bytes, for blobs may be anything. */
export async function runGit(cwd: string, args: readonly string[], { stdin = '', env = {} }: GitOptions = {}): Promise<GitRun> {
  const child = spawn('git', args, { cwd, env: { ...gitEnvironment(), ...env }, shell: false });
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(stdin);
  const closed: Promise<unknown[]> = once(child, 'close');
  const [stdout, stderr, [exitCode]] = await Promise.all([buffer(child.stdout), text(child.stderr), closed]);
  return { exitCode: typeof exitCode === 'number' ? exitCode : -1, stdout, stderr };
}

/** The same, for commands that must work: gives the output as text without its last line end. */
export async function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const run = await runGit(cwd, args, options);
  if (run.exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${run.stderr}`);
  return run.stdout.toString('utf8').replace(/\n$/, '');
}
