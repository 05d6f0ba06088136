import type { RepoPath } from '@image-factory/core/enrollment';
import { createHash } from 'node:crypto';
import type { FolderEntry } from './folders.ts';

/** Names of contents, as git gives them to files. */
export interface ContentIds {
  /** The name of what stands at a path, told by its folder; undefined for anything but a regular file. */
  of(path: RepoPath): Promise<string | undefined>;
  /** The name that a file of this text has. */
  for(text: string): string;
  /** A name for many parts together. */
  forParts(parts: Iterable<string>): string;
}

export function contentIds(entry: (path: string) => Promise<FolderEntry | undefined>): ContentIds {
  return {
    async of(path) {
      const found = await entry(path);
      return found?.kind === 'file' ? found.id : undefined;
    },
    for: (text) =>
      createHash('sha1')
        .update(`blob ${Buffer.byteLength(text, 'utf8')}\0`)
        .update(text, 'utf8')
        .digest('hex'),
    forParts,
  };
}

/** Each part with its length, so that none runs into the next. */
function forParts(parts: Iterable<string>): string {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(`${part.length}:`).update(part, 'utf8');
  return sum.digest('hex').slice(0, 32);
}
