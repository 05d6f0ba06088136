import { renderText } from '@image-factory/core/yaml';

type Json = unknown;

/**
 * Objects as one YAML stream: two spaces, keys in the order in which people read them, and every text that some reader
 * could take for a number, a boolean, a date or nothing in quotes (Kubernetes, Kustomize and Argo CD read by different
 * versions of YAML). Text of several lines stays readable as a block.
 *
 * It stands in for cdk8s' own printing, which takes eight times as long and leaves `0o10` without quotes.
 *
 * @param opening - a line before the first object
 */
export function renderStream(objects: readonly Json[], opening?: string): string {
  const lines = opening === undefined ? [] : [opening];
  for (const [index, object] of objects.entries()) {
    if (index > 0) lines.push('---');
    renderValue(lines, '', object);
  }
  return joined(lines);
}

/** One object as a YAML document, with its final newline. */
export function renderDocument(object: Json): string {
  const lines: string[] = [];
  renderValue(lines, '', object);
  return joined(lines);
}

/** In one piece: a text that is put together later is kept twice while that is done. */
function joined(lines: string[]): string {
  lines.push('');
  return lines.join('\n');
}

function renderValue(lines: string[], indent: string, value: Json): void {
  if (Array.isArray(value)) renderList(lines, indent, value);
  else if (isMapping(value)) renderMapping(lines, indent, value);
  else lines.push(`${indent}${scalar(value)}`);
}

function renderMapping(lines: string[], indent: string, mapping: Readonly<Record<string, Json>>): void {
  for (const { key, head } of columnsOf(mapping)) {
    const value = mapping[key];
    if (value !== undefined) renderEntry(lines, indent, `${indent}${head}`, value);
  }
}

function renderEntry(lines: string[], indent: string, head: string, value: Json): void {
  const isList = Array.isArray(value);
  if ((isList && value.length > 0) || (!isList && isMapping(value) && Object.keys(value).length > 0)) {
    lines.push(head);
    // Lists begin below their key, as Kubernetes writes them.
    renderValue(lines, isList ? indent : `${indent}  `, value);
  } else if (typeof value === 'string' && isBlock(value)) {
    renderBlock(lines, `${indent}  `, head, value);
  } else {
    lines.push(`${head} ${scalar(value)}`);
  }
}

function renderList(lines: string[], indent: string, list: readonly Json[]): void {
  for (const item of list) {
    if (typeof item === 'object' && item !== null && Object.keys(item).length > 0) {
      const from = lines.length;
      renderValue(lines, `${indent}  `, item);
      lines[from] = `${indent}- ${(lines[from] ?? '').slice(indent.length + 2)}`;
    } else if (typeof item === 'string' && isBlock(item)) {
      renderBlock(lines, `${indent}  `, `${indent}-`, item);
    } else {
      lines.push(`${indent}- ${scalar(item)}`);
    }
  }
}

function renderBlock(lines: string[], indent: string, head: string, text: string): void {
  const isClosed = text.endsWith('\n');
  lines.push(`${head} ${isClosed ? '|' : '|-'}`);
  for (const line of (isClosed ? text.slice(0, -1) : text).split('\n')) lines.push(line === '' ? '' : `${indent}${line}`);
}

/** Several lines of plain characters; the first is not indented and the last is not empty, or YAML needs more than `|`. */
function isBlock(text: string): boolean {
  return text.includes('\n') && /^[\x21-\x7e][\n\x20-\x7e]*[^\n ]\n?$/.test(text);
}

function scalar(value: Json): string {
  if (typeof value === 'string') return quotedOnce(value);
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isMapping(value) ? '{}' : 'null';
}

/** Expressions hold double quotes: between single ones they need no escapes. */
function quotedOnce(text: string): string {
  const rendered = renderText(text);
  return rendered.includes('\\') && /^[\x20-\x26\x28-\x7e]*"[\x20-\x26\x28-\x7e]*$/.test(text) ? `'${text}'` : rendered;
}

function isMapping(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Column {
  readonly key: string;
  /** As it is printed, with its colon. */
  readonly head: string;
}

// Thousands of objects have the same few sets of keys.
const known = new Map<string, readonly Column[]>();
const mostKnown = 500;

function columnsOf(mapping: Readonly<Record<string, Json>>): readonly Column[] {
  const keys = Object.keys(mapping);
  const set = keys.join('\n');
  const found = known.get(set);
  if (found !== undefined && found.length === keys.length) return found;
  const columns = keys.toSorted(byReading).map((key) => ({ key, head: `${renderText(key)}:` }));
  if (known.size >= mostKnown) known.clear();
  // Two keys may hold what parts them from each other.
  if (!keys.some((key) => key.includes('\n'))) known.set(set, columns);
  return columns;
}

// What a thing is comes first; the rest by the alphabet, so that the order never depends on how it was made.
const first = new Map(
  ['apiVersion', 'kind', 'metadata', 'name', 'namespace', 'uses', 'task', 'as', 'if'].map((key, index) => [key, index]),
);

function byReading(a: string, b: string): number {
  return (first.get(a) ?? first.size) - (first.get(b) ?? first.size) || (a < b ? -1 : 1);
}
