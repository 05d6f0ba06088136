import type { Host, Provider, RepoSlug } from '../enrollment/index.ts';
import type { Digest } from '../reference/index.ts';
import type { RebuildKey } from './rebuild-key.ts';

/** `rebuildState.status` (SPEC section 5). */
export type RebuildStatus = 'monitoring' | 'waiting' | 'held' | 'requested' | 'dispatched' | 'failed' | 'ineffective';

/** Why an image is rebuilt (SPEC section 7, point 8). */
export type RebuildCause = 'cve' | 'manual' | 'parent' | 'routine';

/**
 * A relay's word that it is about to start the run of a request. All times are the forge's own, never those of the machine
 * that wrote them.
 */
export interface Claim {
  /** One run of a relay; no two runs have the same. */
  readonly by: string;
  readonly at: Date;
  /** Since when a run may have been started for this request: the time of the first claim, through all that took it over. */
  readonly since: Date;
}

/** Why it is not going on: a word for programs, and a sentence. */
export interface RebuildError {
  readonly code: RebuildErrorCode;
  readonly message: string;
}

export type RebuildErrorCode =
  /** The run ended red, or changed nothing. */
  | 'failed'
  | 'ineffective'
  /** Somebody ended the run. */
  | 'cancelled'
  /** The target takes no dispatch: gone, switched off, renamed. */
  | 'blocked'
  /** The token may not start runs there. */
  | 'denied'
  /** Nobody knows whether the dispatch was taken. */
  | 'unclear'
  /** The forge asked to wait. */
  | 'later'
  /** Several runs could be the one that was started. */
  | 'ambiguous'
  /** The dispatch was taken, and no run ever came of it. */
  | 'no-run';

/** A run on the forge. */
export interface RunId {
  readonly id: string;
  readonly url?: string;
  /** Where it was started: images.yaml may name another place meanwhile. Not known of runs that were recorded without it. */
  readonly on?: RunPlace;
}

/** Where runs are. */
export interface RunPlace {
  readonly provider: Provider;
  readonly host: Host;
  readonly repo: RepoSlug;
}

/** One emergency that a person asked for. */
export interface EmergencyUse {
  readonly at: Date;
  /** Who asked, by the forge's word. */
  readonly by?: string;
  /** In the words of who asked. */
  readonly reason: string;
}

/** How often an image was rebuilt as an emergency; the last of them in full, oldest first. */
export interface Emergencies {
  readonly count: number;
  readonly last: readonly EmergencyUse[];
}

/** What a report says after a rebuild for vulnerabilities. */
export interface RebuildScan {
  readonly at: Date;
  /** What was published, and scanned, then. */
  readonly digest: Digest;
  /** Of the vulnerabilities that the rebuild was made for, those that it rid the image of; sorted. */
  readonly fixed: readonly string[];
  readonly remaining: readonly string[];
}

/** What there is to say about the rebuild of an image; `eligibleAt` and fields that we do not know are left where they are. */
export interface Rebuild {
  readonly status: RebuildStatus;
  readonly pendingRebuild: boolean;
  readonly reason?: string;
  readonly cause?: RebuildCause;
  readonly key?: RebuildKey;
  /** What the build is told, by name of the input. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly epoch: readonly string[];
  readonly requestedAt?: Date;
  readonly claim?: Claim;
  readonly dispatchedAt?: Date;
  /** When runs were started of late, whatever the request: what the caps count. Oldest first. */
  readonly starts?: readonly Date[];
  readonly run?: RunId;
  /** Attempts of this key that failed. */
  readonly attempts: number;
  readonly nextAttemptAt?: Date;
  readonly lastError?: RebuildError;
  /** Ids of runs of this key that failed: they are not the one that is looked for. */
  readonly failedRuns: readonly string[];
  /** Keys that were built, newest last. */
  readonly builtKeys: readonly RebuildKey[];
  /** Why the newest of them was built, and for which advisories or wish. */
  readonly lastCause?: RebuildCause;
  readonly lastEpoch?: readonly string[];
  readonly emergencies?: Emergencies;
  /** What reports said after rebuilds for vulnerabilities, oldest first. */
  readonly scans?: readonly RebuildScan[];
}

/** What an event comes to: another state, or the same; and why, in words for a log or a summary. */
export type Transition =
  | { readonly kind: 'moved'; readonly rebuild: Rebuild; readonly why: string }
  | { readonly kind: 'kept'; readonly rebuild: Rebuild; readonly why: string };

export function moved(rebuild: Rebuild, why: string): Transition {
  return { kind: 'moved', rebuild, why };
}

export function kept(rebuild: Rebuild, why: string): Transition {
  return { kind: 'kept', rebuild, why };
}

/** What outlives every request: nothing is asked for, and what was built and started before is remembered. */
export function idle({ builtKeys, starts, lastCause, lastEpoch, emergencies, scans }: Rebuild): Rebuild {
  return {
    status: 'monitoring',
    pendingRebuild: false,
    inputs: {},
    epoch: [],
    attempts: 0,
    failedRuns: [],
    builtKeys,
    ...(starts && { starts }),
    ...(lastCause && { lastCause }),
    ...(lastEpoch && { lastEpoch }),
    ...(emergencies && { emergencies }),
    ...(scans && { scans }),
  };
}

/** The rebuild without some of its optional fields. */
export function without<
  Field extends
    | 'claim'
    | 'dispatchedAt'
    | 'run'
    | 'nextAttemptAt'
    | 'lastError'
    | 'key'
    | 'cause'
    | 'requestedAt'
    | 'lastCause'
    | 'lastEpoch'
    | 'reason',
>(rebuild: Rebuild, ...fields: readonly Field[]): Omit<Rebuild, Field> {
  const next = { ...rebuild };
  for (const field of fields) delete next[field];
  return next;
}
