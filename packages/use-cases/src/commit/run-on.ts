import { parseBranchName, type BranchName, type RepoPath } from '@image-factory/core/enrollment';
import type { History, Log, Sources, Tree } from '../ports.ts';
import { emptyReport, type RunReport } from '../report.ts';
import { commitRun, type CommittedRun, type Target } from './commit-run.ts';
import { noBranchCheckedOut, noProposals } from './problems.ts';
import type { Proposals } from './proposals.ts';
import { proposeRun } from './propose-run.ts';
import type { Pace, StateStore } from './state-store.ts';

/** What front doors bring: a checkout, with its work tree and its branches. */
export interface Ground {
  workTree(): { readonly tree: Tree; readonly history: History };
  /** The branch that is checked out; undefined when none is. */
  branch(): Promise<BranchName | undefined>;
  store(branch: BranchName): Promise<StateStore>;
  /** @param tree - what this repository's own sources are read from; default: the work tree */
  sources(tree?: Pick<Tree, 'read'>): Sources;
  readonly pace: Pace;
  /** The pull request of `branch` that is to be merged into `base`; without it there is no such thing here. */
  proposals?(base: BranchName, branch: BranchName): Promise<Proposals>;
}

/** What a run works on. */
export interface RunPlace {
  readonly tree: Tree;
  readonly history: History;
  readonly sources: Sources;
}

export interface RunOnInputs {
  readonly dir: RepoPath;
  /** Whether the run ends in a commit, or in a changed work tree. */
  readonly commit: boolean;
  /** The branch to commit on; default: the one that is checked out. */
  readonly branch?: BranchName;
  /**
   * Whether the run ends in a pull request: never, which is right for those who record what happened; where factory.yaml
   * asks for it; or always, without `commit`, too. Such a run must be a whole one. Default: never.
   */
  readonly proposes?: 'never' | 'when-asked' | 'always';
}

/**
 * Runs on the work tree; or on the newest commit of a branch, with one commit on top of it, or with a pull request for it
 * (SPEC section 9).
 */
export async function runOn(
  { dir, commit, branch: given, proposes = 'never' }: RunOnInputs,
  { log, ...ground }: Ground & { readonly log: Log },
  work: (target: RunPlace) => Promise<RunReport>,
): Promise<CommittedRun> {
  if (!commit && proposes !== 'always') return { report: await work({ ...ground.workTree(), sources: ground.sources() }), tries: 1 };
  const branch = given ?? (await ground.branch());
  if (branch === undefined) return { report: emptyReport([noBranchCheckedOut()]), tries: 1 };
  const { pace } = ground;
  const workOn = ({ tree, history, sources }: Target) => work({ tree, history, sources: ground.sources(sources) });
  const propose = async (): Promise<CommittedRun> => {
    const proposals = await ground.proposals?.(branch, proposalBranch(dir, branch));
    if (proposals === undefined) return { report: emptyReport([noProposals()]), tries: 1 };
    return proposeRun({ dir, branch }, { proposals, pace, log }, workOn);
  };
  if (proposes === 'always') return propose();
  const whenAsked = proposes === 'when-asked' ? { propose } : {};
  return commitRun({ dir, branch }, { open: ground.store, pace, log, ...whenAsked }, workOn);
}

/** The branch that a factory proposes changes of another one by: one for each folder and branch. */
function proposalBranch(dir: RepoPath, base: BranchName): BranchName {
  const [own, usual] = [parseBranchName(`${dir}/update/${base}`), parseBranchName(`image-factory/update/${base}`)];
  if (own.ok) return own.value;
  if (usual.ok) return usual.value;
  throw new TypeError(`There is no name for the branch that proposes changes of ${base}.`);
}
