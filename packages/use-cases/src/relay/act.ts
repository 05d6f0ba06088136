import type { Log } from '../ports.ts';
import type { Plan } from './claim-step.ts';
import { group, type Group } from './groups.ts';
import { refused, type Outcome, type Relayed } from './outcome.ts';
import type { Runs, RunTarget } from './ports.ts';
import type { Claimed } from './select.ts';
import { findStarted, startOnce, type StartDeps } from './start.ts';
import { placeOf } from './target.ts';

const unexpected = 'It failed in a way that it should not.';

/** What became of the requests, and what went wrong that should not: one request's mishap is not the others'. */
export interface Acted {
  readonly relayed: readonly Relayed[];
  readonly failures: readonly unknown[];
}

/** Starts, or finds, the run of each request; one after the other, so that a forge is not asked for more than it likes. */
export async function act({ claimed, unseen, doubts }: Plan, leaseMs: number, deps: StartDeps & { readonly log: Log }): Promise<Acted> {
  const relayed: Relayed[] = [];
  const failures: unknown[] = [];
  const guard = async <T>(attempt: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await attempt();
    } catch (error) {
      failures.push(error);
      return otherwise;
    }
  };
  const runs: Runs = { ...deps.runs, inspect: (target) => guard(() => deps.runs.inspect(target), { kind: 'later', why: unexpected }) };
  const note = ({ target, members }: Pick<Group, 'target'> & { readonly members: readonly Claimed[] }, outcome: Outcome): void => {
    doubts.note(target, members, outcome);
    for (const { image, key } of members) relayed.push({ image, key, outcome: withPlace(outcome, target) });
    deps.log.info(`${members.map(({ image }) => image).join(', ')}: ${describe(outcome)}`);
  };
  const { groups, refused: unreadable } = await group(claimed, runs);
  const earlier = await group(unseen, runs);
  for (const { member, refusal } of unreadable) {
    const now = await deps.clock.now();
    note({ target: member.target, members: [member] }, now === undefined ? { kind: 'left', why: refusal.why } : refused(refusal, now));
  }
  for (const each of groups) {
    note(each, await guard(() => startOnce(each, { leaseMs, doubts }, deps), { kind: 'unclear', why: unexpected }));
  }
  for (const each of earlier.groups.flatMap(single)) {
    note(each, await guard(() => findStarted(each, doubts, deps), { kind: 'left', why: unexpected }));
  }
  return { relayed: relayed.filter(({ outcome }) => outcome.kind !== 'left'), failures };
}

/** Where a run was started is recorded with it: what images.yaml says may change while it runs. */
function withPlace(outcome: Outcome, target: RunTarget): Outcome {
  if ((outcome.kind !== 'started' && outcome.kind !== 'found') || outcome.run === undefined) return outcome;
  return { ...outcome, run: { ...outcome.run, on: placeOf(target) } };
}

function single({ members, ...rest }: Group): Group[] {
  return members.map((member) => ({ ...rest, members: [member] }));
}

function describe(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'started':
      return outcome.run === undefined ? 'started' : `started: run ${outcome.run.id}`;
    case 'found':
      return `was started before: run ${outcome.run.id}`;
    case 'later':
    case 'unclear':
    case 'blocked':
    case 'denied':
    case 'ambiguous':
    case 'no-run':
    case 'left':
      return `${outcome.kind}: ${outcome.why}`;
  }
}
