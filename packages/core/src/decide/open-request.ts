import { emergencyInput, type Rebuild, type RebuildCause } from '../rebuild/index.ts';
import { formatTime } from '../text/index.ts';
import type { Decision } from './types.ts';

interface Asked {
  readonly cause: RebuildCause;
  readonly emergency?: boolean;
}

/** Whether an open rebuild stands although nothing asks for it now: a relay has begun with it, or a person or an advisory asked once. */
export function stands(rebuild: Rebuild): boolean {
  return isBegun(rebuild) || rankOf(rebuild) > 0;
}

/** Whether a relay has begun with a rebuild: then it stands until it ends. */
function isBegun({ status, claim }: Rebuild): boolean {
  return status === 'dispatched' || (status === 'requested' && claim !== undefined);
}

/** How much it takes to ask for something else instead. */
function rankOf({ cause, inputs }: Pick<Rebuild, 'cause' | 'inputs'>): number {
  if (cause === 'manual') return inputs[emergencyInput] === 'true' ? 3 : 2;
  return cause === 'cve' ? 1 : 0;
}

/**
 * Whether what asks now takes the place of a request that nobody has begun with: it waits for its turn for days in a storm,
 * and is decided about anew each time. One wish does not take the place of another.
 */
export function supersedes({ cause, emergency = false }: Asked, rebuild: Rebuild): boolean {
  if (isBegun(rebuild)) return false;
  const [now, before] = [rankOf({ cause, inputs: emergency ? { [emergencyInput]: 'true' } : {} }), rankOf(rebuild)];
  return now > before || (now === before && cause !== 'manual');
}

/** A rebuild that is asked for or running: there is at most one of an image. */
export function openRebuild({ status, requestedAt, dispatchedAt, run }: Rebuild): Decision | undefined {
  if (status === 'requested')
    return {
      kind: 'wait',
      isOpen: true,
      why: `Its rebuild was asked for${requestedAt ? ` at ${formatTime(requestedAt)}` : ''} and is about to start.`,
    };
  if (status === 'dispatched')
    return {
      kind: 'wait',
      isOpen: true,
      why: `It is being rebuilt${run ? ` by run ${run.id}` : ''}${dispatchedAt ? `, since ${formatTime(dispatchedAt)}` : ''}.`,
    };
  return undefined;
}
