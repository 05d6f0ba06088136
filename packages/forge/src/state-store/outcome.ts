import { ApiError, type Failure } from '../api/failure.ts';
import { toRefusal, type Asked } from '../api/refusal.ts';
import type { Busy, Head } from './types.ts';

/** Whether something may have been done or not. */
export function isLost(error: unknown): error is ApiError & { readonly failure: Extract<Failure, { kind: 'lost' }> } {
  return error instanceof ApiError && error.failure.kind === 'lost';
}

/** @throws GitHubRefusal for what another try would not change */
export function busyOrRefused(error: unknown, asked: Asked): Busy {
  if (!(error instanceof ApiError) || error.failure.kind === 'refused') throw toRefusal(error, asked);
  const { failure } = error;
  return { kind: 'busy', why: failure.why, ...(failure.kind === 'wait' ? { afterMs: failure.afterMs } : {}) };
}

/** The same head, whose failures are refusals with words for whoever started the run. */
export function withRefusals({ commit, read, list, ids, history }: Head, asked: Asked): Head {
  async function refusing<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw toRefusal(error, asked);
    }
  }
  return {
    commit,
    read: (path, limit) => refusing(read(path, limit)),
    list: (folder) => refusing(list(folder)),
    ...(ids === undefined ? {} : { ids: { ...ids, of: (path) => refusing(ids.of(path)) } }),
    history: {
      async *versions(path) {
        try {
          yield* history.versions(path);
        } catch (error) {
          throw toRefusal(error, asked);
        }
      },
    },
  };
}
