import { posix, relative, sep } from 'node:path';
import { isRoom, type RoomName } from '../rooms.ts';
import { root } from '../root.ts';

/** Where a file stands in the house. */
export interface Place {
  /** From the root, with `/`. */
  readonly path: string;
  /** The folder that relative imports stay inside: `packages/core`, `actions/analyze`, `tools`. */
  readonly home?: string;
  /** Undefined when the table of rooms does not know the home. */
  readonly room?: RoomName;
  /** In `core`: the folder below `src`. */
  readonly coreFolder?: string;
  /** Tests and what only they use. */
  readonly isTest: boolean;
}

/** @param filename - absolute, as oxlint gives it */
export function placeOf(filename: string): Place {
  return placeOfPath(relative(root, filename).split(sep).join('/'));
}

/** @param path - from the root, with `/` */
function placeOfPath(path: string): Place {
  const [first = '', second = '', third, fourth, fifth] = path.split('/');
  const isTest = /\.(test|fixture)\.ts$/.test(path) || third === 'test';
  if (first === 'tools' || first === 'bench' || first === 'e2e') return { path, home: first, room: first, isTest };
  if (first === 'actions') return { path, home: `actions/${second}`, room: 'actions', isTest };
  if (first !== 'packages') return { path, isTest };
  const home = `packages/${second}`;
  if (!isRoom(second)) return { path, home, isTest };
  if (second !== 'core' || third !== 'src' || fourth === undefined || fifth === undefined) return { path, home, room: second, isTest };
  return { path, home, room: second, coreFolder: fourth, isTest };
}

/** Where an import leads when it names a file or a package of ours; undefined for everybody else's packages. */
export function targetOf(from: Place, specifier: string): Target | undefined {
  if (specifier.startsWith('.')) {
    return { kind: 'file', place: placeOfPath(posix.join(posix.dirname(from.path), specifier)) };
  }
  const named = /^@image-factory\/([^/]+)(?:\/(.+))?$/.exec(specifier);
  if (named === null) return undefined;
  const [, name = '', entry] = named;
  const home = name.startsWith('action-') && name !== 'action-kit' ? name.replace('action-', 'actions/') : `packages/${name}`;
  const place = placeOfPath(`${home}/src/${entry ?? 'index.ts'}`);
  return entry === undefined ? { kind: 'package', place } : { kind: 'package', place, entry };
}

/** A relative import leads to a file; a package is entered by its name and, in some, the name of a folder. */
export type Target =
  | { readonly kind: 'file'; readonly place: Place }
  | { readonly kind: 'package'; readonly place: Place; readonly entry?: string };
