import { parseRepoPath, type BranchName } from '@image-factory/core/enrollment';
import { rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openWorkTree } from '../work-tree/work-tree.ts';
import { changedPaths } from './changed-paths.ts';
import { treeOf } from './commit-tree.ts';
import type { ObjectReader } from './objects.ts';
import { ask, type Run } from './run.ts';

/** The checkout of one branch in a repository on this machine. */
export interface Checkout {
  /** Goes along to a commit where that is a plain step forward; otherwise it stays as it is, and a pull brings it up to date. */
  follow(commit: string): Promise<void>;
  /**
   * Moves the branch itself, and its files along with it.
   *
   * @returns whether it did: not when the branch is not where it is expected
   */
  move(commit: string, expected: string | undefined): Promise<boolean>;
  /** Ends what a run began that was killed while files were written. Costs nothing where there was none. */
  settle(): Promise<void>;
}

export interface CheckoutPlace {
  readonly root: string;
  readonly branch: BranchName;
  /** The folder `root`, from the top of the repository; empty for the top. */
  readonly prefix: string;
  readonly objects: ObjectReader;
  readonly run: Run;
}

/** Larger than any manifest. */
const largestFile = 256 * 1024 * 1024;

/**
 * Git writes the files of a checkout first and then tells the index of them. One that is killed in between leaves files
 * that it takes for somebody's own ever after, so that even a pull refuses. A ref of ours stands from before the first file
 * until after the last step: who finds it knows whose files they are.
 */
export function checkoutOf({ root, branch, prefix, objects, run }: CheckoutPlace): Checkout {
  const head = `refs/heads/${branch}`;
  const note = `refs/image-factory/follow/${encodeURIComponent(branch)}`;
  const noted = (commit: string): string => `update ${note} ${commit}\n`;
  const forgotten = `delete ${note}\n`;

  async function updateRefs(lines: string): Promise<boolean> {
    return (await ask(run, ['update-ref', '--stdin'], lines)) !== undefined;
  }

  async function isCheckedOut(): Promise<boolean> {
    return (await ask(run, ['symbolic-ref', '--quiet', '--short', 'HEAD'])) === branch;
  }

  /** Where the branch is, if the commit is a plain step forward from there. */
  async function stepTo(commit: string): Promise<string | undefined> {
    const here = await ask(run, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${head}^{commit}`]);
    if (here === undefined) return undefined;
    return (await ask(run, ['merge-base', '--is-ancestor', '--end-of-options', here, commit])) === undefined ? undefined : here;
  }

  /** The last step: the branch names the commit whose files are there. */
  async function arrive(commit: string, here: string): Promise<void> {
    await updateRefs((here === commit ? '' : `update ${head} ${commit} ${here}\n`) + forgotten);
  }

  /**
   * Takes away the files that are the beginning of what they were to become, or all of it: nothing of them is lost.
   *
   * @returns false while a git has the index, as one does that writes these files
   */
  async function removeBegun(commit: string, from: string): Promise<boolean> {
    const files = openWorkTree(root);
    const tree = treeOf(commit, prefix, objects);
    return whileLocked(root, run, async () => {
      for (const name of (await changedPaths(root, from, commit)) ?? []) {
        const path = parseRepoPath(name);
        if (!path.ok) continue;
        const [there, wanted] = await Promise.all([files.read(path.value, largestFile), tree.read(path.value, largestFile)]);
        if (there.kind === 'file' && wanted.kind === 'file' && wanted.text.startsWith(there.text))
          await files.apply([{ kind: 'remove', path: path.value }]);
      }
    });
  }

  return {
    async follow(commit) {
      if (!(await isCheckedOut())) return;
      const here = await stepTo(commit);
      if (here === undefined) return;
      await updateRefs(noted(commit));
      if (await updateWorkTree(commit, here, run)) await arrive(commit, here);
      else await updateRefs(forgotten);
    },
    async move(commit, expected) {
      const follows = expected !== undefined && (await isCheckedOut());
      const swap = `update ${head} ${commit} ${expected ?? '0'.repeat(commit.length)}\n`;
      if (!(await updateRefs(follows ? swap + noted(commit) : swap))) return false;
      if (!follows) return true;
      await updateWorkTree(commit, expected, run);
      await updateRefs(forgotten);
      return true;
    },
    async settle() {
      const commit = (await objects.info(`${note}^{commit}`))?.id;
      if (commit === undefined) return;
      const here = (await isCheckedOut()) ? await stepTo(commit) : undefined;
      if (here === undefined) {
        await updateRefs(forgotten);
        return;
      }
      // A branch that was moved first stands there already, one commit further than its files.
      const from = here === commit ? `${commit}^` : here;
      if (await updateWorkTree(commit, from, run)) return arrive(commit, here);
      if (!(await removeBegun(commit, from))) return;
      if (await updateWorkTree(commit, from, run)) await arrive(commit, here);
      else await updateRefs(forgotten);
    },
  };
}

/** Brings work tree and index from one commit to the next, unless that would overwrite something uncommitted. */
async function updateWorkTree(commit: string, from: string, run: Run): Promise<boolean> {
  if ((await ask(run, ['rev-parse', '--is-bare-repository'])) !== 'false') return true;
  await ask(run, ['update-index', '-q', '--refresh']); // files that differ are found by the next command
  return (await ask(run, ['read-tree', '-m', '-u', from, commit])) !== undefined;
}

/** Does something while no git of anybody's writes the index. @returns false when one has it */
async function whileLocked(root: string, run: Run, work: () => Promise<void>): Promise<boolean> {
  const lock = resolve(root, await run(['rev-parse', '--git-path', 'index.lock']));
  try {
    writeFileSync(lock, '', { flag: 'wx' });
  } catch {
    return false;
  }
  try {
    await work();
    return true;
  } finally {
    rmSync(lock);
  }
}
