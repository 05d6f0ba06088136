import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds within which another process may still be at work on a repository. */
const inUse = 3_600_000;
/** Each fetch leaves a pack behind; from here on it is cheaper to begin anew. */
const mostFiles = 400;

interface Held {
  readonly path: string;
  readonly size: number;
  readonly files: number;
  readonly usedAt: number;
}

/**
 * Removes repositories that were not used for longest, until all together are below the limit; what was used within the
 * hour stays. Removed are also those in many pieces, and what a process that was ended has left.
 */
export async function makeRoom(folder: string, maxBytes: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const held = await Promise.all(names.map((name) => measure(join(folder, name))));
  const old = held.filter(({ usedAt }) => Date.now() - usedAt > inUse).toSorted((a, b) => a.usedAt - b.usedAt);
  let size = held.reduce((sum, one) => sum + one.size, 0);
  for (const one of old) {
    const isLeftOver = !/[/\\][0-9a-f]{64}$/.test(one.path);
    if (size <= maxBytes && one.files <= mostFiles && !isLeftOver) continue;
    await remove(one.path);
    size -= one.size;
  }
}

/** At once for everybody who looks for it by its name. */
export async function remove(path: string): Promise<void> {
  const aside = `${path}.old-${process.pid}-${performance.now().toString(36)}`;
  try {
    await rename(path, aside);
    await rm(aside, { recursive: true, force: true });
  } catch {
    // Somebody else was faster, or it is not ours to remove.
  }
}

async function measure(path: string): Promise<Held> {
  const stats = await stat(path).catch(() => undefined);
  const { size, files } = await measurePacks(path);
  return { path, size, files, usedAt: stats?.mtimeMs ?? 0 };
}

/** What was fetched into a repository: bytes and number of files. */
export async function measurePacks(path: string): Promise<{ readonly size: number; readonly files: number }> {
  const folder = join(path, '.git/objects/pack');
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0));
  return { size: sizes.reduce((sum, size) => sum + size, 0), files: names.length };
}
