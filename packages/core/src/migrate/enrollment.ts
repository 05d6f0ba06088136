import { readEnrollment, type EnrollmentText } from '../enrollment/index.ts';
import { notice, warning, type Problem } from '../problem/index.ts';
import { isEditableList, isEditableMap, parseEditable, renderYaml, toYaml, type EditableDocument, type EditableList, type YamlPath } from '../yaml/index.ts';
import { inFolder } from './candidates.ts';
import { editText } from './edit-text.ts';
import { convertEntry } from './entry.ts';
import { workOn, type EntryWork } from './entry-work.ts';
import { renameUnknownKeys } from './extensions.ts';
import { withOperations } from './operations.ts';
import { readSettings, type Settings } from './settings.ts';
import type { MigratedFile, MigrationInput, MigrationStep } from './types.ts';

export interface EnrollmentMigration {
  readonly files: readonly MigratedFile[];
  readonly steps: readonly MigrationStep[];
  readonly problems: readonly Problem[];
}

/**
 * Rewrites enrollment files as far as they need it. A file that is fine is not touched. What can be changed in place
 * keeps its comments and its order; else a new file is written beside it.
 */
export function migrateEnrollment({ dir, enrollment, foreignEnrollment, settings: settingsFile }: MigrationInput): EnrollmentMigration {
  const imagesPath = inFolder(dir, 'images.yaml');
  const isMissing = enrollment.every(({ path }) => path !== imagesPath);
  const { settings, steps, problems } = isMissing || enrollment.some(needsSettings) ? readSettings(settingsFile) : readSettings(undefined);
  const adopted = isMissing && foreignEnrollment !== undefined && isEnrollment(foreignEnrollment) ? [{ from: foreignEnrollment, to: imagesPath }] : [];
  const jobs = [...adopted, ...enrollment.map((from) => ({ from, to: from.path }))];
  const done = jobs.map(({ from, to }) => migrateFile(from, to, settings));
  const result = jobs.map(({ to }, index) => ({ path: to, text: done[index]?.text ?? '' }));
  return {
    files: done.flatMap(({ files }) => files),
    steps: [...(done.some(({ files }) => files.length > 0) ? steps : []), ...done.flatMap((each) => each.steps)],
    problems: [...problems, ...done.flatMap((each) => each.problems), ...(result.length === 0 ? [] : readEnrollment(result).problems)],
  };
}

/** `.cascadeguard.yaml` says something only about entries that can't do without it. */
function needsSettings(file: EnrollmentText): boolean {
  return readEnrollment([file]).problems.some(({ severity }) => severity === 'error');
}

function isEnrollment({ text, path }: EnrollmentText): boolean {
  const document = parseEditable(text, path, 'images').value;
  return document !== undefined && entriesOf(document).entries.some((entry) => isEditableMap(entry) && 'name' in entry);
}

interface FileMigration extends EnrollmentMigration {
  /** What the file says afterwards. */
  readonly text: string;
}

function migrateFile(from: EnrollmentText, to: string, settings: Settings): FileMigration {
  const adopted = from.path === to ? [] : adoptionSteps(from.path, to, settings);
  const document = parseEditable(from.text, from.path, 'images').value;
  if (document === undefined) return { text: from.text, files: [], steps: [], problems: [] };
  const works = startEntries(document, settings);
  const operations = works.flatMap((work) => work.operations);
  const edited = operations.length === 0 ? from.text : editText(from.text, document, operations);
  const written = edited ?? `${renderYaml(toYaml(withOperations(document.value, operations)))}\n`;
  const extended = renameUnknownKeys(to, written);
  const steps = [...adopted, ...works.flatMap((work) => work.steps), ...extended.steps.map((step) => ({ ...step, file: from.path }))];
  const doubts = works.flatMap((work) => work.doubts.map(({ path, text }) => doubtful(document, path, text)));
  if (extended.text === from.text && from.path === to) return { text: from.text, files: [], steps: [], problems: doubts };
  const target = edited === undefined && from.path === to ? `${to}.migrated` : to;
  const beside = edited === undefined ? [newFile(from.path, target)] : [];
  return { text: extended.text, files: [{ kind: 'write', path: target, text: extended.text }], steps, problems: [...beside, ...doubts] };
}

function adoptionSteps(file: string, to: string, { delay }: Settings): MigrationStep[] {
  const taken: MigrationStep = { file, did: 'taken', to, why: 'the enrollment of another program; the file itself stays where it is' };
  if (delay !== undefined) return [taken];
  return [taken, { file, field: 'rebuildDelay', did: 'changed', from: '48h', to: '7d', why: 'what holds where an entry says nothing: CascadeGuard waits two days, this factory seven' }];
}

function startEntries(document: EditableDocument, settings: Settings): EntryWork[] {
  const { base, entries } = entriesOf(document);
  return entries.flatMap((entry, index) => {
    if (!isEditableMap(entry)) return [];
    const work = workOn(entry, { file: document.file, path: [...base, index], isQuoted: (path) => isQuoted(document, path) });
    // Without a name there is nothing that could be said about it; reading the enrollment reports it.
    if (work.text('name') === undefined) return [];
    convertEntry(work, settings);
    return [work];
  });
}

function entriesOf({ value }: EditableDocument): { base: YamlPath; entries: EditableList } {
  if (isEditableList(value)) return { base: [], entries: value };
  const images = isEditableMap(value) ? value['images'] : undefined;
  return { base: ['images'], entries: isEditableList(images) ? images : [] };
}

/** A scalar with quotes takes two columns more than its text. */
function isQuoted(document: EditableDocument, path: YamlPath): boolean {
  const { start, end } = document.locate(path);
  const value = path.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined), document.value);
  return start.line === end.line && end.column - start.column >= String(value).length + 2;
}

function doubtful(document: EditableDocument, path: YamlPath, text: string): Problem {
  return warning('migrate/doubtful-value', text, { source: { file: document.file, range: document.locate(path) }, hint: 'Put the tag in quotes when it is right.' });
}

function newFile(file: string, target: string): Problem {
  return notice('migrate/new-file', `${file} is written in a way that can not be changed in place: ${target} says the same without its comments.`, { source: { file }, hint: 'Compare the two; move the new one over the old one when it is right.' });
}
