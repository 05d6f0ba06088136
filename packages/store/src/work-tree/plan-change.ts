import { readFileSync, type Stats } from 'node:fs';
import { resolveInside, type Inside } from './inside.ts';
import { StoreError, toStoreError, type StoreAction } from './store-error.ts';

/** New content for a file; `mode` is undefined for a file that is not there yet. */
export interface PlannedWrite {
  readonly path: string;
  readonly absolute: string;
  readonly text: string;
  readonly mode: number | undefined;
}

export interface PlannedRemoval {
  readonly path: string;
  readonly absolute: string;
}

/**
 * @returns nothing to do when the file holds exactly this text already
 * @throws StoreError when the path leads to anything but a regular file or nothing
 * @throws RangeError for text that would not read back: half of a surrogate pair
 */
export function planWrite(root: string, path: string, text: string): PlannedWrite[] {
  if (!text.isWellFormed()) throw new RangeError(`The text for ${path} holds half a character.`);
  const place = regularFile(root, path, 'written');
  if (place.kind === 'missing') return [{ path, absolute: place.absolute, text, mode: undefined }];
  if (holds(path, place.absolute, place.stats, text)) return [];
  return [{ path, absolute: place.absolute, text, mode: place.stats.mode & 0o777 }];
}

/**
 * @returns nothing to do when there is no such file
 * @throws StoreError when the path leads to anything but a regular file or nothing
 */
export function planRemoval(root: string, path: string): PlannedRemoval[] {
  const place = regularFile(root, path, 'removed');
  return place.kind === 'missing' ? [] : [{ path, absolute: place.absolute }];
}

function regularFile(root: string, path: string, action: StoreAction): Exclude<Inside, { kind: 'refused' }> {
  const place = resolveInside(root, path);
  if (place.kind === 'refused') {
    throw new StoreError(path, action, { reason: place.reason, hint: 'Only real files within the repository are changed.' });
  }
  if (place.kind === 'found' && !place.stats.isFile()) {
    throw new StoreError(path, action, { reason: 'it is not a regular file', hint: 'Move what is in the way, then run again.' });
  }
  return place;
}

function holds(path: string, absolute: string, stats: Stats, text: string): boolean {
  if (stats.size !== Buffer.byteLength(text, 'utf8')) return false;
  try {
    return readFileSync(absolute).equals(Buffer.from(text, 'utf8'));
  } catch (error) {
    throw toStoreError(path, 'written', error);
  }
}
