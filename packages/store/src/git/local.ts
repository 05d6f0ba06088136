import { realpathSync } from 'node:fs';
import { git } from './git.ts';
import { GitError } from './git-error.ts';

export interface LocalOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What the command reads from its standard input. */
  readonly input?: string;
}

/**
 * Asks the repository around `root` something that it can answer by itself: nothing is fetched, nothing is written.
 *
 * @param maxBytes - 1 MiB unless given
 * @returns undefined when there is no answer: no git, no repository, nothing of that name
 */
export async function askLocally(
  root: string,
  args: readonly string[],
  maxBytes = 1024 * 1024,
  { env = {}, input = '' }: LocalOptions = {},
): Promise<Buffer | undefined> {
  try {
    // Container jobs work as another user than the owner of the checkout. Whoever named this folder chose it.
    const trusted = ['-c', `safe.directory=${realpathSync(root)}`];
    return await git([...trusted, ...args], { cwd: root, env: { ...env, GIT_ALLOW_PROTOCOL: '' }, timeoutMs: 60_000, maxBytes, input });
  } catch (error) {
    if (error instanceof GitError || isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
