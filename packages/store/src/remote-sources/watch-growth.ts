import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { measurePacks } from './make-room.ts';

export interface Growth extends Disposable {
  /** Aborted as soon as more was fetched than may be. */
  readonly signal: AbortSignal;
}

/** Git has no limit for what a server sends: a file of gigabytes would fill the disk before its size is known. */
export function watchGrowth(folder: string, maxBytes: number, everyMs = 200): Growth {
  const controller = new AbortController();
  const start = measurePacks(folder);
  const before = listPacks(folder);

  async function look(): Promise<void> {
    const grown = (await measurePacks(folder)).size - (await start).size;
    if (grown <= maxBytes || controller.signal.aborted) return;
    controller.abort();
    const known = new Set(await before);
    for (const name of await listPacks(folder))
      if (name.startsWith('tmp_') && !known.has(name)) await rm(join(folder, packs, name), { force: true });
  }

  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { signal: controller.signal, [Symbol.dispose]: () => clearInterval(timer) };
}

const packs = '.git/objects/pack';

function listPacks(folder: string): Promise<string[]> {
  return readdir(join(folder, packs)).catch(() => []);
}
