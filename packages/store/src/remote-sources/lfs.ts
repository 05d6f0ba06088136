import type { ReadResult } from '../work-tree/read.ts';

/** Git LFS keeps pointers below this size; larger files are what they are. */
const longestPointer = 1024;

/** A file that Git LFS has put elsewhere is not what is built: git holds a few lines in its place, and they are refused. */
export function orLfsPointer(read: ReadResult): ReadResult {
  if (read.kind !== 'file' || read.bytes > longestPointer) return read;
  const isPointer = /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n(?:.*\n)*?oid sha256:[0-9a-f]{64}\n/.test(
    read.text,
  );
  return isPointer ? { kind: 'refused', code: 'special', reason: 'it is kept in Git LFS, and the repository holds a pointer to it' } : read;
}
