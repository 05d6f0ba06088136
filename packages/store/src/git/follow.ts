import type { BranchName } from '@image-factory/core/enrollment';
import { ask, type Run } from './run.ts';

/** The checkout goes along where that is a plain step forward; otherwise it stays as it is, and a pull brings it up to date. */
export async function followLocally(commit: string, branch: BranchName, run: Run): Promise<void> {
  if ((await ask(run, ['symbolic-ref', '--quiet', '--short', 'HEAD'])) !== branch) return;
  const here = await ask(run, ['rev-parse', '--quiet', '--verify', '--end-of-options', `refs/heads/${branch}^{commit}`]);
  if (here === undefined || (await ask(run, ['merge-base', '--is-ancestor', '--end-of-options', here, commit])) === undefined) return;
  if (await updateWorkTree(commit, here, run)) await ask(run, ['update-ref', '--end-of-options', `refs/heads/${branch}`, commit, here]);
}

/** Brings work tree and index from one commit to the next, unless that would overwrite something uncommitted. */
export async function updateWorkTree(commit: string, from: string, run: Run): Promise<boolean> {
  if ((await ask(run, ['rev-parse', '--is-bare-repository'])) !== 'false') return true;
  await ask(run, ['update-index', '-q', '--refresh']); // files that differ are found by the next command
  return (await ask(run, ['read-tree', '-m', '-u', from, commit])) !== undefined;
}
