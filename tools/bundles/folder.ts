import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Bytes by path, from the folder, with `/`. */
export type Folder = ReadonlyMap<string, Buffer>;

/** @returns nothing for a folder that is not there */
export async function readFolder(path: string): Promise<Folder> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(nothingWhenMissing);
  const files = new Map<string, Buffer>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(relative(path, file).split(sep).join('/'), await readFile(file));
  }
  return files;
}

function nothingWhenMissing(error: unknown): [] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}

/** How two folders differ, a line each; empty when they are the same byte for byte. */
export function compareFolders(wanted: Folder, found: Folder): string[] {
  const paths = [...new Set([...wanted.keys(), ...found.keys()])].toSorted();
  return paths.flatMap((path) => {
    const [want, have] = [wanted.get(path), found.get(path)];
    if (want === undefined) return [`${path} should not be there`];
    if (have === undefined) return [`${path} is missing`];
    return want.equals(have) ? [] : [`${path} differs: ${have.length} bytes instead of ${want.length}`];
  });
}
