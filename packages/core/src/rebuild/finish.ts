import { mostAttempts, nextAttempt, type NextAttempt } from './back-off.ts';
import { idle, kept, moved, without, type Rebuild, type RebuildError, type RunId, type Transition } from './rebuild.ts';
import type { RebuildKey } from './rebuild-key.ts';

/**
 * A run was started, or found. It counts whoever holds the claim by now, for the run is there; only a request that is
 * another one by now is left alone.
 *
 * @param at - the forge's time just before the dispatch
 * @param run - undefined when the forge took the dispatch and did not say which run came of it
 */
export function dispatched(rebuild: Rebuild, key: RebuildKey, at: Date, run?: RunId): Transition {
  if (rebuild.key !== key) return kept(rebuild, 'another rebuild was asked for meanwhile');
  switch (rebuild.status) {
    case 'dispatched':
      if (run === undefined || rebuild.run?.id === run.id) return kept(rebuild, 'the run is known already');
      if (rebuild.run !== undefined) return kept(rebuild, `run ${rebuild.run.id} was recorded before`);
      return moved({ ...rebuild, run }, `run ${run.id} was found`);
    case 'requested':
      return moved(
        {
          ...without(rebuild, 'claim', 'nextAttemptAt', 'lastError', 'run'),
          status: 'dispatched',
          dispatchedAt: at,
          starts: startsWith(rebuild, at),
          ...(run && { run }),
        },
        run === undefined ? 'dispatched' : `dispatched: run ${run.id}`,
      );
    case 'monitoring':
    case 'waiting':
    case 'held':
    case 'failed':
    case 'ineffective':
      return kept(rebuild, 'the request has ended meanwhile');
  }
}

const hourMs = 3_600_000;

/** The starts of the last hour, and one more. */
function startsWith({ starts = [] }: Rebuild, at: Date): readonly Date[] {
  return [...starts.filter((start) => Math.abs(at.getTime() - start.getTime()) < hourMs), at];
}

/** How a run ended. */
export interface Finish {
  readonly key: RebuildKey;
  /**
   * Of a green run that left the published tag where it was: `current` when it was built from the new bases and holds the same,
   * else `ineffective` (SPEC section 7, point 7).
   */
  readonly outcome: 'succeeded' | 'current' | 'failed' | 'ineffective';
  /** The time of the forge. */
  readonly at: Date;
  /** For what did not succeed. */
  readonly error?: RebuildError;
  /** The run that ended, where it is known. */
  readonly run?: string;
}

/** Most keys that are remembered as built. */
const mostBuiltKeys = 20;

/** A run has ended. A success, and what is current, counts whatever was thought of it before; a failure only for the request that is open. */
export function finished(rebuild: Rebuild, finish: Finish): Transition {
  const { key, outcome } = finish;
  if (outcome === 'succeeded') return succeed(rebuild, key, 'built');
  if (outcome === 'current') return succeed(rebuild, key, 'built from the new bases, and it holds the same as before');
  return failAttempt(rebuild, { ...finish, outcome });
}

function succeed(rebuild: Rebuild, key: RebuildKey, why: string): Transition {
  const builtKeys = [...rebuild.builtKeys.filter((built) => built !== key), key].slice(-mostBuiltKeys);
  if (rebuild.key !== key) {
    return rebuild.builtKeys.includes(key)
      ? kept(rebuild, 'this success is known')
      : moved({ ...rebuild, builtKeys }, 'an earlier rebuild was made');
  }
  const { cause, epoch } = rebuild;
  // When it was asked for and which run made it is told until the next one.
  const told = without(rebuild, 'key', 'cause', 'claim', 'nextAttemptAt', 'lastError', 'lastCause', 'lastEpoch');
  const { lastCause: _cause, lastEpoch: _epoch, ...rest } = idle(rebuild);
  return moved({ ...told, ...rest, builtKeys, ...(cause && { lastCause: cause }), ...(epoch.length > 0 && { lastEpoch: epoch }) }, why);
}

interface Failure extends Finish {
  readonly outcome: 'failed' | 'ineffective';
}

function failAttempt(rebuild: Rebuild, { key, outcome, at, error, run }: Failure): Transition {
  if (rebuild.key !== key) return kept(rebuild, 'it is another rebuild that failed');
  if (rebuild.status !== 'dispatched') return kept(rebuild, 'no run of this rebuild is open');
  const failed = run ?? rebuild.run?.id;
  if (run !== undefined && rebuild.run !== undefined && run !== rebuild.run.id) return kept(rebuild, 'it is another run that failed');
  const attempts = rebuild.attempts + 1;
  const lastError = error ?? usualError(outcome);
  const next = notSoon(nextAttempt(attempts, at), lastError, at);
  const failedRuns =
    failed === undefined ? rebuild.failedRuns : [...rebuild.failedRuns.filter((id) => id !== failed), failed].slice(-mostAttempts);
  const ended: Rebuild = { ...without(rebuild, 'claim', 'nextAttemptAt'), attempts, failedRuns, lastError, pendingRebuild: true };
  if (next.kind === 'hold') return moved({ ...ended, status: 'held' }, `held after ${attempts} attempts: ${lastError.message}`);
  return moved({ ...ended, status: outcome === 'ineffective' ? 'ineffective' : 'failed', nextAttemptAt: next.at }, lastError.message);
}

/** Who ended a run did so on purpose: it does not begin again behind their back. */
function notSoon(next: NextAttempt, { code }: RebuildError, at: Date): NextAttempt {
  if (code !== 'cancelled' || next.kind === 'hold') return next;
  return { kind: 'at', at: new Date(Math.max(next.at.getTime(), at.getTime() + hourMs)) };
}

function usualError(outcome: Failure['outcome']): RebuildError {
  return outcome === 'ineffective'
    ? { code: 'ineffective', message: 'The run was green, and the published tag stayed where it was.' }
    : { code: 'failed', message: 'The run failed.' };
}
