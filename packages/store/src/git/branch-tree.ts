import type { BranchName, RepoPath } from '@image-factory/core/enrollment';
import type { ReadResult } from '../work-tree/read.ts';
import type { FileChange } from '../work-tree/work-tree.ts';
import { openCommit } from './commit-tree.ts';
import { openHistory, type History } from './history.ts';
import { land, type Author, type LandingOptions } from './land.ts';

/** A branch as a tree: read at one commit; what is applied becomes one commit on top of it. */
export interface BranchTree {
  /** The commit that everything is read from. */
  readonly commit: string;
  /** Commits that were made, in order. */
  readonly landed: readonly string[];
  readonly history: History;
  read(path: RepoPath, limit?: number): Promise<ReadResult>;
  list(folder: RepoPath): Promise<string[]>;
  /**
   * @throws HeadMovedError when the branch is no longer where it was read
   * @throws GitError when git or the remote refuses
   */
  apply(changes: readonly FileChange[], message: string, author: Author): Promise<void>;
}

export interface BranchOptions extends LandingOptions {
  readonly now: () => Date;
}

/**
 * Opens a branch of the repository at its present commit. Uncommitted files are neither read nor committed.
 *
 * @returns undefined when there is no such branch
 */
export async function openBranch(root: string, branch: BranchName, { now, ...options }: BranchOptions): Promise<BranchTree | undefined> {
  const tree = await openCommit(root, `refs/heads/${branch}`);
  if (tree === undefined) return undefined;
  const landed: string[] = [];
  return {
    commit: tree.commit,
    landed,
    history: openHistory(root, tree.commit),
    read: tree.read,
    list: tree.list,
    async apply(changes, message, author) {
      const parent = landed.at(-1) ?? tree.commit;
      landed.push(await land(root, { parent, branch, changes, message, author, at: now() }, options));
    },
  };
}
