import { formatTime } from '../text/index.ts';
import { kept, moved, without, type Claim, type Rebuild, type RebuildError, type Transition } from './rebuild.ts';
import { isBlocked } from './request.ts';

/** How long a relay may take from its claim to the record of the run: 15 minutes. */
export const usualLeaseMs = 15 * 60_000;

const dayMs = 24 * 3_600_000;

/** Who claims, when by the forge's clock, and for how long. */
export interface Claimant {
  readonly by: string;
  readonly at: Date;
  readonly leaseMs: number;
}

/**
 * Whether nobody else may touch the request yet. A claim from further in the future than a lease is one that no forge's clock
 * gave.
 */
export function isLive({ at }: Claim, now: Date, leaseMs: number): boolean {
  return Math.abs(now.getTime() - at.getTime()) < leaseMs;
}

/** A relay takes a request, or takes it over from one whose time has run out. It may then look for the run, and start it. */
export function claim(rebuild: Rebuild, { by, at, leaseMs }: Claimant): Transition {
  const { status, nextAttemptAt } = rebuild;
  if (status !== 'requested' && !isBlocked(rebuild)) return kept(rebuild, 'nothing is asked for');
  if (rebuild.key === undefined) return kept(rebuild, 'the request has no key');
  const before = rebuild.claim;
  if (before?.by === by) return kept(rebuild, 'it is claimed already');
  if (before !== undefined && isLive(before, at, leaseMs)) return kept(rebuild, `another relay has it since ${formatTime(before.at)}`);
  if (nextAttemptAt !== undefined && at < nextAttemptAt) return kept(rebuild, `it waits until ${formatTime(nextAttemptAt)}`);
  const next: Rebuild = {
    ...without(rebuild, 'nextAttemptAt'),
    status: 'requested',
    claim: { by, at, since: before === undefined ? at : sinceOf(before, at) },
  };
  return moved(next, before === undefined ? 'claimed' : `taken over from a relay that has had it since ${formatTime(before.at)}`);
}

/** Since when a run may be there; a time that has not come yet tells nothing, and a day is looked through. */
function sinceOf({ since }: Claim, now: Date): Date {
  return since < now ? since : new Date(now.getTime() - dayMs);
}

/** The relay could not start the run, and certainly did not; it may be tried again from `until` on, or at once. */
export function release(rebuild: Rebuild, by: string, error: RebuildError, until?: Date): Transition {
  if (rebuild.claim?.by !== by) return kept(rebuild, 'another relay has it');
  return moved({ ...letGo(rebuild), lastError: error, ...(until && { nextAttemptAt: until }) }, error.message);
}

/** Nobody knows whether the run was started: the claim stands until it runs out, and then somebody looks first. */
export function leaveOpen(rebuild: Rebuild, by: string, error: RebuildError): Transition {
  if (rebuild.claim?.by !== by) return kept(rebuild, 'another relay has it');
  return moved({ ...rebuild, lastError: error }, error.message);
}

/** Whether a block is to be told: not when it is the one that was told before. */
export type Blocking = Transition & { readonly isNews: boolean };

/** The target takes no dispatch: held, told once, and not tried for a day. */
export function block(rebuild: Rebuild, by: string, error: RebuildError, at: Date): Blocking {
  if (rebuild.claim?.by !== by) return { ...kept(rebuild, 'another relay has it'), isNews: false };
  const isNews = rebuild.lastError?.code !== error.code;
  const next: Rebuild = { ...letGo(rebuild), status: 'held', lastError: error, nextAttemptAt: new Date(at.getTime() + dayMs) };
  return { ...moved(next, error.message), isNews };
}

/**
 * It can not be told which run is ours: held until a person decides, for a second build would be worse. Who knows the run, or
 * has the claim by now, knows better.
 */
export function holdAmbiguous(rebuild: Rebuild, by: string, message: string): Transition {
  const isOurs = rebuild.status === 'requested' && rebuild.claim?.by === by;
  const isUnseen = rebuild.status === 'dispatched' && rebuild.run === undefined;
  if (!isOurs && !isUnseen) return kept(rebuild, 'others have it by now');
  return moved({ ...without(rebuild, 'claim', 'nextAttemptAt'), status: 'held', lastError: { code: 'ambiguous', message } }, message);
}

/** Without its claim, unless an earlier relay may have started a run: that has to be looked for, however late. */
function letGo(rebuild: Rebuild): Rebuild {
  const { claim } = rebuild;
  return claim !== undefined && claim.since.getTime() < claim.at.getTime() ? rebuild : without(rebuild, 'claim');
}
