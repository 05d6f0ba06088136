import type { Problem, Range } from '@image-factory/core/problem';
import {
  isAmbiguous,
  isEditableList,
  isEditableMap,
  parseEditable,
  type EditableMap,
  type EditableValue,
  type YamlPath,
} from '@image-factory/core/yaml';

/** A file as somebody wrote it. */
export interface ManifestFile {
  readonly file: string;
  readonly text: string;
}

/** One document of a file that is a mapping, and where its parts stand. */
export interface ManifestDocument {
  readonly file: string;
  readonly value: EditableMap;
  /** The place of a value, or of its key; of the deepest part that is there when the path leads nowhere. */
  locate(path: YamlPath, options?: { readonly key?: boolean }): Range;
  /** Whether a text would be a number, a boolean or nothing to Kubernetes, because it stands there without quotes. */
  isUnquoted(path: YamlPath, text: string): boolean;
}

export interface Documents {
  readonly documents: readonly ManifestDocument[];
  readonly problems: readonly Problem[];
}

/**
 * The documents of a YAML stream. A line that begins with `---` parts documents wherever it stands: YAML allows no text
 * to hold one, neither in quotes nor as a block. Each document is bounded by itself, so that one that is too large or is
 * no YAML leaves the others readable.
 */
export function readDocuments({ file, text }: ManifestFile): Documents {
  const documents: ManifestDocument[] = [];
  const problems: Problem[] = [];
  let line = 0;
  for (const part of text.split(/^(?=---(?:\s|$))/m)) {
    const content = part.replace(/^---/, '   ');
    const { value: document, problems: found } = parseEditable(content, file);
    problems.push(...found.map((problem) => movedDown(problem, line)));
    if (document !== undefined && isEditableMap(document.value))
      documents.push(placed(file, content, line, document.value, document.locate));
    line += part.split('\n').length - 1;
  }
  return { documents, problems };
}

function placed(file: string, content: string, line: number, value: EditableMap, locate: ManifestDocument['locate']): ManifestDocument {
  let lines: readonly string[] | undefined;
  const isUnquoted: ManifestDocument['isUnquoted'] = (path, text) => {
    if (!isAmbiguous(text) || text.includes('\n')) return false;
    lines ??= content.split('\n');
    const { line: at, column } = locate(path).start;
    const first = lines[at - 1]?.charAt(column - 1);
    return first !== '"' && first !== "'" && !isBlock(lines, at - 1, column - 1);
  };
  const read = nothing.test(content) ? withNothing(value, [], isUnquoted) : value;
  return { file, value: isEditableMap(read) ? read : value, locate: (path, options) => moved(locate(path, options), line), isUnquoted };
}

/** Whether the text that begins there is all of a block: `|-` or `>-` stands above it, and says that it is text. */
function isBlock(lines: readonly string[], index: number, offset: number): boolean {
  if ((lines[index] ?? '').slice(0, offset).trim() !== '') return false;
  let above = index - 1;
  while (above > 0 && lines[above]?.trim() === '') above -= 1;
  return /(?:^|[:\s-])[|>][-+0-9]*\s*(?:#.*)?$/.test(lines[above] ?? '');
}

const nothing = /null|~/i;

/** The words for nothing are nothing to Kubernetes; files that people edit for us have them as text. */
function withNothing(value: EditableValue, path: YamlPath, isUnquoted: ManifestDocument['isUnquoted']): EditableValue {
  if (isEditableList(value)) return value.map((item, index) => withNothing(item, [...path, index], isUnquoted));
  if (isEditableMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNothing(item, [...path, key], isUnquoted)]));
  return typeof value === 'string' && /^(?:null|Null|NULL|~)$/.test(value) && isUnquoted(path, value) ? null : value;
}

function moved({ start, end }: Range, by: number): Range {
  return { start: { ...start, line: start.line + by }, end: { ...end, line: end.line + by } };
}

function movedDown(problem: Problem, by: number): Problem {
  const { source } = problem;
  return source?.range === undefined ? problem : { ...problem, source: { ...source, range: moved(source.range, by) } };
}
