import {
  isEditableList,
  isEditableMap,
  parseEditable,
  renderText,
  renderYaml,
  toYaml,
  type EditableDocument,
  type EditableMap,
  type EditableValue,
  type YamlPath,
} from '../yaml/index.ts';
import { sameContent, withOperations, type Operation } from './operations.ts';

/** A line of the file and what becomes of it. */
interface Line {
  readonly text: string;
  /** Empty at the end of a file that ends without one. */
  readonly end: string;
  readonly splices: { readonly from: number; readonly to: number; readonly text: string }[];
  readonly before: string[];
  readonly after: string[];
  /** What is left when its key goes: nothing, or its comment. */
  removed?: string;
}

/**
 * The text after the changes, with comments, order and every other byte as they were.
 *
 * @returns undefined when the file is written in a way in which that can't be done: what comes out is read again, and
 * must say exactly what was meant
 */
export function editText(text: string, document: EditableDocument, operations: readonly Operation[]): string | undefined {
  const lines = text
    .split(/(?<=\n)/)
    .map((line): Line => ({ text: line.replace(/\r?\n$/, ''), end: /\r?\n$/.exec(line)?.[0] ?? '', splices: [], before: [], after: [] }));
  for (const operation of operations) if (!apply(lines, document, operation)) return undefined;
  const edited = assemble(lines, text);
  const read = parseEditable(edited, document.file, 'images');
  return read.value !== undefined && sameContent(read.value.value, withOperations(document.value, operations)) ? edited : undefined;
}

function apply(lines: readonly Line[], document: EditableDocument, operation: Operation): boolean {
  switch (operation.kind) {
    case 'replace':
      return replace(lines, document, operation.path, operation.key, operation.value);
    case 'insert':
      return insert(lines, document, operation);
    case 'remove':
      return remove(lines, document, operation.path);
  }
}

function replace(
  lines: readonly Line[],
  document: EditableDocument,
  path: YamlPath,
  key: string | undefined,
  value: EditableValue | undefined,
): boolean {
  if (key !== undefined && !spliceAt(lines, document, path, true, renderText(key))) return false;
  return (
    value === undefined ||
    (isWrittenScalar(document, path) && typeof value !== 'object' && spliceAt(lines, document, path, false, scalarText(value)))
  );
}

function scalarText(value: string | number | boolean): string {
  return typeof value === 'string' ? renderText(value) : String(value);
}

function spliceAt(lines: readonly Line[], document: EditableDocument, path: YamlPath, key: boolean, text: string): boolean {
  const { start, end } = document.locate(path, { key });
  if (start.line !== end.line) return false;
  lines[start.line - 1]?.splices.push({ from: start.column - 1, to: end.column - 1, text });
  return true;
}

/** Whether there is a scalar whose end is known, and no more than one line of it. */
function isWrittenScalar(document: EditableDocument, path: YamlPath): boolean {
  const [value, key] = [document.locate(path), document.locate(path, { key: true })];
  const isApart = value.start.line !== key.start.line || value.start.column !== key.start.column;
  return isApart && value.start.line === value.end.line && typeof valueAt(document.value, path) !== 'object';
}

type Insert = Extract<Operation, { kind: 'insert' }>;

function insert(lines: readonly Line[], document: EditableDocument, operation: Insert): boolean {
  const map = valueAt(document.value, operation.parent);
  const neighbour = operation.after ?? (isEditableMap(map) ? Object.keys(map)[0] : undefined);
  if (neighbour === undefined) return false;
  const path = [...operation.parent, neighbour];
  const { start } = document.locate(path, { key: true });
  const head = lines[start.line - 1]?.text.slice(0, start.column - 1) ?? '';
  return /^[\s-]*$/.test(head) ? insertLines(lines, document, path, operation) : insertInBraces(lines, document, path, operation);
}

function insertLines(lines: readonly Line[], document: EditableDocument, neighbour: YamlPath, { after, key, value }: Insert): boolean {
  const at = document.locate(neighbour, { key: true }).start;
  const line = lines[(after === undefined ? at.line : document.locate(neighbour).end.line) - 1];
  const isFirst = lines[at.line - 1]?.text.slice(0, at.column - 1).trim() === '';
  if (line === undefined || (after === undefined ? !isFirst : !isWrittenScalar(document, neighbour))) return false;
  const added = renderYaml(toYaml({ [key]: value }))
    .split('\n')
    .map((each) => `${' '.repeat(at.column - 1)}${each}`);
  (after === undefined ? line.before : line.after).push(...added);
  return true;
}

function insertInBraces(lines: readonly Line[], document: EditableDocument, neighbour: YamlPath, { after, key, value }: Insert): boolean {
  if (typeof value === 'object' || (after !== undefined && !isWrittenScalar(document, neighbour))) return false;
  const at = after === undefined ? document.locate(neighbour, { key: true }).start : document.locate(neighbour).end;
  const added = `${renderText(key)}: ${scalarText(value)}`;
  lines[at.line - 1]?.splices.push({ from: at.column - 1, to: at.column - 1, text: after === undefined ? `${added}, ` : `, ${added}` });
  return true;
}

/** A key on a line of its own goes with its line; a comment on it stays. */
function remove(lines: readonly Line[], document: EditableDocument, path: YamlPath): boolean {
  const { start } = document.locate(path, { key: true });
  const line = lines[start.line - 1];
  if (line === undefined || !isWrittenScalar(document, path)) return false;
  const head = line.text.slice(0, start.column - 1);
  const { end } = document.locate(path);
  const rest = line.text.slice(end.column - 1).trim();
  if (end.line !== start.line || head.trim() !== '' || (rest !== '' && !rest.startsWith('#'))) return false;
  line.removed = rest === '' ? '' : `${head}${rest}`;
  return true;
}

function assemble(lines: readonly Line[], text: string): string {
  const usual = text.includes('\r\n') ? '\r\n' : '\n';
  return lines
    .map((line) => {
      const content = contentOf(line);
      const ownEnd = line.end === '' && line.after.length > 0 ? usual : line.end;
      return [
        ...line.before.map((added) => added + usual),
        ...content.map((kept) => kept + ownEnd),
        ...line.after.map((added) => added + usual),
      ].join('');
    })
    .join('');
}

function contentOf({ text, splices, removed }: Line): string[] {
  if (removed !== undefined) return removed === '' ? [] : [removed];
  const ordered = splices.toSorted((a, b) => b.from - a.from);
  return [ordered.reduce((line, splice) => line.slice(0, splice.from) + splice.text + line.slice(splice.to), text)];
}

function valueAt(value: EditableValue, path: YamlPath): EditableValue | undefined {
  let at: EditableValue | undefined = value;
  for (const step of path) {
    if (typeof step === 'number') at = isEditableList(at) ? at[step] : undefined;
    else at = isEditableMap(at) ? ownValue(at, step) : undefined;
  }
  return at;
}

function ownValue(map: EditableMap, key: string): EditableValue | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
