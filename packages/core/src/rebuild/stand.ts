import { kept, moved, without, type Rebuild, type Transition } from './rebuild.ts';

/**
 * Notes how an image stands for which nothing is asked for now: it waits for its time, is held, or is only watched. A request
 * that is open, or one that failed and may be tried again, says more than that and stays.
 *
 * @param why - a sentence; what is only watched has none
 */
export function stand(rebuild: Rebuild, status: 'waiting' | 'held' | 'monitoring', why?: string): Transition {
  if (rebuild.key !== undefined) return kept(rebuild, 'a request says how it stands');
  if (rebuild.status === status && rebuild.reason === why) return kept(rebuild, 'it stands as before');
  const rest = without(rebuild, 'reason');
  return moved(
    { ...rest, status, pendingRebuild: status !== 'monitoring', ...(why === undefined ? {} : { reason: why }) },
    why ?? 'watched',
  );
}
