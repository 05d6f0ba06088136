import type { RunId } from '@image-factory/core/rebuild';
import { show } from '@image-factory/core/text';
import type { PlaceOfRuns, RunState } from './types.ts';

interface Follower {
  /** @param ask - asks the forge for the run of this number */
  follow(place: PlaceOfRuns, run: RunId, ask: (id: string) => Promise<RunState>): Promise<RunState>;
}

/** Far below the hundred that GitHub allows, with room for what else is asked meanwhile. */
const mostAtOnce = 8;

/**
 * Follows many runs with few requests: so many at once and no more, and the same run only once, for images that share a
 * workflow share its runs. Nothing is remembered: who asks later asks the forge again.
 */
export function createFollower(): Follower {
  const asked = new Map<string, Promise<RunState>>();
  const turn = createTurns(mostAtOnce);
  return {
    async follow({ host, repo }, { id }, ask) {
      // The number comes from a file and goes into a path.
      if (!/^\d{1,20}$/.test(id)) return { kind: 'gone', why: `What is written down is no number of a run: ${show(id)}.` };
      const key = `${host}/${repo.toLowerCase()} ${id}`;
      const running = asked.get(key) ?? turn(async () => ask(id)).finally(() => asked.delete(key));
      asked.set(key, running);
      return running;
    },
  };
}

/** @returns runs a task when fewer than `most` others are running; they get their turn in their order */
function createTurns(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = most;
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => void waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next(); // the place goes from hand to hand
    }
  };
}
