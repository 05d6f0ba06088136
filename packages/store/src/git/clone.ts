import type { BranchName } from '@image-factory/core/enrollment';
import { credentials, protocolsFor } from './credentials.ts';
import { git } from './git.ts';
import { fetchUrl, type RemotePlace } from './remote-url.ts';

export interface CloneOptions {
  readonly token?: string;
  /** Whether the branch counts as checked out, so that the folder gets its files with the first commit. Default: yes. */
  readonly isCheckedOut?: boolean;
}

/** No branch of anybody has this name. */
const noBranch = 'image-factory/none';

/**
 * Makes an empty folder a repository that holds the newest commit of one branch of a forge's repository. Files are not
 * checked out: they are read from the commit.
 *
 * @param folder - there and empty
 * @throws GitError when the branch can not be fetched
 */
export async function cloneBranch(
  from: RemotePlace,
  branch: BranchName,
  folder: string,
  { token, isCheckedOut = true }: CloneOptions = {},
): Promise<void> {
  const address = fetchUrl(from);
  const env = { ...credentials(token), GIT_ALLOW_PROTOCOL: protocolsFor(address) };
  const run = (args: readonly string[]): Promise<Buffer> => git(args, { cwd: folder, env, timeoutMs: 300_000, maxBytes: 1024 * 1024 });
  await run(['init', '--quiet', '--template=', `--initial-branch=${isCheckedOut ? branch : noBranch}`]);
  await run(['remote', 'add', '--', 'origin', address]);
  // A branch counts as checked out although it is not born yet: without the option git would not fetch into it.
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
