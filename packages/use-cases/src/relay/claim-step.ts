import type { EnrolledImage, FactoryConfig, ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import { error, hasErrors, type Problem } from '@image-factory/core/problem';
import { emergencyInput, isAllowedOwner, readRebuild, type Rebuild } from '@image-factory/core/rebuild';
import type { Target } from '../commit/index.ts';
import { loadFactory, type Loaded } from '../load.ts';
import { stopped } from '../stop-file.ts';
import type { Log } from '../ports.ts';
import { emptyReport, type RunReport } from '../report.ts';
import { changeStates } from './change-states.ts';
import { Doubts } from './doubts.ts';
import type { ForgeClock } from './ports.ts';
import { select, type Candidate, type Claimed } from './select.ts';
import { targetOf, type OwnBuild } from './target.ts';

export interface ClaimInputs {
  readonly dir: RepoPath;
  readonly by: string;
  readonly leaseMs: number;
  readonly ownBuild: OwnBuild;
}

/** What there is to do after the claims were committed. */
export interface Plan {
  readonly claimed: readonly Claimed[];
  /** Dispatches that were taken and recorded without a run. */
  readonly unseen: readonly Claimed[];
  readonly doubts: Doubts;
  readonly capped: number;
  readonly report: RunReport;
}

export function emptyPlan(report: RunReport): Plan {
  return { claimed: [], unseen: [], doubts: new Doubts([], []), capped: 0, report };
}

/** Claims what is due, on the tree as it is now; made again when somebody else commits meanwhile. */
export async function claimDue(
  inputs: ClaimInputs,
  { tree, history }: Pick<Target, 'tree' | 'history'>,
  { clock, log }: { readonly clock: ForgeClock; readonly log: Log },
): Promise<Plan> {
  const now = await clock.now();
  if (now === undefined) return emptyPlan(emptyReport([noClock()]));
  const stop = await stopped(inputs.dir, tree);
  if (stop !== undefined) return emptyPlan(emptyReport([stop]));
  const loaded = await loadFactory(inputs.dir, { tree, history });
  const { config } = loaded;
  if (config === undefined) return emptyPlan(emptyReport(loaded.problems.filter((problem) => hasErrors([problem]))));
  const found = candidatesOf(loaded, config, inputs.ownBuild, now);
  const selection = select(found.candidates, { by: inputs.by, at: now, leaseMs: inputs.leaseMs }, config.rebuild);
  const transitions = selection.transitions.map(({ candidate, transition }) => ({
    name: candidate.image.name,
    state: candidate.state,
    transition,
  }));
  const claimed = await changeStates('Claim', transitions, loaded.layout, tree, log);
  return {
    claimed: selection.claimed,
    unseen: found.candidates.flatMap(unseenOf),
    doubts: new Doubts(
      found.candidates,
      [...loaded.state.images.values()].flatMap((state) => knownRuns(readRebuild(state))),
    ),
    capped: selection.capped,
    report: { ...claimed, problems: [...found.problems, ...claimed.problems] },
  };
}

function candidatesOf(
  { enrollment, state, repairs, layout }: Loaded,
  config: FactoryConfig,
  ownBuild: OwnBuild,
  now: Date,
): { candidates: Candidate[]; problems: Problem[] } {
  // What stands in a damaged file is repaired first, by those who do that.
  const damaged = new Set<string>(repairs.map(({ path }) => path));
  const candidates: Candidate[] = [];
  const problems: Problem[] = [];
  for (const image of enrollment?.images.values() ?? []) {
    const held = state.images.get(image.name);
    if (held === undefined || !mayStart(image, readRebuild(held), now) || damaged.has(`${layout.state}/images/${image.name}.yaml`))
      continue;
    const rebuild = readRebuild(held);
    const target = targetOf(image, config, ownBuild);
    const { repo, host } = image.source;
    // What a person enrolls does not widen whom the operator lets us start builds at.
    if (repo !== undefined && !isAllowedOwner({ host, repo }, config)) {
      if (rebuild.status === 'requested') problems.push(notAllowed(image, repo));
    } else if (target !== undefined) candidates.push({ image, state: held, rebuild, target });
    else if (rebuild.status === 'requested') problems.push(noTarget(image));
  }
  return { candidates, problems };
}

/** A hold that was set after the request counts, too; but for an emergency, which was allowed when it was asked for. */
function mayStart(image: EnrolledImage, { inputs }: Rebuild, now: Date): image is ManagedImage {
  const { hold } = image;
  const isHeld = hold !== undefined && inputs[emergencyInput] !== 'true' && (hold.until === undefined || hold.until > now);
  return image.kind === 'managed' && image.enabled && !isHeld;
}

function unseenOf({ image, target, rebuild }: Candidate): Claimed[] {
  const { status, run, key } = rebuild;
  return status === 'dispatched' && run === undefined && key !== undefined ? [{ image: image.name, target, key, rebuild }] : [];
}

function knownRuns({ run, failedRuns }: ReturnType<typeof readRebuild>): string[] {
  return [...(run === undefined ? [] : [run.id]), ...failedRuns];
}

function notAllowed(image: ManagedImage, repo: string): Problem {
  return error('dispatch/not-allowed', `${image.name} is built from ${repo}, whose owner factory.yaml does not allow.`, {
    source: image.at,
    hint: 'Name the owner in `allow.owners` of factory.yaml.',
    image: image.name,
  });
}

function noTarget(image: ManagedImage): Problem {
  return error(
    'dispatch/no-target',
    `${image.name} has no workflow of its own, and factory.yaml does not say in which repository the factory is.`,
    {
      source: image.at,
      hint: 'Set `repository` in factory.yaml, or `source.workflow` here.',
      image: image.name,
    },
  );
}

export function noClock(): Problem {
  return error('dispatch/no-clock', 'The forge could not be asked for its time, so that nothing was decided or started.', {
    hint: 'Requests are kept; the next run goes on with them.',
  });
}
