import type { Rebuild } from '@image-factory/core/rebuild';

/**
 * The rebuild without a request that nobody has begun with, and that what is decided now does not ask for any more: its base
 * is back, a hold was set, or a parent comes first. What a person or an advisory asked for stays, and so does what has failed
 * before: then it is as it was between the attempts.
 */
export function withdrawn(rebuild: Rebuild): Rebuild {
  const { status, claim, cause, attempts, builtKeys, starts, lastCause, lastEpoch } = rebuild;
  if (status !== 'requested' || claim !== undefined || cause === 'manual' || cause === 'cve') return rebuild;
  if (attempts > 0) return { ...rebuild, status: 'failed' };
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
  };
}
