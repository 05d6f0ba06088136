import { warning, type Problem } from '@image-factory/core/problem';
import {
  copySnapshot,
  cutOff,
  placeOf,
  quarantineFolder,
  readState,
  renderState,
  type CorruptFile,
  type StatePlace,
  type StateReading,
  type StateSnapshot,
  type StateText,
} from '@image-factory/core/state';
import { shortHash } from '@image-factory/core/text';
import { pathIn, type Layout } from './layout.ts';
import type { FileChange, History } from './ports.ts';

/** What takes the place of a damaged file: a version of it in git, what can be read of it, or nothing. */
type Replacement = 'from git' | 'what can be read' | 'none';

interface Recovered {
  readonly file: CorruptFile;
  readonly place: StatePlace;
  readonly replacement: Replacement;
}

export interface Recovery {
  readonly snapshot: StateSnapshot;
  readonly repairs: readonly FileChange[];
  readonly recovered: readonly Recovered[];
  readonly problems: readonly Problem[];
}

interface RecoverOptions {
  /** Of how many files that may have been cut off git is asked; each costs a process. */
  readonly mostSuspects?: number;
}

/**
 * Deals with state files that are damaged (SPEC section 5): the text is kept in `_quarantine/`, and the last version in
 * git's history that is whole takes its place. Where there is none, what can be read of the file is kept; where that is
 * nothing, the file is made anew from images.yaml. How often history is asked is bounded.
 */
export async function recover(
  layout: Layout,
  reading: StateReading,
  history: History,
  { mostSuspects = 32 }: RecoverOptions = {},
): Promise<Recovery> {
  const snapshot = copySnapshot(reading.snapshot);
  const repairs: FileChange[] = [];
  const recovered: Recovered[] = [];
  const cut = await findCut(layout, reading, history, mostSuspects);
  for (const file of [...reading.corrupt, ...cut]) {
    const place = placeOf(file.path);
    if (place === undefined) continue;
    const path = pathIn(layout.state, file.path);
    const good = await lastGoodVersion(path, file.path, layout, history);
    const state = good?.snapshot[place.shelf].get(place.stem) ?? file.salvage;
    const text = good?.text ?? (state === undefined ? undefined : renderState(place, state));
    if (state === undefined) snapshot[place.shelf].delete(place.stem);
    else snapshot[place.shelf].set(place.stem, state);
    repairs.push({ kind: 'write', path: pathIn(layout.state, quarantinePath(file)), text: file.text });
    repairs.push(text === undefined ? { kind: 'remove', path } : { kind: 'write', path, text });
    recovered.push({ file, place, replacement: good !== undefined ? 'from git' : state === undefined ? 'none' : 'what can be read' });
  }
  return { snapshot, repairs, recovered, problems: recovered.map((each) => setAside(each, layout)) };
}

/** The suspects that are the beginning of their last version: a file that grows or changes never is. */
async function findCut(layout: Layout, { suspects, snapshot }: StateReading, history: History, most: number): Promise<CorruptFile[]> {
  const cut: CorruptFile[] = [];
  for (const file of suspects.slice(0, most)) {
    const path = pathIn(layout.state, file.path);
    const place = placeOf(file.path);
    if (place === undefined || !(await isBeginning(file, path, history))) continue;
    cut.push({ ...file, ...cutOff(snapshot[place.shelf].get(place.stem), file.text, place, path) });
  }
  return cut;
}

async function isBeginning({ text }: StateText, path: Parameters<History['versions']>[0], history: History): Promise<boolean> {
  for await (const version of history.versions(path)) {
    if (version !== text) return version.startsWith(text);
  }
  return false;
}

const mostVersions = 50;

async function lastGoodVersion(
  path: Parameters<History['versions']>[0],
  statePath: string,
  layout: Layout,
  history: History,
): Promise<{ text: string; snapshot: StateSnapshot } | undefined> {
  let count = 0;
  for await (const text of history.versions(path)) {
    const { snapshot, corrupt } = readState([{ path: statePath, text }], layout.state);
    if (corrupt.length === 0 && snapshot.blocked.size === 0) return { text, snapshot };
    count += 1;
    if (count >= mostVersions) break;
  }
  return undefined;
}

/** The hash keeps two damaged versions of one file apart and makes a second run write the same file again. */
export function quarantinePath({ path, text }: StateText): string {
  return `${quarantineFolder}/${path.replaceAll('/', '.').replace(/\.yaml$/, '')}.${shortHash(text)}.txt`;
}

const instead: Readonly<Record<Replacement, string>> = {
  'from git': 'its last good version from git takes its place',
  'what can be read': 'git has no good version of it, so what can be read of it was kept',
  none: 'it is made anew from images.yaml',
};

function setAside({ file, replacement }: Recovered, layout: Layout): Problem {
  const kept = `${layout.state}/${quarantinePath(file)}`;
  return warning('state/corrupt', `${file.problem.message} The file was set aside; ${instead[replacement]}.`, {
    source: file.problem.source ?? { file: `${layout.state}/${file.path}` },
    hint: `Compare ${kept} with the new file, then delete it.`,
  });
}
