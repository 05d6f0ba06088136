import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './errno.ts';

/**
 * Makes a folder below `root`, or `root` itself, with all that are missing above it; never through a link below `root`.
 * (`mkdir` with `recursive` follows links, and says ENOENT where the truth is a read-only file system.)
 *
 * @throws the error of the system; EEXIST or ENOTDIR when something else is in the way
 */
export function makeFolder(root: string, folder: string): void {
  if (folder === root) {
    mkdirSync(root, { recursive: true });
  } else if (!isFolder(folder)) {
    makeFolder(root, dirname(folder));
    makeOne(folder);
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been as fast as we were.
    if (!(errorCode(error) === 'EEXIST' && isFolder(folder))) throw error;
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
