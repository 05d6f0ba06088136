import type { BranchName, ImageName, RepoPath } from '@image-factory/core/enrollment';
import { worstFirst, type Problem } from '@image-factory/core/problem';
import { usualLeaseMs } from '@image-factory/core/rebuild';
import { commitRun, type CommitRunDeps } from '../commit/index.ts';
import { emptyReport, type RunReport } from '../report.ts';
import { act } from './act.ts';
import { claimDue, emptyPlan, type Plan } from './claim-step.ts';
import type { Relayed } from './outcome.ts';
import type { ForgeClock, Runs } from './ports.ts';
import { recordOutcomes } from './record-step.ts';
import type { OwnBuild } from './target.ts';

export interface RelayInputs {
  readonly dir: RepoPath;
  /** The branch that holds images.yaml. */
  readonly branch: BranchName;
  /** This run of the relay, and no other: it must hold something random, for a workflow's run can be run again. */
  readonly by: string;
  /** What builds images that have no workflow of their own. */
  readonly ownBuild: OwnBuild;
  /** Default: 15 minutes. */
  readonly leaseMs?: number;
}

export interface RelayDeps extends CommitRunDeps {
  readonly runs: Runs;
  readonly clock: ForgeClock;
}

export interface RelayReport {
  readonly relayed: readonly Relayed[];
  /** Requests that wait for their turn because of the caps. */
  readonly capped: number;
  /** What was committed: the claims, then the runs. */
  readonly commits: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Starts the runs that are asked for in state (docs/adr/0006): claims what is due by one commit, looks for the run of each
 * claimed request and starts it when there is none, and records the runs by a second commit. It may be run twice, by two at
 * once, and ended at any point: a request is neither lost nor, as far as a forge lets anybody know, started twice.
 */
export async function relay(inputs: RelayInputs, deps: RelayDeps): Promise<RelayReport> {
  const leaseMs = inputs.leaseMs ?? usualLeaseMs;
  let plan: Plan = emptyPlan(emptyReport([]));
  const claimed = await commitRun(inputs, deps, async (target) => {
    plan = await claimDue({ ...inputs, leaseMs }, target, deps);
    return plan.report;
  });
  const commits = claimed.commit === undefined ? [] : [claimed.commit];
  if (!isCertain(claimed.report, plan)) return { relayed: [], capped: plan.capped, commits, problems: claimed.report.problems };
  const { relayed, failures } = await deps.log.phase('Start rebuilds', () => act(plan, leaseMs, deps));
  const recorded = await recordAll(inputs, deps, relayed);
  if (failures.length > 0) throw failures[0];
  return {
    relayed,
    capped: plan.capped,
    commits: recorded.commit === undefined ? commits : [...commits, recorded.commit],
    problems: worstFirst([...claimed.report.problems, ...recorded.problems]),
  };
}

async function recordAll(
  inputs: RelayInputs,
  deps: RelayDeps,
  relayed: readonly Relayed[],
): Promise<{ readonly commit?: string; readonly problems: readonly Problem[] }> {
  if (relayed.length === 0) return { problems: [] };
  const news = new Map<string, Problem>();
  const { report, commit } = await commitRun(inputs, deps, async ({ tree }) => {
    const result = await recordOutcomes(inputs.dir, inputs.by, relayed, { tree, log: deps.log });
    for (const problem of result.news) news.set(problem.image ?? problem.message, problem);
    return result.report;
  });
  return { problems: [...report.problems, ...news.values()], ...(commit === undefined ? {} : { commit }) };
}

/** Whether the claims stand: a run that gave up, or was refused, has a report of its own. */
function isCertain(report: RunReport, plan: Plan): boolean {
  return report === plan.report && report.problems.every(({ code }) => code.startsWith('dispatch/'));
}

/** The images that a run was started for, or found for. */
export function startedImages({ relayed }: RelayReport): readonly ImageName[] {
  return relayed.flatMap(({ image, outcome }) => (outcome.kind === 'started' || outcome.kind === 'found' ? [image] : []));
}
