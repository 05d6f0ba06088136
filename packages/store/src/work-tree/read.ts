import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { blobId } from '../content-ids.ts';
import { errorCode, explainErrno } from './errno.ts';
import { resolveInside } from './inside.ts';

export type RefusalCode = 'symlink' | 'directory' | 'too-large' | 'not-utf8' | 'special' | 'outside' | 'unreadable';

/** What stands at a path: text, nothing, or something that is not read. */
export type ReadResult =
  | {
      readonly kind: 'file';
      /** Every character of the file, a byte order mark included. */
      readonly text: string;
      /** How many bytes the file has. */
      readonly bytes: number;
      /** SHA-256 of the bytes, in lower-case hex. */
      readonly hash: string;
    }
  | { readonly kind: 'missing' }
  /** `reason` is a clause: `it is a folder`. */
  | { readonly kind: 'refused'; readonly reason: string; readonly code: RefusalCode };

/**
 * Reads a regular file below `root`, without following links.
 *
 * Calls are synchronous on purpose: thousands of small files cost a fraction of the CPU time that way.
 *
 * @param limit - in bytes; a larger file is refused, not cut
 */
export function readInside(root: string, path: string, limit: number): ReadResult {
  const place = resolveInside(root, path);
  if (place.kind !== 'found') return place.kind === 'missing' ? { kind: 'missing' } : place;
  // A FIFO must never be opened: that would wait for somebody to write.
  const refusal = refuse(place.stats, limit);
  if (refusal !== undefined) return refusal;
  try {
    return toText(readRegular(place.absolute), limit);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'refused', code: 'unreadable', reason: explainErrno(code).reason };
  }
}

/** The id that git would give to a regular file; undefined for what is none. */
export function idInside(root: string, path: string): string | undefined {
  const place = resolveInside(root, path);
  if (place.kind !== 'found' || !place.stats.isFile()) return undefined;
  try {
    return blobId(readRegular(place.absolute));
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

function refuse(stats: Stats, limit: number): ReadResult | undefined {
  if (stats.isDirectory()) return { kind: 'refused', code: 'directory', reason: 'it is a folder' };
  if (!stats.isFile()) return { kind: 'refused', code: 'special', reason: 'it is neither a file nor a folder' };
  if (stats.size > limit) return tooLarge(limit);
  return undefined;
}

/** Looks at the open file once more: the name may lead to something else by now. */
function readRegular(absolute: string): Buffer {
  const descriptor = openSync(absolute, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return fstatSync(descriptor).isFile() ? readFileSync(descriptor) : Buffer.alloc(0);
  } finally {
    closeSync(descriptor);
  }
}

/** What bytes are as text, or why they are none. */
export function toText(bytes: Buffer, limit: number): ReadResult {
  if (bytes.length > limit) return tooLarge(limit);
  if (!isUtf8(bytes)) return { kind: 'refused', code: 'not-utf8', reason: 'it is not valid UTF-8' };
  const text = bytes.toString('utf8');
  // Of thousands of files that are read nobody asks for it.
  return {
    kind: 'file',
    text,
    bytes: bytes.length,
    get hash() {
      return hash('sha256', text, 'hex');
    },
  };
}

export function tooLarge(limit: number): ReadResult {
  return { kind: 'refused', code: 'too-large', reason: `it is larger than ${formatBytes(limit)}` };
}

function formatBytes(count: number): string {
  if (count >= 2 ** 20 && count % 2 ** 20 === 0) return `${count / 2 ** 20} MiB`;
  if (count >= 2 ** 10 && count % 2 ** 10 === 0) return `${count / 2 ** 10} KiB`;
  return `${count} bytes`;
}
