import type { Decided } from '@image-factory/core/decide';
import type { ManagedImage } from '@image-factory/core/enrollment';
import { isBlocked, type Rebuild, type RebuildErrorCode } from '@image-factory/core/rebuild';

/** Why an image stays held until a person acts. */
export interface HeldFailure {
  readonly code: RebuildErrorCode;
  /** A sentence, by whoever refused or failed. */
  readonly message: string;
  /** Attempts that failed. */
  readonly attempts: number;
  /** The last run. */
  readonly url?: string;
}

/**
 * What came of earlier attempts and holds an image still: runs that failed too often, a target that takes no dispatch, a token
 * that may not, or runs that can not be told apart.
 *
 * An image that its operator holds is as somebody wants it. Where nothing asks any more for what failed there is nothing to act
 * on either; but a block is tried again whatever is decided, and what a person or an advisory asked for is not seen in the state of bases.
 *
 * @returns undefined for everything else
 */
export function heldFailureOf({ image, decision, bases }: Decided, rebuild: Rebuild, now: Date): HeldFailure | undefined {
  const { status, key, lastError, cause, attempts, run } = rebuild;
  if (status !== 'held' || key === undefined || lastError === undefined) return undefined;
  if (decision.kind === 'rebuild' || isHeldByOperator(image, now)) return undefined;
  const isDue = image.autoRebuild && decision.kind === 'hold' && bases.some(({ freshness, hold }) => freshness.kind === 'changed' && !hold);
  if (!isDue && !isBlocked(rebuild) && cause !== 'manual' && cause !== 'cve') return undefined;
  return { ...lastError, attempts, ...(run?.url === undefined ? {} : { url: run.url }) };
}

function isHeldByOperator({ hold }: ManagedImage, now: Date): boolean {
  return hold !== undefined && (hold.until === undefined || hold.until > now);
}
