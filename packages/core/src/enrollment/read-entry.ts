import type { Problem } from '../problem/index.ts';
import { isEditableMap, type EditableDocument, type EditableMap, type EditableValue, type YamlPath } from '../yaml/index.ts';
import { reliesOnBroken, withDefaults, type FileDefaults } from './defaults.ts';
import { findForbiddenText } from './entry-text.ts';
import { findRuleBreaks } from './entry-rules.ts';
import { explainIssues, type Codes } from './explain.ts';
import { parseImageName } from './grammar/index.ts';
import { firstOfEachPlace, toProblem, type Issue } from './issue.ts';
import { Entry, entryKeys, sourceKeys } from './schema.ts';
import { toImage } from './to-image.ts';
import type { EnrolledImage, ImageName } from './types.ts';

export const enrollmentCodes: Codes = {
  unknownKey: 'enrollment/unknown-key',
  missingKey: 'enrollment/missing-key',
  invalidValue: 'enrollment/invalid-value',
};

/** What one entry gave. */
export interface EntryReading {
  /** Undefined when the entry has no usable name. */
  readonly name?: ImageName;
  /** Undefined when the entry is unusable. */
  readonly image?: EnrolledImage;
  readonly problems: readonly Problem[];
  /** Where the entry is in its document. */
  readonly path: YamlPath;
}

/** Reads one entry: the whole of it is unusable as soon as anything in it is wrong. */
export function readEntry(
  document: EditableDocument,
  path: YamlPath,
  value: EditableValue,
  defaults: FileDefaults,
  flaws: readonly Problem[],
): EntryReading {
  if (!isEditableMap(value)) return { path, problems: [notAnEntry(document, path, value)] };
  const name = nameOf(value);
  const entry = withDefaults(value, defaults);
  const parsed = Entry.safeParse(entry);
  // What the defaults should have said is told where they stand, not again in every entry.
  const unclear = reliesOnBroken(value, defaults);
  const issues = firstOfEachPlace([
    ...findForbiddenText(value, 'enrollment/invalid-value'),
    ...findRuleBreaks(entry),
    ...(parsed.success
      ? []
      : explainIssues(parsed.error.issues, { value: entry, schema: Entry, codes: enrollmentCodes, aboutKey: aboutUnknownKey })),
  ]).filter(({ code }) => code !== enrollmentCodes.missingKey || !unclear);
  const problems = [...flaws, ...issues.map((issue) => toProblem(issue, document, path, name))];
  const reading = { path, problems, ...(name === undefined ? {} : { name }) };
  if (!parsed.success || problems.length > 0 || unclear) return reading;
  const place = (at: YamlPath) => ({ file: document.file, range: document.locate(at) });
  return { ...reading, image: toImage(parsed.data, value, { at: place(path), dockerfileAt: place([...path, 'source', 'dockerfile']) }) };
}

function notAnEntry(document: EditableDocument, path: YamlPath, value: EditableValue): Problem {
  const issue: Issue = {
    path: [],
    code: 'enrollment/invalid-value',
    message:
      value === null ? 'This entry is empty.' : 'This is not an entry: an entry is a mapping with `name`, `registry` and `repository`.',
    hint:
      value === null
        ? 'Remove its dash, or write `- name: …` and the other keys below.'
        : 'Write `- name: …` and the other keys below, indented as far as `name`.',
  };
  return toProblem(issue, document, path);
}

function nameOf({ name }: EditableMap): ImageName | undefined {
  const parsed = parseImageName(typeof name === 'number' || typeof name === 'string' ? String(name) : '');
  return parsed.ok ? parsed.value : undefined;
}

/** A key that belongs one level up or down is a frequent mistake. */
function aboutUnknownKey(path: YamlPath): string | undefined {
  const key = String(path.at(-1));
  if (path.length === 1 && sourceKeys.includes(key)) return `\`${key}\` belongs below \`source\`.`;
  if (path.length === 2 && path[0] === 'source' && entryKeys.includes(key)) return `\`${key}\` belongs one level up, beside \`source\`.`;
  return undefined;
}
