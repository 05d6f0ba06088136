import { parseRebuildKey, type Rebuild, type RebuildKey, type RebuildRequest, type Transition } from './index.ts';
import { readRebuild, writeRebuild } from './read-rebuild.ts';

/** @param digit - one hex digit, repeated */
export function key(digit: string): RebuildKey {
  const parsed = parseRebuildKey(digit.repeat(32));
  if (parsed === undefined) throw new Error(digit);
  return parsed;
}

/** @param minutes - since the beginning of 2026 */
export function at(minutes: number): Date {
  return new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);
}

export function asked(more: Partial<RebuildRequest> = {}): RebuildRequest {
  return { key: key('a'), cause: 'routine', reason: 'node:22 moved', inputs: {}, at: at(0), ...more };
}

/** Of a state file that was just made. */
export const untouched: Rebuild = { status: 'monitoring', pendingRebuild: false, inputs: {}, epoch: [], attempts: 0, failedRuns: [], builtKeys: [] };

/** What a chain of events comes to. */
export function after(...events: readonly ((rebuild: Rebuild) => Transition)[]): Rebuild {
  // As it would come back from the file each time.
  return events.reduce((rebuild, event) => reread(event(rebuild).rebuild), untouched);
}

function reread(rebuild: Rebuild): Rebuild {
  return readRebuild(new Map([['rebuildState', writeRebuild(new Map(), rebuild)]]));
}
