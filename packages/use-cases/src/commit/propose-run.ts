import { readFactory } from '@image-factory/core/enrollment';
import { hasErrors } from '@image-factory/core/problem';
import { layoutOf } from '../layout.ts';
import type { FileChange, Tree } from '../ports.ts';
import { emptyReport, type RunReport } from '../report.ts';
import { refusalOf } from '../write.ts';
import { usualBudget, type CommitRunDeps, type CommitRunInputs, type CommittedRun, type Target } from './commit-run.ts';
import { persist, type Budget, type Try } from './persist.ts';
import { contended, noBranch, noPullRequestBesideStateBranch } from './problems.ts';
import type { ProposalOutcome, Proposals } from './proposals.ts';
import { settle } from './settle.ts';

/** @see CommitRunDeps */
export interface ProposeRunDeps extends Pick<CommitRunDeps, 'pace' | 'log'> {
  readonly proposals: Proposals;
}

/**
 * Makes a run whose changes end in the one standing pull request (SPEC section 9): it is opened, brought up to date, left
 * alone, or closed when nothing is left to change. When the branch moves meanwhile, the run is made again on its new head.
 *
 * @param work - must be a whole run: what it leaves out is taken out of the pull request
 */
export async function proposeRun(
  { dir, branch }: CommitRunInputs,
  { proposals, pace, log }: ProposeRunDeps,
  work: (target: Target) => Promise<RunReport>,
): Promise<CommittedRun> {
  let budget: Budget = usualBudget;
  let planned: string | undefined;
  let tries = 0;

  async function attempt(): Promise<Try<Omit<CommittedRun, 'tries'>>> {
    tries += 1;
    const opened = await proposals.open();
    if (opened.kind === 'busy') return { ...opened, kind: 'again' };
    if (opened.kind === 'absent') return done(emptyReport([noBranch(branch)]));
    const { head } = opened;
    const { factory } = layoutOf(dir);
    const read = await head.read(factory);
    const { value: config, problems } = readFactory(read.kind === 'file' ? { path: factory, text: read.text } : undefined);
    if (hasErrors(problems)) return done(emptyReport(problems));
    const { stateBranch, deadline, author } = config.commit;
    if (stateBranch !== undefined && stateBranch !== branch) return done(emptyReport([noPullRequestBesideStateBranch(factory)]));
    budget = { ...budget, timeMs: deadline?.milliseconds ?? usualBudget.timeMs };
    planned = head.commit;
    let change: Change = { files: [], message: '' };
    const definitions: Pick<Tree, 'read' | 'list'> = {
      read: (path, limit) => head.read(path, limit),
      list: (folder) => head.list(folder),
    };
    const { ids } = head;
    const tree: Tree = {
      ...definitions,
      ...(ids === undefined ? {} : { ids }),
      apply: async (files, message) => void (change = { files, message }),
    };
    const report = await work({ tree, history: head.history, sources: definitions });
    if (report.dryRun) return done(report);
    // A run that came to nothing says nothing about what was proposed before.
    if (change.files.length === 0 && hasErrors(report.problems)) return done(report);
    const changes = await settle(change.files, await proposals.proposed());
    return conclude(await proposals.propose({ planned, changes, ...toText(change.message), message: change.message, author }), report);
  }

  try {
    const ended = await persist(attempt, () => budget, { pace, log });
    if (ended.kind === 'done') return { ...ended.value, tries };
    return { report: emptyReport([contended(ended, planned, await proposals.open(), `Nothing was proposed for ${branch}`)]), tries };
  } catch (cause) {
    const refusal = refusalOf(cause);
    if (refusal === undefined) throw cause;
    return { report: emptyReport([refusal]), tries };
  }
}

interface Change {
  readonly files: readonly FileChange[];
  readonly message: string;
}

function done(report: RunReport): Try<Omit<CommittedRun, 'tries'>> {
  return { kind: 'done', value: { report } };
}

function conclude(outcome: ProposalOutcome, report: RunReport): Try<Omit<CommittedRun, 'tries'>> {
  switch (outcome.kind) {
    case 'moved':
      return { kind: 'again', why: 'somebody else committed meanwhile' };
    case 'busy':
      return { ...outcome, kind: 'again' };
    case 'nothing':
      return done(report);
    case 'opened':
    case 'updated':
    case 'unchanged':
    case 'declined':
    case 'closed': {
      const pullRequest = { number: outcome.pull, url: outcome.url, state: outcome.kind };
      return {
        kind: 'done',
        value: { report: outcome.kind === 'opened' || outcome.kind === 'updated' ? report : withoutBuilds(report), pullRequest },
      };
    }
  }
}

/** Who has built what was proposed need not build it again each time that it is still proposed. */
function withoutBuilds(report: RunReport): RunReport {
  if (report.builds === undefined) return report;
  return { ...report, builds: { matrix: [], emptyReason: 'What is proposed is the same as before.' } };
}

/** The message of the commit, as a title and a text in which names do not become markup. */
function toText(message: string): { readonly title: string; readonly body: string } {
  const [title = '', ...rest] = message.trim().split('\n');
  const lines = rest.join('\n').trim();
  const files = lines === '' ? '' : `\n\n\`\`\`\`\`text\n${lines}\n\`\`\`\`\``;
  return {
    title,
    body: `The definitions of images on this branch have changed. This brings state and manifests up to date, in one commit.${files}\n\nIt is kept up to date while it is open. Close it to decline: the same is not proposed again.`,
  };
}
