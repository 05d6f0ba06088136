import { readEnrollment, type EnrollmentText } from '../enrollment/index.ts';
import { notice, warning, type Problem } from '../problem/index.ts';
import {
  isEditableList,
  isEditableMap,
  parseEditable,
  renderYaml,
  toYaml,
  type EditableDocument,
  type EditableList,
  type YamlPath,
} from '../yaml/index.ts';
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
  const adopted =
    isMissing && foreignEnrollment !== undefined && isEnrollment(foreignEnrollment) ? [{ from: foreignEnrollment, to: imagesPath }] : [];
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
  const converted = convertText({ path: to, text: from.text }, settings);
  const unchanged = { text: from.text, files: [], steps: [], problems: [] };
  if (converted === undefined) return unchanged;
  const { text, inPlace, problems } = converted;
  if (text === from.text && from.path === to) return { ...unchanged, problems };
  const target = inPlace || from.path !== to ? to : `${to}.migrated`;
  const adopted = from.path === to ? [] : adoptionSteps(from.path, to, settings);
  return {
    text,
    files: [{ kind: 'write', path: target, text }],
    steps: [...adopted, ...converted.steps.map((step) => ({ ...step, file: from.path }))],
    problems: [...(inPlace ? [] : [newFile(from.path, target)]), ...problems],
  };
}

interface Conversion {
  readonly text: string;
  /** Comments and order are what they were. */
  readonly inPlace: boolean;
  readonly steps: readonly MigrationStep[];
  readonly problems: readonly Problem[];
}

/** One change can call for another: a key that is set aside makes room for a default. */
const mostRounds = 8;

function convertText(file: EnrollmentText, settings: Settings): Conversion | undefined {
  let result: Conversion | undefined;
  for (let round = 0; round < mostRounds; round += 1) {
    const next = convertOnce({ path: file.path, text: result?.text ?? file.text }, settings);
    if (next === undefined) break;
    const isDone = next.text === (result?.text ?? file.text);
    result =
      result === undefined
        ? next
        : {
            text: next.text,
            inPlace: result.inPlace && next.inPlace,
            steps: [...result.steps, ...next.steps],
            problems: [...result.problems, ...next.problems],
          };
    if (isDone) break;
  }
  return result;
}

function convertOnce(file: EnrollmentText, settings: Settings): Conversion | undefined {
  const document = parseEditable(file.text, file.path, 'images').value;
  if (document === undefined) return undefined;
  const works = startEntries(document, settings);
  const operations = works.flatMap((work) => work.operations);
  const edited = operations.length === 0 ? file.text : editText(file.text, document, operations);
  const extended = renameUnknownKeys(file.path, edited ?? `${renderYaml(toYaml(withOperations(document.value, operations)))}\n`);
  return {
    text: extended.text,
    inPlace: edited !== undefined,
    steps: [...works.flatMap((work) => work.steps), ...extended.steps],
    problems: [...works.flatMap((work) => work.doubts.map((doubt) => doubtful(file.path, doubt))), ...extended.problems],
  };
}

function adoptionSteps(file: string, to: string, { delay }: Settings): MigrationStep[] {
  const taken: MigrationStep = { file, did: 'taken', to, why: 'the enrollment of another program; the file itself stays where it is' };
  if (delay !== undefined) return [taken];
  return [
    taken,
    {
      file,
      field: 'rebuildDelay',
      did: 'changed',
      from: '48h',
      to: '7d',
      why: 'what holds where an entry says nothing: CascadeGuard waits two days, this factory seven',
    },
  ];
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
  const value = path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    document.value,
  );
  return start.line === end.line && end.column - start.column >= String(value).length + 2;
}

function doubtful(file: string, text: string): Problem {
  return warning('migrate/doubtful-value', text, { source: { file }, hint: 'Put the tag in quotes when it is right.' });
}

function newFile(file: string, target: string): Problem {
  return notice(
    'migrate/new-file',
    `${file} is written in a way that can not be changed in place: ${target} says the same without its comments.`,
    { source: { file }, hint: 'Compare the two; move the new one over the old one when it is right.' },
  );
}
