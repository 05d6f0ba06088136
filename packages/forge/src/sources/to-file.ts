import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { SourceFile } from './remote.ts';

/** What bytes are as text, or why they are none. */
export function toFile(bytes: Buffer, limit: number): SourceFile {
  if (bytes.length > limit) return tooLarge(limit);
  if (!isUtf8(bytes)) return { kind: 'refused', code: 'not-utf8', reason: 'it is not valid UTF-8' };
  return { kind: 'file', text: bytes.toString('utf8'), bytes: bytes.length, hash: hash('sha256', bytes, 'hex') };
}

export function tooLarge(limit: number): SourceFile {
  return { kind: 'refused', code: 'too-large', reason: `it is larger than ${limit / 2 ** 20} MiB` };
}

/** What is read of an entry of a folder, by the mode that git gives it. */
export function kindOfMode(mode: string): 'file' | 'folder' | 'symlink' | 'submodule' {
  if (mode === '120000') return 'symlink';
  if (mode === '160000') return 'submodule';
  return mode === '040000' || mode === '40000' ? 'folder' : 'file';
}

export const refusals = {
  symlink: { kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' },
  submodule: { kind: 'refused', code: 'special', reason: 'it is a submodule' },
  folder: { kind: 'refused', code: 'directory', reason: 'it is a folder' },
} as const satisfies Readonly<Record<string, SourceFile>>;

/** As {@link refusals}, for what is on the way to a file. */
export function refuseOnTheWay(kind: 'symlink' | 'submodule', way: string): SourceFile {
  return kind === 'symlink'
    ? { kind: 'refused', code: 'symlink', reason: `it is behind a symbolic link (${way})` }
    : { kind: 'refused', code: 'special', reason: `it is in a submodule (${way})` };
}
