import { parseNumber } from './number.ts';
import { maxDepth } from './reader.ts';
import type { Complaint, SourceText, Span } from './syntax.ts';
import { boolValue, nullValue, numberValue, type Value } from './value.ts';

/** A JSON value and where it stands. */
export type Json = Span &
  (
    | { readonly kind: 'simple'; readonly value: Value }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'array'; readonly items: readonly Json[] }
    | { readonly kind: 'object'; readonly fields: readonly JsonField[] }
  );

export interface JsonField extends Span {
  readonly name: string;
  readonly value: Json;
}

interface Scanner {
  readonly source: SourceText;
  at: number;
  depth: number;
  complaint: Complaint | undefined;
}

/** Reads JSON and keeps the places, and fields in their order, also those that come twice. */
export function parseJson(source: SourceText): { readonly value: Json; readonly complaint: Complaint | undefined } {
  const scanner: Scanner = { source, at: 0, depth: 0, complaint: undefined };
  const value = readValue(scanner);
  skipSpace(scanner);
  if (scanner.at < source.text.length) refuse(scanner, 'Nothing may follow the value of a JSON file.');
  return { value, complaint: scanner.complaint };
}

function readValue(scanner: Scanner): Json {
  skipSpace(scanner);
  const start = scanner.at;
  const char = scanner.source.text[start];
  if (char === '{' || char === '[') {
    if (scanner.depth >= maxDepth) return refuse(scanner, `This nests deeper than ${maxDepth} levels.`);
    scanner.depth += 1;
    const value: Json = char === '{' ? readObject(scanner, start) : readArray(scanner, start);
    scanner.depth -= 1;
    return value;
  }
  if (char === '"') return { kind: 'text', text: readText(scanner), start, end: scanner.at };
  const word = match(scanner, /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (word === undefined) return refuse(scanner, 'A JSON value was expected.');
  const value = simpleValue(word);
  if (value === undefined) return refuse(scanner, 'The number is out of bounds.');
  return { kind: 'simple', value, start, end: scanner.at };
}

function simpleValue(word: string): Value | undefined {
  if (word === 'null') return nullValue;
  if (word === 'true' || word === 'false') return boolValue(word === 'true');
  const number = parseNumber(word);
  return number && numberValue(number);
}

function readArray(scanner: Scanner, start: number): Json {
  const items: Json[] = [];
  readMembers(scanner, ']', () => items.push(readValue(scanner)));
  return { kind: 'array', items, start, end: scanner.at };
}

function readObject(scanner: Scanner, start: number): Json {
  const fields: JsonField[] = [];
  readMembers(scanner, '}', () => {
    const at = scanner.at;
    if (scanner.source.text[at] !== '"') refuse(scanner, 'The name of a property was expected, in quotes.');
    const name = readText(scanner);
    const end = scanner.at;
    if (match(scanner, /\s*:/y) === undefined) refuse(scanner, 'A property goes on with `:` and its value.');
    fields.push({ name, value: readValue(scanner), start: at, end });
  });
  return { kind: 'object', fields, start, end: scanner.at };
}

function readMembers(scanner: Scanner, close: string, read: () => void): void {
  const { text } = scanner.source;
  scanner.at += 1;
  skipSpace(scanner);
  if (text[scanner.at] !== close) {
    for (;;) {
      skipSpace(scanner);
      read();
      skipSpace(scanner);
      if (scanner.complaint !== undefined || text[scanner.at] !== ',') break;
      scanner.at += 1;
    }
  }
  if (text[scanner.at] === close) scanner.at += 1;
  else refuse(scanner, `\`,\` or \`${close}\` was expected.`);
}

function readText(scanner: Scanner): string {
  // One character at a time: a repetition within the repetition takes forever for a text that is not closed.
  // oxlint-disable-next-line no-control-regex -- JSON forbids just these in its strings
  const quoted = match(scanner, /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
  if (quoted !== undefined) return String(JSON.parse(quoted));
  refuse(scanner, 'The text is not closed, or holds what JSON does not allow in it.');
  return '';
}

function skipSpace(scanner: Scanner): void {
  match(scanner, /[ \t\r\n]*/y);
}

function match(scanner: Scanner, pattern: RegExp): string | undefined {
  const sticky = pattern;
  sticky.lastIndex = scanner.at;
  const found = sticky.exec(scanner.source.text)?.[0];
  scanner.at += found?.length ?? 0;
  return found;
}

function refuse(scanner: Scanner, message: string): Json {
  const span = { start: scanner.at, end: scanner.at + 1 };
  scanner.complaint ??= { source: scanner.source, span, message };
  return { kind: 'simple', value: nullValue, ...span };
}
