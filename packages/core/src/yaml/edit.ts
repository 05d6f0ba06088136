import { error, type Problem } from '../problem/index.ts';
import { fail, ok, type Result } from '../text/index.ts';
import { parseEditable, type EditableDocument } from './editable.ts';
import { isEditableList, isEditableMap, type EditableMap, type EditableValue, type YamlPath } from './editable-value.ts';
import { blockEnd, splitLines, type TextLines } from './edit-lines.ts';
import { renderText, renderYaml } from './render.ts';
import { toYaml } from './value.ts';

/** The text after a change, or why it was not made. */
export type Edited = Result<string, Problem>;

/**
 * Appends an entry to the list that the file is, or that stands at `images`. Every other byte stays: comments, order,
 * blank lines, quotes. The result is read again and must hold the old entries and the new one.
 *
 * @param entry - the YAML text of a mapping, without the dash
 */
export function appendEntry(text: string, file: string, entry: string): Edited {
  const document = readable(text, file);
  const added = parseEditable(entry, file).value;
  if (!document.ok) return document;
  if (added === undefined || !isEditableMap(added.value)) return refuse(file, 'What is to be added is not an entry.');
  const path = isEditableMap(document.value.value) ? ['images'] : [];
  const before = valueAt(document.value.value, path) ?? [];
  if (!isEditableList(before)) return refuse(file, 'The file is neither a list of images nor a mapping with `images`.');
  const edited = before.length === 0 ? appendFirst(text, document.value, path, entry) : appendLast(text, document.value, path, entry);
  return checked(edited, file, withValue(document.value.value, path, [...before, added.value]));
}

/** Below the last item, and below comments that are indented like parts of it. */
function appendLast(text: string, document: EditableDocument, path: YamlPath, entry: string): string | undefined {
  const lines = splitLines(text);
  const { line, column } = document.locate(path).start;
  if (lines.at(line).charAt(column - 1) !== '-') return undefined;
  const indent = ' '.repeat(column - 1);
  const end = blockEnd(lines, line, column - 1, true);
  const apart = lines.count > line && hasBlankLineBefore(lines, end, column - 1);
  return lines.insert(end, [...(apart ? [''] : []), ...asItem(entry, indent)]);
}

/** Whether the last item stands apart from what is above it, as the new one then should. */
function hasBlankLineBefore(lines: TextLines, end: number, indent: number): boolean {
  for (let line = end - 1; line > 1; line -= 1) {
    if (new RegExp(`^ {${indent}}-(?:\\s|$)`).test(lines.at(line))) return lines.at(line - 1).trim() === '';
  }
  return false;
}

/** A list without items is written as `[]`, or not at all. */
function appendFirst(text: string, document: EditableDocument, path: YamlPath, entry: string): string | undefined {
  const lines = splitLines(text);
  if (path.length === 0 && document.value === null) return lines.insert(lines.count + 1, asItem(entry, ''));
  const { line } = document.locate(path).start;
  const before = lines.at(line);
  const emptied = before.replace(/\s*\[\s*\]/, '');
  if (path.length > 0 && !before.startsWith('images:')) return undefined;
  if (path.length === 0 && emptied.trim() !== '' && !emptied.trim().startsWith('#')) return undefined;
  const kept = emptied.trim() === '' ? [] : [emptied];
  return lines.replace(line, line + 1, [...kept, ...asItem(entry, path.length === 0 ? '' : '  ')]);
}

function asItem(entry: string, indent: string): string[] {
  return entry
    .trimEnd()
    .split('\n')
    .map((line, index) => (line === '' ? '' : `${indent}${index === 0 ? '- ' : '  '}${line}`));
}

/**
 * Sets a key of a mapping. A value on one line is replaced where it stands, its comment stays; a new key goes below
 * the last one. Lists and mappings in brackets, and texts over several lines, are not touched.
 */
export function setKey(text: string, file: string, path: YamlPath, value: EditableValue): Edited {
  const document = readable(text, file);
  if (!document.ok) return document;
  const parent = valueAt(document.value.value, path.slice(0, -1));
  const key = path.at(-1);
  if (!isEditableMap(parent) || typeof key !== 'string') return refuse(file, 'There is no such mapping in the file.');
  const edited = key in parent ? replaceScalar(text, document.value, path, value) : insertKey(text, document.value, path, value);
  return checked(edited, file, withValue(document.value.value, path, value));
}

function replaceScalar(text: string, document: EditableDocument, path: YamlPath, value: EditableValue): string | undefined {
  const { start, end } = document.locate(path);
  const key = document.locate(path, { key: true });
  const old = valueAt(document.value, path);
  const unwritten = start.line === key.start.line && start.column === key.start.column;
  if (typeof value === 'object' || typeof old === 'object' || unwritten || start.line !== end.line) return undefined;
  const lines = splitLines(text);
  const line = lines.at(start.line);
  const shown = typeof value === 'string' ? renderText(value) : String(value);
  return lines.replace(start.line, start.line + 1, [`${line.slice(0, start.column - 1)}${shown}${line.slice(end.column - 1)}`]);
}

function insertKey(text: string, document: EditableDocument, path: YamlPath, value: EditableValue): string | undefined {
  const lines = splitLines(text);
  const { line, column } = document.locate(path.slice(0, -1)).start;
  if (lines.at(line).charAt(column - 1) === '{') return undefined;
  const added = renderYaml(toYaml({ [String(path.at(-1))]: value })).split('\n');
  const end = blockEnd(lines, line, column - 1, false);
  return lines.insert(
    end,
    added.map((each) => `${' '.repeat(column - 1)}${each}`),
  );
}

function readable(text: string, file: string): Result<EditableDocument, Problem> {
  const { value, problems } = parseEditable(text, file, 'images');
  const [problem] = problems;
  if (value !== undefined && problem === undefined) return ok(value);
  return problem === undefined ? refuse(file, 'The file can not be read.') : fail(problem);
}

/** Nothing is written that does not say exactly what was meant. */
function checked(edited: string | undefined, file: string, wanted: EditableValue): Edited {
  const read = edited === undefined ? undefined : parseEditable(edited, file, 'images');
  const same = read?.value !== undefined && read.problems.length === 0 && JSON.stringify(read.value.value) === JSON.stringify(wanted);
  return edited !== undefined && same
    ? ok(edited)
    : refuse(file, 'The file is written in a way that can not be changed without writing it anew.');
}

function refuse(file: string, message: string): { readonly ok: false; readonly error: Problem } {
  return fail(
    error('yaml/not-editable', message, {
      hint: 'Make the change by hand. Lists with one `- item` a line and keys on lines of their own can be changed.',
      source: { file },
    }),
  );
}

function valueAt(value: EditableValue, path: YamlPath): EditableValue | undefined {
  let at: EditableValue | undefined = value;
  for (const step of path) {
    if (isEditableList(at)) at = at[Number(step)];
    else at = isEditableMap(at) ? at[step] : undefined;
  }
  return at;
}

function withValue(value: EditableValue, [step, ...rest]: YamlPath, wanted: EditableValue): EditableValue {
  if (step === undefined) return wanted;
  if (isEditableList(value)) return value.map((item, index) => (index === step ? withValue(item, rest, wanted) : item));
  const map: EditableMap = isEditableMap(value) ? value : {};
  return { ...map, [step]: withValue(map[step] ?? null, rest, wanted) };
}
