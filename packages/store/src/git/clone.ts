import type { BranchName } from '@image-factory/core/enrollment';
import { git } from './git.ts';
import { credentials } from './credentials.ts';
import type { RemotePlace } from './remote-url.ts';

export interface CloneOptions {
  readonly token?: string;
  readonly protocols?: string;
}

/**
 * Makes an empty folder a repository that holds the newest commit of one branch of a forge's repository. Files are not
 * checked out: they are read from the commit.
 *
 * @param folder - there and empty
 * @throws GitError when the branch can not be fetched
 */
export async function cloneBranch(
  { host, slug }: RemotePlace,
  branch: BranchName,
  folder: string,
  options: Pick<CloneOptions, 'token'> = {},
): Promise<void> {
  return fetchBranch(`https://${host}/${slug}.git`, branch, folder, options);
}

/** As {@link cloneBranch}, from an address that is known to be one. */
export async function fetchBranch(
  address: string,
  branch: BranchName,
  folder: string,
  { token, protocols = 'https' }: CloneOptions,
): Promise<void> {
  const run = (args: readonly string[]): Promise<Buffer> =>
    git(args, { cwd: folder, env: { ...credentials(token), GIT_ALLOW_PROTOCOL: protocols }, timeoutMs: 300_000, maxBytes: 1024 * 1024 });
  await run(['init', '--quiet', '--template=', `--initial-branch=${branch}`]);
  await run(['remote', 'add', '--', 'origin', address]);
  // The branch counts as checked out although it is not born yet: without the option git would not fetch into it.
  await run([
    'fetch',
    '--quiet',
    '--depth=1',
    '--no-tags',
    '--no-recurse-submodules',
    '--update-head-ok',
    '--end-of-options',
    'origin',
    `refs/heads/${branch}:refs/heads/${branch}`,
  ]);
}
