import { shortDigest, type Override } from '../decide/index.ts';
import type { FactoryConfig, ManagedImage } from '../enrollment/index.ts';
import { formatTime, show } from '../text/index.ts';
import type { PinStanding } from './standing.ts';
import type { PinDecision } from './types.ts';

type Changed = Extract<PinStanding, { kind: 'changed' }>;

export interface PinPolicy {
  readonly image: ManagedImage;
  /** How the other pins of the image stand: those that settle at about the same time are moved together. */
  readonly others: readonly PinStanding[];
  readonly config: FactoryConfig;
  readonly now: Date;
  readonly override?: Override;
}

/**
 * Decides about one pin of one image (SPEC section 7): the same rules as for a rebuild, in the same order. A fixed
 * vulnerability does not wait for the delay; holds, and images that are never rebuilt by themselves, stand against all.
 */
export function decidePin(standing: PinStanding, { image, others, config, now, override }: PinPolicy): PinDecision {
  if (standing.kind !== 'changed') return standing.kind === 'current' ? standing : { ...standing, why: `Unknown: ${standing.why}.` };
  const { base, since, moves, to } = standing;
  const moved = `${base.reference} moved, first seen ${formatTime(since)}.`;
  const hold = base.hold ?? image.hold;
  if (hold !== undefined && !(hold.until !== undefined && hold.until <= now)) {
    const until = hold.until === undefined ? '' : ` until ${formatTime(hold.until)}`;
    return { kind: 'hold', ...(hold.until && { until: hold.until }), why: `${moved} It is held${until}: ${show(hold.reason)}.` };
  }
  if (!image.autoRebuild)
    return { kind: 'hold', why: `${moved} ${image.name} is never rebuilt by itself (autoRebuild: false): a person may move the pin.` };
  if (override === undefined || to === undefined) {
    const due = dueOf(standing, others, config.rebuild.coordination.milliseconds);
    if (due.at > now) return { kind: 'wait', until: due.at, why: `${moved} The pin moves after ${formatTime(due.at)}: ${due.waiting}.` };
  }
  if (to === undefined)
    return { kind: 'wait', why: `${moved} Nobody knows under which digest what has settled can be had: the next change is waited for.` };
  const routine = `${moved} ${describeMoves(moves)}.`;
  return { kind: 'move', to, since, moves, why: override === undefined ? routine : `${override.reason} ${routine}` };
}

/** When a pin may move: after its delay, once it has settled, and with its neighbours that settle soon after that. */
function dueOf(pin: Changed, others: readonly PinStanding[], windowMs: number): { readonly at: Date; readonly waiting: string } {
  const { eligibleAt, settledAt, base } = pin;
  const readyAt = eligibleAt > settledAt ? eligibleAt : settledAt;
  const latest = readyAt.getTime() + windowMs;
  const near = others.flatMap((other) =>
    other.kind === 'changed' && other.settledAt > readyAt && other.settledAt.getTime() <= latest ? [other] : [],
  );
  const last = near.toSorted((a, b) => b.settledAt.getTime() - a.settledAt.getTime())[0];
  if (last !== undefined) return { at: last.settledAt, waiting: `${last.base.reference} moved, too, and has not settled yet` };
  return {
    at: readyAt,
    waiting: settledAt > eligibleAt ? `${base.reference} has not settled yet` : 'its delay is not over',
  };
}

function describeMoves(moves: Changed['moves']): string {
  return moves.map(({ platform, from, to }) => `${platform} ${shortDigest(from)} → ${shortDigest(to)}`).join('; ');
}

/** What stands most against a change comes first. */
const order = ['hold', 'unknown', 'wait', 'move', 'current'] as const satisfies readonly PinDecision['kind'][];

/**
 * What becomes of a place that several images are built from: it moves when it may move for all of them, and to the same
 * digest; of what stands against it the strongest is told, and of times the latest.
 */
export function decideTogether(decisions: readonly PinDecision[]): PinDecision {
  const sorted = decisions.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || untilOf(b) - untilOf(a));
  const [first] = sorted;
  if (first === undefined) return { kind: 'current', why: 'Nothing is built from it.' };
  if (first.kind !== 'move') return first;
  const digests = new Set(sorted.flatMap((decision) => (decision.kind === 'move' ? [decision.to] : [])));
  if (digests.size > 1) return { kind: 'wait', why: `${first.why} Not all that is built from it can take the same digest yet.` };
  return first;
}

function untilOf(decision: PinDecision): number {
  if (!('until' in decision)) return 0;
  return decision.until?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
