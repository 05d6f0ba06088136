import { formatTime } from '../text/index.ts';
import { idle, kept, moved, without, type Rebuild, type RebuildCause, type Transition } from './rebuild.ts';
import type { RebuildKey } from './rebuild-key.ts';

/** The input that says that a rebuild goes over holds. */
export const emergencyInput = 'emergency';

/** A rebuild that somebody decided on. */
export interface RebuildRequest {
  readonly key: RebuildKey;
  readonly cause: RebuildCause;
  /** One sentence. */
  readonly reason: string;
  /** What the build is told, by name of the input. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly epoch?: readonly string[];
  /** The time of the forge. */
  readonly at: Date;
}

/**
 * Asks for a rebuild. There is at most one open request for an image: one that a relay has claimed or dispatched stands
 * until it ends; one that nobody has begun with gives way to a newer one. A key that was built is not asked for again, and
 * one that failed only when its back-off has passed.
 */
export function request(rebuild: Rebuild, asked: RebuildRequest): Transition {
  const { status, key, nextAttemptAt } = rebuild;
  if (rebuild.builtKeys.includes(asked.key)) return kept(rebuild, 'this rebuild was made already');
  const isSame = key === asked.key;
  if (status === 'dispatched') return kept(rebuild, isSame ? 'this rebuild is running' : 'another rebuild is running');
  if (rebuild.claim !== undefined) return kept(rebuild, isSame ? 'this rebuild is being started' : 'another rebuild is being started');
  if (status === 'requested' && isSame) return kept(rebuild, 'this rebuild is asked for already');
  if (status === 'held' && isSame)
    return kept(rebuild, `it is held: ${rebuild.lastError?.message ?? rebuild.reason ?? 'no reason is given'}`);
  if (isSame && nextAttemptAt !== undefined && asked.at < nextAttemptAt)
    return kept(rebuild, `it failed, and waits until ${formatTime(nextAttemptAt)}`);
  if (isSame && (status === 'failed' || status === 'ineffective'))
    return moved(again(rebuild, asked), `attempt ${rebuild.attempts + 1}: ${asked.reason}`);
  if (isBlocked(rebuild) && asked.cause !== 'manual')
    return moved({ ...fresh(rebuild, asked), status: 'held', ...blockOf(rebuild) }, 'asked for, and held: the target takes no dispatch');
  return moved(fresh(rebuild, asked), asked.reason);
}

function again(rebuild: Rebuild, { at, reason, cause }: RebuildRequest): Rebuild {
  return {
    ...without(rebuild, 'nextAttemptAt', 'dispatchedAt', 'run', 'claim'),
    status: 'requested',
    pendingRebuild: true,
    reason,
    cause,
    requestedAt: at,
  };
}

function fresh(rebuild: Rebuild, { key, cause, reason, inputs, epoch = [], at }: RebuildRequest): Rebuild {
  return { ...idle(rebuild), status: 'requested', pendingRebuild: true, key, cause, reason, inputs, epoch, requestedAt: at };
}

/** Whether it is held only because its target takes no dispatch, which is tried again after a while. */
export function isBlocked({ status, lastError, nextAttemptAt }: Rebuild): boolean {
  return status === 'held' && nextAttemptAt !== undefined && (lastError?.code === 'blocked' || lastError?.code === 'denied');
}

function blockOf({ lastError, nextAttemptAt }: Rebuild): Pick<Rebuild, 'lastError' | 'nextAttemptAt'> {
  return { ...(lastError && { lastError }), ...(nextAttemptAt && { nextAttemptAt }) };
}
