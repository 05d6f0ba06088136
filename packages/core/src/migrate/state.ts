import { warning, type Problem } from '../problem/index.ts';
import { markArchived, quarantineFolder, renderState, statePath, type StateSnapshot } from '../state/index.ts';
import { formatTime, shortHash } from '../text/index.ts';
import { sameValue, type YamlMap } from '../yaml/index.ts';
import { inFolder, readFolder, stepsOf, type Candidate, type FolderReading, type Unusable } from './candidates.ts';
import { combineStates, newestTime } from './combine.ts';
import { ledgerPath, type Ledger } from './ledger.ts';
import type { MigratedFile, MigrationInput, MigrationStep } from './types.ts';

export interface StateMigration {
  readonly files: readonly MigratedFile[];
  readonly steps: readonly MigrationStep[];
  readonly problems: readonly Problem[];
}

/**
 * Brings all state to our schema: one file for each image and base image, found by its reference and not by its file
 * name. Of two states of one image the newer counts, completed by the older, which goes to the archive. Files of other
 * programs are only read; files of ours that hold no state are set aside with the reason.
 */
export function migrateState({ dir, state, foreignState, now }: MigrationInput, ledger: Ledger): StateMigration {
  const folder = inFolder(dir, 'state');
  const own = readFolder(folder, state, true);
  const foreign = foreignState.map(({ folder: at, files }) => readFolder(at, files, false));
  const newer = [own, ...foreign].flatMap((reading) => reading.newer);
  if (newer.length > 0) return { files: [], steps: [], problems: newer };
  const work = startWork(folder, own.snapshot, formatTime(now));
  const groups = groupByTarget(
    [own, ...foreign]
      .flatMap(({ candidates }) => candidates)
      .filter((candidate) => candidate.ownStem !== undefined || !ledger.isTaken(candidate.file, candidate.text)),
  );
  for (const group of groups.values()) work.place(group, ledger);
  for (const unusable of own.unusable) work.setAside(unusable);
  const passedOver = foreign.flatMap((reading) => reading.unusable).map(passOver);
  const written = ledger.render(formatTime(now));
  if (written !== undefined) work.files.push({ kind: 'write', path: inFolder(folder, ledgerPath), text: written });
  return {
    files: writesWin(work.files),
    steps: [...work.steps, ...passedOver.map(({ step }) => step)],
    problems: [...own.problems, ...foreignDoubts(foreign, groups), ...work.problems, ...passedOver.flatMap(({ problem }) => problem ?? [])],
  };
}

/** A file may have to go while another one takes its name. */
function writesWin(files: readonly MigratedFile[]): MigratedFile[] {
  const written = new Set(files.filter(({ kind }) => kind === 'write').map(({ path }) => path));
  return files.filter(({ kind, path }) => kind === 'write' || !written.has(path));
}

function groupByTarget(candidates: readonly Candidate[]): ReadonlyMap<string, readonly Candidate[]> {
  const groups = Map.groupBy(candidates, ({ shelf, stem }) => statePath({ shelf, stem }));
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Doubts about files that were taken over before are not told again. */
function foreignDoubts(foreign: readonly FolderReading[], groups: ReadonlyMap<string, readonly Candidate[]>): Problem[] {
  const files = new Set([...groups.values()].flat().map(({ file }) => file));
  return foreign.flatMap(({ problems }) => problems).filter(({ source }) => files.has(source?.file ?? ''));
}

/** What merely stands in a folder of that name is nothing to warn of. */
function passOver({ file, why, kind }: Unusable): { step: MigrationStep; problem?: Problem } {
  const step: MigrationStep = { file, did: 'ignored', why: `${why}; the file stays where it is` };
  if (kind !== 'unknown') return { step };
  return {
    step,
    problem: warning('migrate/not-taken', `${file} was not taken over: ${why}`, {
      source: { file },
      hint: 'It stays where it is. Correct it and run this again, or leave it.',
    }),
  };
}

function startWork(folder: string, snapshot: StateSnapshot, time: string) {
  const files: MigratedFile[] = [];
  const steps: MigrationStep[] = [];
  const problems: Problem[] = [];
  const archived = { images: new Set(snapshot.archivedImages.keys()), bases: new Set(snapshot.archivedBases.keys()) };

  /** Newest first; ours before others, and the one that has the right name before those that have not. */
  function inOrder(group: readonly Candidate[]): readonly Candidate[] {
    const rank = (candidate: Candidate): string =>
      `${newestTime(candidate.state)}${candidate.ownStem === candidate.stem ? 2 : candidate.ownStem === undefined ? 0 : 1}`;
    return group.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) < rank(b) ? 1 : -1));
  }

  function place(group: readonly Candidate[], ledger: Ledger): void {
    const [newest, ...others] = inOrder(group);
    if (newest === undefined) return;
    const { shelf, stem } = newest;
    const path = statePath({ shelf, stem });
    const state = others.reduce<YamlMap>((merged, other) => combineStates(merged, other.state), newest.state);
    const present = group.find(({ ownStem }) => ownStem === stem);
    steps.push(...stepsOf(newest, movedTo(newest, path)));
    for (const other of others) archiveOther(other, newest);
    if (present === undefined || !sameValue(present.original, state))
      files.push({ kind: 'write', path: `${folder}/${path}`, text: renderState({ shelf, stem }, state) });
    for (const { ownStem } of group) {
      if (ownStem !== undefined && ownStem !== stem)
        files.push({ kind: 'remove', path: `${folder}/${statePath({ shelf, stem: ownStem })}` });
    }
    for (const { file, text, ownStem } of group) if (ownStem === undefined) ledger.take(file, text, `${folder}/${path}`);
  }

  function movedTo({ ownStem, stem }: Candidate, path: string): Omit<MigrationStep, 'file'> | undefined {
    const to = `${folder}/${path}`;
    if (ownStem === undefined) return { did: 'taken', to, why: 'state of another program; the file itself stays where it is' };
    return ownStem === stem ? undefined : { did: 'moved', to, why: 'files are named after the whole reference' };
  }

  function archiveOther(other: Candidate, newest: Candidate): void {
    const reason = `${newest.file} is about the same image and is ${newestTime(other.state) === newestTime(newest.state) ? 'preferred' : 'newer'}`;
    const stem = freeName(archived[other.shelf], other.stem);
    const place = { shelf: other.shelf === 'images' ? 'archivedImages' : 'archivedBases', stem } as const;
    const path = `${folder}/${statePath(place)}`;
    archived[other.shelf].add(stem);
    files.push({ kind: 'write', path, text: renderState(place, markArchived(other.state, time, reason)) });
    steps.push(...stepsOf(other, { did: 'merged', to: newest.file, why: `${reason}: what the newer lacks was taken from here` }), {
      file: other.file,
      did: 'archived',
      to: path,
      why: reason,
    });
  }

  function setAside({ file, path, text, why, kind }: Unusable): void {
    const target = `${folder}/${kind === 'example' ? '_archive/examples' : quarantineFolder}/${path.replaceAll('/', '.').replace(/\.yaml$/, '')}.${shortHash(text)}.txt`;
    files.push(
      { kind: 'write', path: target, text: `# Set aside by image-factory migrate: ${inOneLine(why)}\n${text}` },
      { kind: 'remove', path: file },
    );
    steps.push({ file, did: 'set-aside', to: target, why });
    if (kind === 'unknown')
      problems.push(
        warning('migrate/set-aside', `${file} was set aside: ${why}`, {
          source: { file },
          hint: `Look at ${target}; delete it when it is of no use.`,
        }),
      );
  }

  return { files, steps, problems, place, setAside };
}

function freeName(taken: ReadonlySet<string>, stem: string): string {
  if (!taken.has(stem)) return stem;
  for (let count = 2; ; count += 1) if (!taken.has(`${stem}.${count}`)) return `${stem}.${count}`;
}

function inOneLine(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}
