import { warning, type Problem } from '../problem/index.ts';
import { readState, statePath, type CorruptFile, type StateSnapshot, type StateText } from '../state/index.ts';
import type { YamlMap } from '../yaml/index.ts';
import { convertBase, type Converted } from './base.ts';
import { convertImage } from './image.ts';
import type { MigrationStep } from './types.ts';

type Shelf = 'images' | 'bases';

/** A state that is to stand under a name, with where it came from. */
export interface Candidate extends Converted {
  readonly shelf: Shelf;
  /** Its path in the repository, and as it was read. */
  readonly file: string;
  readonly text: string;
  readonly original: YamlMap;
  /** Its name before, when it is a file of ours. */
  readonly ownStem?: string;
}

/** A file that can't become a state of ours, with the reason. */
export interface Unusable {
  readonly file: string;
  readonly path: string;
  readonly text: string;
  readonly why: string;
  /** `other`: no state at all, as far as anybody can tell. */
  readonly kind: 'example' | 'unknown' | 'other';
}

export interface FolderReading {
  readonly candidates: readonly Candidate[];
  readonly unusable: readonly Unusable[];
  readonly problems: readonly Problem[];
  /** Files that a newer version of ours wrote. */
  readonly newer: readonly Problem[];
  readonly snapshot: StateSnapshot;
}

/**
 * Reads a folder with `images/` and `base-images/`, ours or another program's, and converts what it holds.
 *
 * @param folder - its path in the repository
 * @param own - whether it is ours
 */
export function readFolder(folder: string, files: readonly StateText[], own: boolean): FolderReading {
  const examples = files.filter(({ path }) => isExample(path));
  const { snapshot, corrupt, problems } = readState(
    files.filter(({ path }) => !isExample(path)),
    folder,
  );
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const found: Candidate[] = [];
  const unusable: Unusable[] = [
    ...examples.map((file) => exampleOf(folder, file)),
    ...corrupt.map((file) => corruptOf(folder, file, folder !== '.')),
  ];
  const baseNames = new Map<string, string>();

  function add(shelf: Shelf, stem: string, original: YamlMap, convert: (file: string) => Converted | undefined, why: string): void {
    const path = statePath({ shelf, stem });
    const file = inFolder(folder, path);
    const text = texts.get(path) ?? '';
    if (!own && !looksLikeState[shelf](original)) {
      unusable.push({ file, path, text, why: 'no state of an image', kind: 'other' });
      return;
    }
    const converted = convert(file);
    if (converted === undefined) unusable.push({ file, path, text, why, kind: 'unknown' });
    else found.push({ ...converted, shelf, file, text, original, ...(own ? { ownStem: stem } : {}) });
  }

  for (const [stem, original] of sorted(snapshot.bases)) {
    add('bases', stem, original, (file) => convertBase(file, original), 'nothing in it names an image');
    const base = found.at(-1);
    if (base?.original !== original) continue;
    for (const name of [stem, nameIn(original)]) if (name !== undefined && !baseNames.has(name)) baseNames.set(name, base.stem);
  }
  for (const [stem, original] of sorted(snapshot.images)) {
    add(
      'images',
      stem,
      original,
      (file) => convertImage({ file, stem, original, baseNames }),
      'neither its name nor its file gives a name that an image can have',
    );
  }
  return { candidates: found, unusable, problems: doubtsOf(found), newer: problems, snapshot };
}

/** Folders with such names hold other things too. */
const looksLikeState: Readonly<Record<Shelf, (state: YamlMap) => boolean>> = {
  images: (state) => ['enrolledAt', 'discoveryStatus', 'lastDiscovery', 'upstreamTags'].some((field) => state.has(field)),
  bases: (state) => state.has('fullImage') || (state.has('repository') && state.has('tag')),
};

export function inFolder(folder: string, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`;
}

function nameIn(state: YamlMap): string | undefined {
  const name = state.get('name');
  return typeof name === 'string' ? name : undefined;
}

/** Documentation that stands among the state files; no program ever read it as state. */
function isExample(path: string): boolean {
  return path.endsWith('.example.yaml');
}

function exampleOf(folder: string, { path, text }: StateText): Unusable {
  return { file: inFolder(folder, path), path, text, why: 'an example, which describes no real image', kind: 'example' };
}

function corruptOf(folder: string, { path, text, problem }: CorruptFile, isState: boolean): Unusable {
  return { file: inFolder(folder, path), path, text, why: problem.message, kind: isState ? 'unknown' : 'other' };
}

function doubtsOf(candidates: readonly Candidate[]): Problem[] {
  return candidates.flatMap(({ file, doubts }) =>
    doubts.map((doubt) =>
      warning('migrate/doubtful-value', doubt, {
        source: { file },
        hint: 'Compare it with the Dockerfile; the next analysis finds the image that is really used.',
      }),
    ),
  );
}

function sorted(states: ReadonlyMap<string, YamlMap>): (readonly [string, YamlMap])[] {
  return [...states].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** What was noted while a state was converted, with the file as a whole last. */
export function stepsOf({ file, steps }: Candidate, whole: Omit<MigrationStep, 'file'> | undefined): MigrationStep[] {
  return whole === undefined ? [...steps] : [...steps, { file, ...whole }];
}
