import { readFactory, type BranchName, type FactoryConfig, type RepoPath } from '@image-factory/core/enrollment';
import { hasErrors } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { layoutOf } from '../layout.ts';
import type { History, Log, Tree } from '../ports.ts';
import { emptyReport, type RunReport } from '../report.ts';
import { refusalOf } from '../write.ts';
import { persist, type Budget, type Try } from './persist.ts';
import { contended, noBranch, noPullRequest } from './problems.ts';
import { overlay } from './state-branch.ts';
import type { CommitOutcome, Head, Opened, Pace, StateStore } from './state-store.ts';

/** What a run reads and writes: a commit, and the commit on top of it. */
export interface Target {
  readonly tree: Tree;
  readonly history: History;
  /** The commit that holds enrollment and sources. */
  readonly sources: Pick<Tree, 'read' | 'list'>;
}

export interface CommitRunInputs {
  readonly dir: RepoPath;
  /** The branch that holds images.yaml and factory.yaml; factory.yaml may name another one for state and manifests. */
  readonly branch: BranchName;
}

export interface CommitRunDeps {
  readonly open: (branch: BranchName) => Promise<StateStore>;
  readonly pace: Pace;
  readonly log: Log;
  /** Makes the same run where factory.yaml asks for pull requests; without it such a factory.yaml is refused. */
  readonly propose?: () => Promise<CommittedRun>;
}

export interface CommittedRun {
  readonly report: RunReport;
  /** The commit that was made; undefined when there was nothing to commit. */
  readonly commit?: string;
  /** How often the run was made. */
  readonly tries: number;
  /** The pull request that the run ended in, and what became of it. */
  readonly pullRequest?: {
    readonly number: number;
    readonly url: string;
    readonly state: 'opened' | 'updated' | 'unchanged' | 'declined' | 'closed';
  };
}

/** At least so often, whatever the clock says (SPEC section 16). */
const leastTries = 60;
export const usualBudget: Budget = { timeMs: 5 * 60_000, tries: leastTries };

/**
 * Makes a run that ends in one commit (SPEC section 9): reads the newest commit, runs on it, and commits on top of it. When
 * somebody was faster the whole run is made again on what they left; nothing is rebased, merged or replayed. When the
 * answer to a commit was lost, the next run finds it done, or does it.
 *
 * @param work - has no effect but what it applies to its target: it is called again for every try
 */
export async function commitRun(
  inputs: CommitRunInputs,
  deps: CommitRunDeps,
  work: (target: Target) => Promise<RunReport>,
): Promise<CommittedRun> {
  const lost: string[] = [];
  const open = once(deps.open);
  let budget = usualBudget;
  let planned: string | undefined;
  let tries = 0;

  async function attempt(): Promise<Try<Omit<CommittedRun, 'tries'>>> {
    tries += 1;
    const place = await openPlace(inputs, open);
    if (!place.ok) return withoutPlace(place.error, deps.propose);
    const { config, store, head, definitions } = place.value;
    budget = { ...budget, timeMs: config.commit.deadline?.milliseconds ?? usualBudget.timeMs };
    planned = head?.commit;
    let landed: string | undefined;
    const tree: Tree = {
      ...(head === undefined || head === definitions
        ? readingOf(definitions)
        : overlay(readingOf(definitions), readingOf(head), inputs.dir, config)),
      async apply(changes, message) {
        const outcome = await store.commit(head?.commit, { changes, message, author: config.commit.author });
        if (outcome.kind !== 'landed') throw new NotLanded(outcome);
        landed = outcome.commit;
      },
    };
    try {
      const report = await work({ tree, history: head?.history ?? definitions.history, sources: readingOf(definitions) });
      const commit = landed ?? (await firstHeld(lost, store));
      if (!report.dryRun) await store.settle?.();
      return { kind: 'done', value: { report, ...(commit === undefined ? {} : { commit }) } };
    } catch (cause) {
      if (!(cause instanceof NotLanded)) throw cause;
      return again(cause.outcome, lost);
    }
  }

  try {
    const ended = await persist(attempt, () => budget, deps);
    if (ended.kind === 'done') return { ...ended.value, tries };
    const found = await (await open(inputs.branch)).open();
    return { report: emptyReport([contended(ended, planned, found, `Nothing was committed to ${inputs.branch}`)]), tries };
  } catch (cause) {
    const refusal = refusalOf(cause);
    if (refusal === undefined) throw cause;
    return { report: emptyReport([refusal]), tries };
  }
}

/** Thrown through a run whose commit did not land. It is no refusal, so nothing on the way takes it for an answer. */
class NotLanded extends Error {
  override readonly name = 'NotLanded';
  readonly outcome: Exclude<CommitOutcome, { kind: 'landed' }>;

  constructor(outcome: Exclude<CommitOutcome, { kind: 'landed' }>) {
    super(`The commit did not land: ${outcome.kind}.`);
    this.outcome = outcome;
  }
}

/** @param lost - takes the ids of commits that may have landed */
function again(outcome: Exclude<CommitOutcome, { kind: 'landed' }>, lost: string[]): Try<never> {
  switch (outcome.kind) {
    case 'moved':
      return { kind: 'again', why: 'somebody else committed meanwhile' };
    case 'unclear':
      if (outcome.commit !== undefined) lost.push(outcome.commit);
      return { kind: 'again', why: outcome.why };
    case 'busy':
      return { ...outcome, kind: 'again' };
  }
}

/** A branch is opened once for all tries. */
function once(open: CommitRunDeps['open']): CommitRunDeps['open'] {
  const stores = new Map<BranchName, Promise<StateStore>>();
  return (branch) => {
    const store = stores.get(branch) ?? open(branch);
    stores.set(branch, store);
    return store;
  };
}

async function firstHeld(commits: readonly string[], store: StateStore): Promise<string | undefined> {
  for (const commit of commits) if (await store.holds(commit)) return commit;
  return undefined;
}

interface Place {
  readonly config: FactoryConfig;
  readonly store: StateStore;
  /** The commit that is committed on; undefined where the branch has yet to be made. */
  readonly head?: Head;
  readonly definitions: Head;
}

type NoPlace =
  | Extract<Opened, { kind: 'busy' }>
  | { readonly kind: 'refused'; readonly report: RunReport }
  /** factory.yaml asks for pull requests. */
  | { readonly kind: 'proposes'; readonly factory: RepoPath };

async function withoutPlace(found: NoPlace, propose: CommitRunDeps['propose']): Promise<Try<Omit<CommittedRun, 'tries'>>> {
  switch (found.kind) {
    case 'busy':
      return { ...found, kind: 'again' };
    case 'refused':
      return { kind: 'done', value: { report: found.report } };
    case 'proposes':
      return { kind: 'done', value: propose === undefined ? { report: emptyReport([noPullRequest(found.factory)]) } : await propose() };
  }
}

/** Opens the branch, and the branch that its factory.yaml names for state. */
async function openPlace({ dir, branch }: CommitRunInputs, open: CommitRunDeps['open']): Promise<Result<Place, NoPlace>> {
  const store = await open(branch);
  const opened = await store.open();
  if (opened.kind === 'busy') return fail(opened);
  if (opened.kind === 'absent') return fail({ kind: 'refused', report: emptyReport([noBranch(branch)]) });
  const { head } = opened;
  const { factory } = layoutOf(dir);
  const read = await head.read(factory);
  const config = readFactory(read.kind === 'file' ? { path: factory, text: read.text } : undefined);
  if (hasErrors(config.problems)) return fail({ kind: 'refused', report: emptyReport(config.problems) });
  const { mode, stateBranch } = config.value.commit;
  if (mode === 'pull-request') return fail({ kind: 'proposes', factory });
  if (stateBranch === undefined || stateBranch === branch) return ok({ config: config.value, store, head, definitions: head });
  const stateStore = await open(stateBranch);
  const state = await stateStore.open();
  if (state.kind === 'busy') return fail(state);
  return ok({ config: config.value, store: stateStore, definitions: head, ...(state.kind === 'head' ? { head: state.head } : {}) });
}

function readingOf(head: Head): Pick<Tree, 'read' | 'list' | 'ids'> {
  return {
    read: (path, limit) => head.read(path, limit),
    list: (folder) => head.list(folder),
    ...(head.ids === undefined ? {} : { ids: head.ids }),
  };
}
