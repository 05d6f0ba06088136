import { createHash } from 'node:crypto';

/** Names of contents, as git gives them to files. */
export interface ContentIds<Path> {
  /** The name of what stands at a path; undefined for anything but a regular file. */
  of(path: Path): Promise<string | undefined>;
  /** The name that a file of this text has. */
  for(text: string): string;
  /** A name for many parts together. */
  forParts(parts: Iterable<string>): string;
}

/** @param of - finds the name of a file */
export function contentIds<Path>(of: ContentIds<Path>['of']): ContentIds<Path> {
  return { of, for: (text) => blobId(text), forParts };
}

/** The id that a repository of SHA-1 gives to a file of these contents. */
export function blobId(contents: string | Buffer): string {
  const size = typeof contents === 'string' ? Buffer.byteLength(contents, 'utf8') : contents.length;
  const sum = createHash('sha1').update(`blob ${size}\0`);
  if (typeof contents !== 'string') return sum.update(contents).digest('hex');
  // In slices: bytes of a large text are not in memory beside the text itself.
  for (let at = 0; at < contents.length;) {
    const end = endOfSlice(contents, at);
    sum.update(contents.slice(at, end), 'utf8');
    at = end;
  }
  return sum.digest('hex');
}

const slice = 256 * 1024;

/** Not between the halves of a character. */
function endOfSlice(text: string, start: number): number {
  const end = Math.min(start + slice, text.length);
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last <= 0xdbff ? end + 1 : end;
}

/** Each part with its length, so that none runs into the next; many small ones are hashed together. */
function forParts(parts: Iterable<string>): string {
  const sum = createHash('sha256');
  let together = '';
  for (const part of parts) {
    together += `${part.length}:${part}`;
    if (together.length < slice) continue;
    sum.update(together, 'utf8');
    together = '';
  }
  return sum.update(together, 'utf8').digest('hex').slice(0, 32);
}
