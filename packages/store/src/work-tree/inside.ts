import { lstatSync, statSync, type Stats } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep, win32 } from 'node:path';
import { errorCode, explainErrno } from './errno.ts';

/** Where a path of the repository leads. `reason` is a clause: `it is a symbolic link`. */
export type Inside =
  | { readonly kind: 'found'; readonly absolute: string; readonly stats: Stats }
  /** Not there, and every folder on the way that is there is a real one. */
  | { readonly kind: 'missing'; readonly absolute: string }
  | { readonly kind: 'refused'; readonly code: 'outside' | 'symlink' | 'unreadable'; readonly reason: string };

/**
 * Finds a path below `root` without following any link, be it the target or a folder on the way.
 *
 * It does not lean on the grammar of `RepoPath`: whatever the string, what is found lies below `root` and outside of `.git`.
 * A link that somebody puts there between this look and the next is not seen; work trees are not shared with an attacker while we run.
 *
 * @param root - absolute; may itself be reached through links, that is the caller's choice
 * @param path - relative, with `/`; `.` is the root itself
 * @see hole P8 and P9 of the threat model: links out of a repository, and paths out of it
 */
export function resolveInside(root: string, path: string): Inside {
  if (!isBelow(root, path)) return { kind: 'refused', code: 'outside', reason: 'the path does not stay inside the repository' };
  try {
    return walk(root, path === '.' ? [] : path.split('/'));
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { kind: 'refused', code: 'unreadable', reason: explainErrno(code).reason };
  }
}

/** By text alone. `startsWith` would take `state-evil` for something in `state`. */
function isBelow(root: string, path: string): boolean {
  if (path === '.') return true;
  if (isAbsolute(path) || win32.isAbsolute(path) || /[\0\\]|^[A-Za-z]:/.test(path) || path.split('/').some(isForbidden)) return false;
  const way = relative(root, resolve(root, path));
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Characters that some file systems leave out of names: `.g<U+200C>it` is `.git` there. */
const ignorable = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** Segments that lead elsewhere, and every spelling of `.git` on any file system: hooks and configuration in there are run. */
function isForbidden(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..') return true;
  const name = segment
    .replace(ignorable, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return name === '.git' || name === 'git~1' || name === '';
}

function walk(root: string, segments: readonly string[]): Inside {
  let here = lookAt(root, statSync);
  for (const [index, segment] of segments.entries()) {
    // Something below a regular file is missing as well.
    if (here.kind === 'missing' || !here.stats.isDirectory()) return { kind: 'missing', absolute: join(root, ...segments) };
    here = lookAt(join(here.absolute, segment), lstatSync);
    if (here.kind === 'found' && here.stats.isSymbolicLink()) return link(segments, index);
  }
  return here;
}

type Looked = Exclude<Inside, { kind: 'refused' }>;

function lookAt(absolute: string, look: (path: string, options: { throwIfNoEntry: false }) => Stats | undefined): Looked {
  const stats = look(absolute, { throwIfNoEntry: false });
  return stats === undefined ? { kind: 'missing', absolute } : { kind: 'found', absolute, stats };
}

function link(segments: readonly string[], index: number): Inside {
  const last = index === segments.length - 1;
  const reason = last ? 'it is a symbolic link' : `it is behind a symbolic link (${segments.slice(0, index + 1).join('/')})`;
  return { kind: 'refused', code: 'symlink', reason };
}
