import { error, warning, type Problem } from '../problem/index.ts';
import { suggest } from '../text/index.ts';
import {
  isEditableList,
  isEditableMap,
  parseEditable,
  type EditableDocument,
  type EditableMap,
  type EditableValue,
  type YamlPath,
} from '../yaml/index.ts';
import { noDefaults, type FileDefaults } from './defaults.ts';
import { findForbiddenText } from './entry-text.ts';
import { explainIssues } from './explain.ts';
import { keysAt } from './leaves.ts';
import { firstOfEachPlace, toProblem } from './issue.ts';
import { enrollmentCodes } from './read-entry.ts';
import { recover } from './recover.ts';
import { Defaults, EnrollmentFile } from './schema.ts';

/** An enrollment file as given: its path in the repository and its text. */
export interface EnrollmentText {
  readonly path: string;
  readonly text: string;
}

/** An enrollment file whose form is known; its entries are still to be read. */
export interface FileReading {
  readonly document?: EditableDocument;
  readonly entries: readonly EditableValue[];
  /** Where the list of entries is in the document. */
  readonly base: YamlPath;
  readonly defaults: FileDefaults;
  readonly problems: readonly Problem[];
  /** Names of entries that could not be read at all. */
  readonly lost: readonly string[];
  /** False when there may be entries whose names are not known. */
  readonly complete: boolean;
}

const nothing = { entries: [], base: [], defaults: noDefaults, lost: [], complete: false };

/** Reads the form of a file: the list of entries, or the mapping around it (SPEC section 3). */
export function readFile({ path, text }: EnrollmentText): FileReading {
  const read = parseEditable(text, path, 'images');
  if (read.value !== undefined) return readForm(read.value);
  const recovered = read.problems[0]?.code === 'yaml/too-large' ? undefined : recover(text, path);
  const rest = recovered && parseEditable(recovered.text, path, 'images').value;
  if (recovered === undefined || rest === undefined) return { ...nothing, problems: read.problems };
  const form = readForm(rest, true);
  return {
    ...form,
    problems: [...recovered.problems, ...form.problems],
    lost: recovered.names,
    complete: form.complete && !recovered.nameless,
  };
}

/** @param emptied - entries were taken out, so it is no surprise when none is left */
function readForm(document: EditableDocument, emptied = false): FileReading {
  const { value } = document;
  const form = { ...nothing, document, complete: true };
  if (isEditableList(value)) return { ...form, entries: value, problems: [] };
  if (isEditableMap(value) && !('name' in value)) return readMappingForm(document, value, emptied);
  if (value === null && emptied) return { ...form, problems: [] };
  return { ...form, complete: false, problems: [value === null ? emptyFile(document) : notAList(document)] };
}

function readMappingForm(document: EditableDocument, value: EditableMap, emptied: boolean): FileReading {
  const { images, defaults, ...rest } = value;
  const parsed = EnrollmentFile.safeParse({ ...rest, images: images === null && emptied ? [] : isEditableList(images) ? [] : images });
  const problems = [
    ...findForbiddenText(rest, 'enrollment/invalid-value'),
    ...(parsed.success ? [] : explainIssues(parsed.error.issues, { value, schema: EnrollmentFile, codes: enrollmentCodes })),
  ].map((issue) => toProblem(issue, document, []));
  const outside = document.flaws.filter(({ path }) => path[0] !== 'images' && path[0] !== 'defaults').map(({ problem }) => problem);
  const shared = readDefaults(document, defaults);
  return {
    document,
    entries: isEditableList(images) ? images : [],
    base: ['images'],
    defaults: shared.defaults,
    problems: [...outside, ...problems, ...shared.problems],
    lost: [],
    complete: isEditableList(images) || (images === null && emptied),
  };
}

function readDefaults(
  document: EditableDocument,
  value: EditableValue | undefined,
): { defaults: FileDefaults; problems: readonly Problem[] } {
  if (value === undefined) return { defaults: noDefaults, problems: [] };
  const parsed = Defaults.safeParse(value);
  const issues = firstOfEachPlace([
    ...findForbiddenText(value, 'enrollment/invalid-value'),
    ...(parsed.success ? [] : explainIssues(parsed.error.issues, { value, schema: Defaults, codes: enrollmentCodes })),
  ]);
  const flaws = document.flaws.filter(({ path }) => path[0] === 'defaults');
  const broken = [...issues.map(({ path }) => path[0]), ...flaws.map(({ path }) => path[1])].map((key) => meantBy(String(key)));
  const problems = [
    ...flaws.map(({ problem }) => problem),
    ...issues.map((issue) => toProblem({ ...issue, message: issue.message.replace(/^`/, '`defaults.') }, document, ['defaults'])),
  ];
  return {
    defaults: { values: isEditableMap(value) ? omit(value, [...broken, ...unknownKeys(value)]) : {}, broken: new Set(broken) },
    problems,
  };
}

function unknownKeys(value: EditableMap): string[] {
  const known = keysAt(Defaults, []);
  return Object.keys(value).filter((key) => !known.includes(key));
}

/** A misspelt key leaves open what the key that was meant should be. */
function meantBy(key: string): string {
  const known = keysAt(Defaults, []);
  return known.includes(key) ? key : (suggest(key, known) ?? key);
}

function omit(map: EditableMap, keys: readonly string[]): EditableMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

function emptyFile({ file }: EditableDocument): Problem {
  return warning('enrollment/not-a-list', 'The file holds no images. To be safe, nothing counts as removed.', {
    hint: 'If no image should be enrolled, write `[]`.',
    source: { file },
  });
}

function notAList({ file, value, locate }: EditableDocument): Problem {
  const message = 'The file is neither a list of images nor a mapping with `images`.';
  const source = { file, range: locate([]) };
  if (isEditableMap(value))
    return error('enrollment/not-a-list', message, { hint: 'Write `- ` in front of `name` and indent the other keys as far.', source });
  const hint =
    typeof value === 'string' && /^[\w-]+:\S/.test(value) ? 'There must be a space after the colon.' : 'Begin each image with `- name: …`.';
  return error('enrollment/not-a-list', message, { hint, source });
}
