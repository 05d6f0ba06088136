import type { Pace } from '../commit/index.ts';
import type { Doubts } from './doubts.ts';
import { inputsOf, type Group } from './groups.ts';
import { refused, type Outcome } from './outcome.ts';
import type { ForgeClock, RunSearch, Runs, WantedRun } from './ports.ts';

export interface StartDeps {
  readonly runs: Runs;
  readonly clock: ForgeClock;
  readonly pace: Pick<Pace, 'sleep'>;
}

export interface Lease {
  readonly leaseMs: number;
  readonly doubts: Doubts;
}

/** How long a list of runs may lag behind before it is looked at once more. */
const lagMs = 5_000;
/** A name may have been given to a run before the claim that we know of, when state was put back to an earlier time. */
const slackMs = 3_600_000;
/** Clocks of two forges differ by this much at most. */
const skewMs = 120_000;

/**
 * Starts the run of some requests, at most once: looks for it, makes sure that the claim still holds by the forge's clock,
 * and dispatches. Between these last two there is nothing but the request itself, and a third of the lease is left for it.
 */
export async function startOnce(group: Group, { leaseMs, doubts }: Lease, { runs, clock, pace }: StartDeps): Promise<Outcome> {
  const [{ rebuild }] = group.members;
  const { claim } = rebuild;
  if (claim === undefined) return { kind: 'left', why: 'it is not claimed' };
  const wasBegun = group.members.some((member) => (member.rebuild.claim?.since.getTime() ?? 0) < (member.rebuild.claim?.at.getTime() ?? 0));
  const before = await search(group, doubts, wasBegun, runs);
  const now = await clock.now();
  if (now === undefined) return { kind: 'unclear', why: 'The clock of the forge could not be read.' };
  if (before.kind === 'found') return { kind: 'found', at: now, run: before.run };
  if (before.kind === 'ambiguous') return ambiguous(before);
  if (before.kind !== 'none') return refused(before, now);
  if (now.getTime() >= claim.at.getTime() + (leaseMs * 2) / 3)
    return { kind: 'left', why: 'The claim ran out before the run was started.' };
  const started = await runs.start({ target: group.target, inputs: inputsOf(group) });
  switch (started.kind) {
    case 'started':
      return started.run !== undefined
        ? { ...started, at: now }
        : { kind: 'started', at: now, ...(await lookAgain(group, doubts, { runs, pace })) };
    case 'unclear': {
      const { run } = await lookAgain(group, doubts, { runs, pace });
      return run === undefined ? started : { kind: 'started', at: now, run };
    }
    case 'blocked':
    case 'denied':
    case 'later':
      return refused(started, now);
  }
}

/** The run of a dispatch that was taken, where it was not said which one it is. */
async function lookAgain(
  group: Group,
  doubts: Doubts,
  { runs, pace }: Pick<StartDeps, 'runs' | 'pace'>,
): Promise<{ run?: Extract<RunSearch, { kind: 'found' }>['run'] }> {
  await pace.sleep(lagMs);
  const found = await search(group, doubts, true, runs);
  return found.kind === 'found' ? { run: found.run } : {};
}

/** A run that could be that of another image as well is nobody's. */
async function search(group: Group, doubts: Doubts, wasBegun: boolean, { find }: Pick<Runs, 'find'>): Promise<RunSearch> {
  const found = await find(wantedOf(group, doubts.known, wasBegun));
  if (found.kind !== 'found' || found.isNamed || doubts.isAlone(group.target, group.members)) return found;
  return { kind: 'ambiguous', runs: [found.run.url ?? found.run.id] };
}

function wantedOf({ target, form, members }: Group, known: ReadonlySet<string>, wasBegun: boolean): WantedRun {
  const failed = new Set(members.flatMap(({ rebuild }) => rebuild.failedRuns));
  const since = Math.min(...members.map(({ rebuild }) => (rebuild.claim?.since ?? rebuild.dispatchedAt)?.getTime() ?? 0));
  const isNamed = form.showsKey;
  return {
    target,
    keys: members.map(({ key }) => key),
    since: new Date(since - (isNamed ? slackMs : skewMs)),
    exclude: failed,
    ...(wasBegun && !isNamed ? { unnamed: { exclude: known } } : {}),
  };
}

/** How long a dispatch that was taken may be without a run. */
const longestMs = 3_600_000;

/** Looks for the run of a dispatch that was taken and recorded without one. It is never started again here. */
export async function findStarted(group: Group, doubts: Doubts, { runs, clock }: StartDeps): Promise<Outcome> {
  const found = await search(group, doubts, true, runs);
  const now = await clock.now();
  const at = group.members[0].rebuild.dispatchedAt;
  if (now === undefined) return { kind: 'left', why: 'The clock of the forge could not be read.' };
  if (found.kind === 'found') return { kind: 'found', at: now, run: found.run };
  if (found.kind === 'ambiguous') return ambiguous(found);
  const isLate = at === undefined || now.getTime() - at.getTime() > longestMs;
  if ((found.kind === 'none' || found.kind === 'blocked') && isLate)
    return { kind: 'no-run', at: now, why: 'The dispatch was taken, and no run came of it within an hour.' };
  return { kind: 'left', why: found.kind === 'none' ? 'its run is not to be seen yet' : found.why };
}

function ambiguous({ runs }: Extract<RunSearch, { kind: 'ambiguous' }>): Outcome {
  return {
    kind: 'ambiguous',
    why: `Which run is ours can not be told: it could be any of ${runs.slice(0, 5).join(', ')}. Show the input \`key\` in the workflow's run-name.`,
  };
}
