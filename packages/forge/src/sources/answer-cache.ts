import { hash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson, textField } from './json.ts';

/** An answer and its mark, with which the server can say that nothing has changed. */
interface KnownAnswer {
  readonly etag: string;
  readonly value: string;
}

/** Small answers between runs. Processes may share a folder; one that can not be written is no reason to fail. */
export interface AnswerCache {
  find(url: URL): Promise<KnownAnswer | undefined>;
  keep(url: URL, answer: KnownAnswer): Promise<void>;
}

/** Of some 200 bytes each. */
const mostAnswers = 20_000;

/** @param folder - undefined: nothing is kept */
export function createAnswerCache(folder: string | undefined): AnswerCache {
  if (folder === undefined) return { find: async () => undefined, keep: async () => {} };
  let pruned: Promise<void> | undefined;
  const pathOf = (url: URL): string => join(folder, `${hash('sha256', url.href, 'hex')}.json`);
  return {
    async find(url) {
      const value = parseJson(await readFile(pathOf(url)).catch(() => Buffer.alloc(0)));
      const [etag, text] = [textField(value, 'etag'), textField(value, 'value')];
      return etag === undefined || text === undefined || !/^[\x20-\x7e]{1,200}$/.test(etag) ? undefined : { etag, value: text };
    },
    async keep(url, answer) {
      const temporary = `${pathOf(url)}.${randomUUID()}.tmp`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await (pruned ??= prune(folder));
        await writeFile(temporary, JSON.stringify(answer), { flag: 'wx', mode: 0o600 });
        await rename(temporary, pathOf(url));
      } catch {
        await rm(temporary, { force: true });
      }
    },
  };
}

/** The oldest go, until a quarter is free. */
async function prune(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= mostAnswers) return;
  const files = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  const old = files.toSorted((a, b) => a.at - b.at).slice(0, names.length - mostAnswers * 0.75);
  for (const { name } of old) await rm(join(folder, name), { force: true });
}
