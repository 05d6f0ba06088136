import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

interface BareGitOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs git in a repository and gives its output as it is. */
export type BareGit = (args: readonly string[], options?: BareGitOptions) => Promise<string>;

/** @param path - a bare repository, or an empty folder that becomes one */
export function bareGit(path: string): BareGit {
  return async (args, { stdin = '', env = {} } = {}) => {
    const child = spawn('git', args, { cwd: path, env: { ...gitEnvironment(), ...env } });
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(stdin);
    const closed: Promise<unknown[]> = once(child, 'close');
    const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
}

/** What git sees of the machine: where programs are, and nothing of anybody's configuration. */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
}
