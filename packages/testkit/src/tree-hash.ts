import { createHash, type Hash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One hash over a work tree: every path, kind, mode, byte and link target, and git's index.
 * The rest of `.git` is left out; to hold it still as well, hash that folder by itself.
 *
 * @returns 64 hex digits; equal before and after means that a run left every byte alone
 */
export async function treeHash(folder: string): Promise<string> {
  const hash = createHash('sha256');
  await addFolder(hash, folder, '');
  return hash.digest('hex');
}

async function addFolder(hash: Hash, root: string, folder: string): Promise<void> {
  const names = await readdir(join(root, folder));
  for (const name of names.toSorted()) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (path === '.git') await addRepository(hash, root);
    else await addEntry(hash, root, path);
  }
}

async function addRepository(hash: Hash, root: string): Promise<void> {
  const inside = await lstat(join(root, '.git'));
  if (!inside.isDirectory()) return addEntry(hash, root, '.git');
  const names = await readdir(join(root, '.git'));
  if (names.includes('index')) await addEntry(hash, root, '.git/index');
}

async function addEntry(hash: Hash, root: string, path: string): Promise<void> {
  const absolute = join(root, path);
  const stats = await lstat(absolute);
  if (stats.isDirectory()) {
    addRecord(hash, path, stats.mode, '');
    await addFolder(hash, root, path);
  } else if (stats.isSymbolicLink()) {
    addRecord(hash, path, stats.mode, await readlink(absolute));
  } else {
    addRecord(hash, path, stats.mode, stats.isFile() ? await readFile(absolute) : '');
  }
}

/** Lengths go in front: no two trees give the same bytes. */
function addRecord(hash: Hash, path: string, mode: number, content: string | Uint8Array): void {
  hash.update(`${Buffer.byteLength(path)} ${path} ${mode} ${Buffer.byteLength(content)} `);
  hash.update(content);
}
