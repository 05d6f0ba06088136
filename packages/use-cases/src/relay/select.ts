import type { FactoryConfig, ImageName, ManagedImage } from '@image-factory/core/enrollment';
import {
  claim,
  isLive,
  type Claimant,
  type Rebuild,
  type RebuildCause,
  type RebuildKey,
  type Transition,
} from '@image-factory/core/rebuild';
import type { YamlMap } from '@image-factory/core/yaml';
import type { RunTarget } from './ports.ts';

/** An image with what its state says of its rebuild. */
export interface Candidate {
  readonly image: ManagedImage;
  readonly state: YamlMap;
  readonly rebuild: Rebuild;
  readonly target: RunTarget;
}

/** A request that this relay may act on. */
export interface Claimed {
  readonly image: ImageName;
  readonly target: RunTarget;
  readonly key: RebuildKey;
  readonly rebuild: Rebuild;
}

export interface Selection {
  /** Claims to be written, by image. */
  readonly transitions: readonly { readonly candidate: Candidate; readonly transition: Transition & { kind: 'moved' } }[];
  /** All that is ours then, those of an earlier try included. */
  readonly claimed: readonly Claimed[];
  /** How many wait for their turn because of the caps. */
  readonly capped: number;
}

export type Caps = Pick<FactoryConfig['rebuild'], 'maxPerRun' | 'maxPerHour' | 'priorities'>;

const hourMs = 3_600_000;

/**
 * Which requests a relay takes (SPEC section 7, point 8): those whose claim has run out, for their place under the caps is
 * theirs already; then the most urgent ones, as far as the caps allow.
 */
export function select(candidates: readonly Candidate[], claimant: Claimant, caps: Caps): Selection {
  const attempts = candidates.map((candidate) => ({ candidate, transition: claim(candidate.rebuild, claimant) }));
  const ours = attempts.filter(({ candidate }) => candidate.rebuild.claim?.by === claimant.by);
  const open = attempts.flatMap(({ candidate, transition }) => (transition.kind === 'moved' ? [{ candidate, transition }] : []));
  const [taken, fresh] = partition(open, ({ candidate }) => candidate.rebuild.claim !== undefined);
  const begun = candidates.reduce((sum, { rebuild }) => sum + recentStarts(rebuild, claimant), 0);
  const room = Math.max(0, Math.min(caps.maxPerRun - ours.length, caps.maxPerHour - begun - taken.length));
  const chosen = fresh.toSorted((a, b) => compareUrgency(a.candidate, b.candidate, caps.priorities ?? [])).slice(0, room);
  const transitions = [...taken, ...chosen];
  return {
    transitions,
    claimed: [
      ...ours.map(({ candidate }) => claimedOf(candidate, candidate.rebuild)),
      ...transitions.map(({ candidate, transition }) => claimedOf(candidate, transition.rebuild)),
    ].flat(),
    capped: fresh.length - chosen.length,
  };
}

function claimedOf({ image, target }: Candidate, rebuild: Rebuild): Claimed[] {
  return rebuild.key === undefined ? [] : [{ image: image.name, target, key: rebuild.key, rebuild }];
}

/** How often it was started within the last hour, or is just being started. */
function recentStarts({ dispatchedAt, starts, claim: held }: Rebuild, { at, leaseMs }: Claimant): number {
  const known = starts ?? (dispatchedAt === undefined ? [] : [dispatchedAt]);
  const recent = known.filter((start) => Math.abs(at.getTime() - start.getTime()) < hourMs).length;
  return recent + (held !== undefined && isLive(held, at, leaseMs) ? 1 : 0);
}

function compareUrgency(a: Candidate, b: Candidate, priorities: readonly RebuildCause[]): number {
  const rank = ({ rebuild }: Candidate): number => {
    const index = priorities.indexOf(rebuild.cause ?? 'routine');
    return index < 0 ? priorities.length : index;
  };
  return (
    rank(a) - rank(b) ||
    b.image.priority - a.image.priority ||
    (a.rebuild.requestedAt?.getTime() ?? 0) - (b.rebuild.requestedAt?.getTime() ?? 0) ||
    (a.image.name < b.image.name ? -1 : 1)
  );
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
