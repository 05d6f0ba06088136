import { parseRepoPath, type EnrollmentText, type RepoPath } from '@image-factory/core/enrollment';
import {
  ledgerPath,
  planMigration,
  type ForeignState,
  type Migration,
  type MigratedFile,
  type MigrationStep,
} from '@image-factory/core/migrate';
import { error, warning, worstFirst, type Problem } from '@image-factory/core/problem';
import { readState, stateFolders, type StateText } from '@image-factory/core/state';
import { show } from '@image-factory/core/text';
import { layoutOf, type Layout } from './layout.ts';
import type { LoadDeps } from './load.ts';
import type { Clock, FileChange, Log, Tree } from './ports.ts';
import { recover } from './recover.ts';
import { fileReports, type FileReport } from './report.ts';
import { write } from './write.ts';

export interface MigrateInputs {
  /** Folder of images.yaml and state, as this factory has them. */
  readonly dir: RepoPath;
  readonly dryRun: boolean;
}

export interface MigrateDeps extends LoadDeps {
  readonly clock: Clock;
  readonly log: Log;
}

export interface MigrateReport {
  readonly dryRun: boolean;
  readonly changed: boolean;
  /** Every value that was converted, carried along, archived or passed over, with the reason. */
  readonly steps: readonly MigrationStep[];
  readonly files: readonly FileReport[];
  readonly problems: readonly Problem[];
}

const mebibyte = 1024 * 1024;
/** Where CascadeGuard keeps its state, by its versions; `.` for the folders at the root. */
const foreignFolders: readonly string[] = ['.cascadeguard', 'cascadeguard/state', 'state', '.'];

/**
 * Brings enrollment and state of the first implementation or of CascadeGuard to ours, and says what became of every
 * value. Other programs' files are only read. Where a newer version of the factory is at work, nothing is written.
 */
export async function migrate({ dir, dryRun }: MigrateInputs, deps: MigrateDeps): Promise<MigrateReport> {
  const { tree, clock, log } = deps;
  const found = await log.phase('Read enrollment and state', () => readAll(dir, deps));
  if (found.problems.length > 0) return { dryRun, changed: false, steps: [], files: [], problems: worstFirst(found.problems) };
  const migration = planMigration({ ...found.input, dir, now: clock.now() });
  const changes = migration.refused ? [] : changesOf([...found.repairs, ...migration.files.map(toChange)]);
  const planned = await Promise.all(changes.map(async (change) => ({ change, now: await tree.read(change.path, 8 * mebibyte) })));
  const needed = planned.filter(({ change, now }) =>
    change.kind === 'remove' ? now.kind !== 'missing' : now.kind !== 'file' || now.text !== change.text,
  );
  const refused = dryRun
    ? []
    : await write(
        needed.map(({ change }) => change),
        'Migrate enrollment and state\n',
        tree,
        log,
      );
  return {
    dryRun,
    changed: needed.length > 0,
    steps: migration.steps,
    files: fileReports(needed.map(({ change, now }) => ({ change, existed: now.kind !== 'missing' }))),
    problems: worstFirst([...found.notes, ...problemsOf(migration), ...refused]),
  };
}

function problemsOf({ refused, problems }: Migration): readonly Problem[] {
  if (!refused) return problems;
  return [
    ...problems,
    error('migrate/refused', 'Nothing was migrated: a newer version of Image Factory is at work here.', {
      hint: 'Run `image-factory migrate` with that version.',
    }),
  ];
}

interface Found {
  readonly input: Omit<Parameters<typeof planMigration>[0], 'dir' | 'now'>;
  readonly repairs: readonly FileChange[];
  /** What stands in the way. */
  readonly problems: readonly Problem[];
  /** What was put right while reading. */
  readonly notes: readonly Problem[];
}

async function readAll(dir: RepoPath, { tree, history }: MigrateDeps): Promise<Found> {
  const layout = layoutOf(dir);
  const reader = startReading(tree);
  const enrollment = await readEnrollmentFiles(layout, reader);
  const texts = await reader.stateIn(layout.state, true);
  const recovered = await recover(layout, readState(withoutExamples(texts), layout.state), history);
  const [foreignEnrollment, settings, ledger] = await Promise.all([
    reader.text('images.yaml', 8 * mebibyte, false),
    reader.text('.cascadeguard.yaml', mebibyte, false),
    reader.text(`${layout.state}/${ledgerPath}`),
  ]);
  const foreignState: ForeignState[] = [];
  for (const folder of foreignFolders) {
    if (folder === layout.state) continue;
    foreignState.push({ folder, files: await reader.stateIn(folder, false) });
  }
  return {
    input: {
      enrollment,
      ...(foreignEnrollment === undefined || enrollment.some(({ path }) => path === 'images.yaml') ? {} : { foreignEnrollment }),
      ...(settings === undefined ? {} : { settings }),
      state: repairedTexts(texts, layout, recovered.repairs),
      foreignState,
      ...(ledger === undefined ? {} : { ledger: ledger.text }),
    },
    repairs: recovered.repairs,
    problems: reader.problems,
    notes: [...reader.notes, ...recovered.problems],
  };
}

async function readEnrollmentFiles({ images, imagesFolder }: Layout, reader: ReturnType<typeof startReading>): Promise<EnrollmentText[]> {
  const main = await reader.text(images);
  const others = await reader.folder(imagesFolder, 8 * mebibyte, true);
  return [...(main === undefined ? [] : [main]), ...others];
}

/** Reads what is there. A file of ours that can not be read stands in the way of the whole migration, others do not. */
function startReading(tree: Tree) {
  const problems: Problem[] = [];
  const notes: Problem[] = [];

  async function text(path: string, limit = 8 * mebibyte, own = true): Promise<EnrollmentText | undefined> {
    const parsed = parseRepoPath(path);
    if (!parsed.ok) return refuse(path, parsed.error.message, own);
    const read = await tree.read(parsed.value, limit);
    if (read.kind === 'refused') return refuse(path, `${show(path, 200)} can not be read: ${read.reason}.`, own);
    return read.kind === 'file' ? { path, text: read.text } : undefined;
  }

  function refuse(file: string, message: string, own: boolean): undefined {
    if (own)
      problems.push(error('source/unreadable', message, { source: { file }, hint: 'Rename or correct the file, then run this again.' }));
    else
      notes.push(
        warning('migrate/not-taken', message, { source: { file }, hint: 'Rename or correct the file and run this again, or leave it.' }),
      );
    return undefined;
  }

  async function folder(at: string, limit: number, own: boolean): Promise<EnrollmentText[]> {
    const parsed = parseRepoPath(at);
    if (!parsed.ok) return [];
    const names = await tree.list(parsed.value);
    const texts = await Promise.all(names.map((name) => text(`${at}/${name}`, limit, own)));
    return texts.flatMap((each) => each ?? []);
  }

  /** State files by their paths below the folder; of other programs all but an archive, which they have none of. */
  async function stateIn(at: string, own: boolean): Promise<StateText[]> {
    const prefix = at === '.' ? '' : `${at}/`;
    const folders = Object.values(stateFolders).filter((below) => own || !below.startsWith('_'));
    const files = await Promise.all(folders.map((below) => folder(`${prefix}${below}`, mebibyte, own)));
    return files.flat().map((file) => ({ path: file.path.slice(prefix.length), text: file.text }));
  }

  return { problems, notes, text, folder, stateIn };
}

function withoutExamples(texts: readonly StateText[]): StateText[] {
  return texts.filter(({ path }) => !path.endsWith('.example.yaml'));
}

/** The state as it is once unreadable files have been set aside or replaced by an earlier version. */
function repairedTexts(texts: readonly StateText[], { state }: Layout, repairs: readonly FileChange[]): StateText[] {
  const repaired = new Map(repairs.map((change) => [change.path as string, change]));
  return texts.flatMap((file) => {
    const change = repaired.get(`${state}/${file.path}`);
    if (change === undefined) return [file];
    return change.kind === 'write' ? [{ path: file.path, text: change.text }] : [];
  });
}

/** One change for each path: the last one that was said about it. */
function changesOf(changes: readonly FileChange[]): FileChange[] {
  return [...new Map(changes.map((change) => [change.path, change])).values()];
}

/** @throws TypeError when it is no path in a repository: it is made of our own names and of names that were read */
function toChange(file: MigratedFile): FileChange {
  const parsed = parseRepoPath(file.path);
  if (!parsed.ok) throw new TypeError(parsed.error.message);
  return { ...file, path: parsed.value };
}
