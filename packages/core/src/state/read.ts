import { error, type Problem } from '../problem/index.ts';
import { readYamlMap, type YamlMap } from '../yaml/index.ts';
import { findDamage, mergeMarks, placeOfField, salvageOf, type Damage } from './damage.ts';
import { schemaVersion } from './fields.ts';
import type { StatePlace } from './paths.ts';
import { placeOf, statePath } from './paths.ts';
import { upgrade } from './version.ts';

/** A state file as it was found. */
export interface StateText {
  /** Path below `state/`. */
  readonly path: string;
  readonly text: string;
}

/** What the state folder holds, by file name without `.yaml`. */
export interface StateSnapshot {
  readonly images: ReadonlyMap<string, YamlMap>;
  readonly bases: ReadonlyMap<string, YamlMap>;
  readonly archivedImages: ReadonlyMap<string, YamlMap>;
  readonly archivedBases: ReadonlyMap<string, YamlMap>;
  /** Paths of files that a newer version wrote or that can't be read: never written, never removed. */
  readonly blocked: ReadonlySet<string>;
}

/** A file that is no state: it has to be set aside before its place is written again. */
export interface CorruptFile extends StateText, Damage {}

export interface StateReading {
  readonly snapshot: StateSnapshot;
  readonly corrupt: readonly CorruptFile[];
  /** Files in the snapshot whose end could be missing: only an earlier version can tell. */
  readonly suspects: readonly StateText[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the files of the state folder. One unreadable file never hides the others: corrupt files are listed with their
 * text, files of a newer schema are blocked; both come with a problem.
 *
 * @param folder - path of the state folder in the repository, for the places of problems
 * @param unreadable - paths of files that are there and that nobody could read; they are blocked too
 */
export function readState(files: readonly StateText[], folder: string, unreadable: readonly string[] = []): StateReading {
  const snapshot = emptySnapshot();
  for (const path of unreadable) snapshot.blocked.add(path);
  const corrupt: CorruptFile[] = [];
  const suspects: StateText[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const place = placeOf(file.path);
    if (place === undefined) continue;
    const read = readFile(file, place, `${folder}/${file.path}`);
    switch (read.kind) {
      case 'damaged':
        corrupt.push({ ...file, ...read.damage });
        break;
      case 'newer':
        snapshot.blocked.add(file.path);
        problems.push(newerSchema(`${folder}/${file.path}`, file.text, read.version));
        break;
      case 'state':
        snapshot[place.shelf].set(place.stem, read.state);
        if (read.suspect) suspects.push(file);
    }
  }
  return { snapshot, corrupt, suspects, problems };
}

type FileReading =
  | { readonly kind: 'state'; readonly state: YamlMap; readonly suspect: boolean }
  | { readonly kind: 'damaged'; readonly damage: Damage }
  | { readonly kind: 'newer'; readonly version: number };

function readFile({ text }: StateText, place: StatePlace, file: string): FileReading {
  const read = readYamlMap(text, file);
  if (!read.ok) {
    const salvage = salvageOf(text, place, file);
    return { kind: 'damaged', damage: { problem: mergeMarks(text, file) ?? read.error, ...(salvage === undefined ? {} : { salvage }) } };
  }
  const version = upgrade(read.value, place.shelf);
  if (version.kind === 'invalid') return { kind: 'damaged', damage: { problem: invalidVersion(file, text) } };
  if (version.kind === 'newer') return version;
  const damage = findDamage(version.state, text, place, file);
  if (damage === undefined || damage === 'suspect') return { kind: 'state', state: version.state, suspect: damage === 'suspect' };
  return { kind: 'damaged', damage };
}

interface OpenSnapshot {
  images: Map<string, YamlMap>;
  bases: Map<string, YamlMap>;
  archivedImages: Map<string, YamlMap>;
  archivedBases: Map<string, YamlMap>;
  blocked: Set<string>;
}

export function emptySnapshot(): OpenSnapshot {
  return { images: new Map(), bases: new Map(), archivedImages: new Map(), archivedBases: new Map(), blocked: new Set() };
}

export function copySnapshot(from: StateSnapshot): OpenSnapshot {
  return {
    images: new Map(from.images),
    bases: new Map(from.bases),
    archivedImages: new Map(from.archivedImages),
    archivedBases: new Map(from.archivedBases),
    blocked: new Set(from.blocked),
  };
}

/** All files of a snapshot with their paths, in the order of the paths. */
export function* filesOf(snapshot: StateSnapshot): Generator<{ path: string; place: StatePlace; state: YamlMap }> {
  for (const shelf of ['images', 'bases', 'archivedImages', 'archivedBases'] as const) {
    for (const [stem, state] of [...snapshot[shelf]].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      yield { path: statePath({ shelf, stem }), place: { shelf, stem }, state };
    }
  }
}

function newerSchema(file: string, text: string, version: number): Problem {
  return error(
    'state/newer-schema',
    `This state file was written by a newer version of Image Factory; it is left alone. It has schemaVersion ${version}; this version knows ${schemaVersion} and older.`,
    {
      source: placeOfField(file, text, 'schemaVersion'),
      hint: `Use a version of Image Factory that knows schemaVersion ${version} here too: it reads older files. Do not lower \`schemaVersion\` by hand.`,
    },
  );
}

function invalidVersion(file: string, text: string): Problem {
  return error('state/corrupt', '`schemaVersion` is not a version.', { source: placeOfField(file, text, 'schemaVersion') });
}
