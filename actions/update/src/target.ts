import { UserError, type SecretText } from '@image-factory/action-kit';
import {
  createSources,
  describeRepository,
  openBranch,
  openHistory,
  openWorkTree,
  type BranchTree,
  type SourcesOptions,
} from '@image-factory/store';
import type { RepoPath } from '@image-factory/core/enrollment';
import { commitTarget, type History, type Sources, type Tree } from '@image-factory/use-cases';

export interface TargetOptions {
  readonly root: string;
  readonly dir: RepoPath;
  readonly checkouts: SourcesOptions['checkouts'];
  readonly commit: boolean;
  readonly push: boolean;
  readonly token: SecretText | undefined;
}

/** Where the run reads and writes. */
export interface Target {
  readonly tree: Tree;
  readonly history: History;
  readonly sources: Sources;
  /** The commit that was made; empty before, and when there was none. */
  landed(): string;
}

/** Opens the work tree, or the checked-out branch when the run ends in a commit. */
export async function openTarget({ root, dir, checkouts, commit, push, token }: TargetOptions): Promise<Target> {
  const here = { root, checkouts };
  if (!commit) return { tree: openWorkTree(root), history: openHistory(root), sources: createSources(here), landed: () => '' };
  const branch = await checkedOut(root, push, token);
  const target = await commitTarget(dir, branch);
  if (!target.ok) throw new UserError('The changes could not be committed.', { problems: target.error });
  return { ...target.value, sources: createSources({ ...here, tree: branch }), landed: () => branch.landed.at(-1) ?? '' };
}

async function checkedOut(root: string, push: boolean, token: SecretText | undefined): Promise<BranchTree> {
  const { branch: name } = await describeRepository(root);
  const options = { push, now: () => new Date(), ...(token === undefined ? {} : { token: token.reveal() }) };
  const branch = name === undefined ? undefined : await openBranch(root, name, options);
  if (branch !== undefined) return branch;
  throw new UserError('There is no branch to commit to: the workspace has none checked out, or an empty one.', {
    hint: 'Check the branch out by its name: pull requests and tags are checked out without one.',
  });
}
