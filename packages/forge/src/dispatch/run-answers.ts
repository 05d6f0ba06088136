import { createAnswerCache, type AnswerCache } from '../sources/answer-cache.ts';

/** Runs, each of some 300 bytes; the oldest go first. */
const mostInMemory = 2000;

/**
 * Runs as the forge last told them, with its marks: asked with such a mark, a run that has not changed costs nothing of a limit.
 *
 * @param folder - where they are kept for those who come later; undefined: only as long as this process lives
 */
export function createRunAnswers(folder: string | undefined): AnswerCache {
  const inMemory = new Map<string, NonNullable<Awaited<ReturnType<AnswerCache['find']>>>>();
  const inFolder = createAnswerCache(folder);
  return {
    find: async (url) => inMemory.get(url.href) ?? (await inFolder.find(url)),
    async keep(url, answer) {
      const [oldest] = inMemory.keys();
      if (oldest !== undefined && inMemory.size >= mostInMemory) inMemory.delete(oldest);
      inMemory.set(url.href, answer);
      await inFolder.keep(url, answer);
    },
  };
}
