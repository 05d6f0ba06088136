import { fail, ok, type Result } from '../text/index.ts';

/** Objects are `Map`s: they have no prototype, so that no key has a meaning of its own. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonMap;
export type JsonMap = ReadonlyMap<string, JsonValue>;
export type JsonPath = readonly (string | number)[];

interface JsonFault {
  readonly offset: number;
  /** A clause: `a comma or a bracket is missing`. */
  readonly why: string;
}

/** Most lists and objects within each other; reports of scanners need about ten. */
const maxDepth = 64;
/** Longest number, in characters. */
const maxNumber = 400;

/**
 * Reads JSON in one pass, in time linear in the text and with bounded depth. Stricter than `JSON.parse` in one thing:
 * a key that stands twice is a fault, since of two values different readers take different ones.
 */
export function readJson(text: string): Result<JsonValue, JsonFault> {
  const cursor: Cursor = { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0, depth: 0 };
  try {
    const value = readValue(cursor);
    skipBlanks(cursor);
    return cursor.at === text.length ? ok(value) : fail({ offset: cursor.at, why: 'there is something after the end of the value' });
  } catch (cause) {
    if (cause instanceof Fault) return fail({ offset: cause.offset, why: cause.message });
    throw cause;
  }
}

interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
}

class Fault extends Error {
  readonly offset: number;

  constructor(offset: number, why: string) {
    super(why);
    this.offset = offset;
  }
}

function readValue(cursor: Cursor): JsonValue {
  skipBlanks(cursor);
  switch (cursor.text[cursor.at]) {
    case '{':
      return readObject(cursor);
    case '[':
      return readList(cursor);
    case '"':
      return readString(cursor);
    case 't':
      return readWord(cursor, 'true', true);
    case 'f':
      return readWord(cursor, 'false', false);
    case 'n':
      return readWord(cursor, 'null', null);
    case undefined:
      throw new Fault(cursor.at, 'the text ends here, before the value does');
    default:
      return readNumber(cursor);
  }
}

function readObject(cursor: Cursor): JsonMap {
  const map = new Map<string, JsonValue>();
  open(cursor);
  if (closes(cursor, '}')) return map;
  do {
    skipBlanks(cursor);
    const start = cursor.at;
    if (cursor.text[start] !== '"') throw new Fault(start, 'a key in double quotes is missing');
    const key = readString(cursor);
    if (map.has(key)) throw new Fault(start, 'the same key stands here a second time');
    colon(cursor);
    map.set(key, readValue(cursor));
  } while (goesOn(cursor, '}'));
  return map;
}

function readList(cursor: Cursor): readonly JsonValue[] {
  const list: JsonValue[] = [];
  open(cursor);
  if (closes(cursor, ']')) return list;
  do list.push(readValue(cursor));
  while (goesOn(cursor, ']'));
  return list;
}

function readString(cursor: Cursor): string {
  const { text, at: start } = cursor;
  let isPlain = true;
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20) throw new Fault(at, 'a control character stands in a text');
    if (code === 0x5c) [isPlain, at] = [false, at + 1];
    if (code !== 0x22) continue;
    cursor.at = at + 1;
    return isPlain ? text.slice(start + 1, at) : unescape(text.slice(start, at + 1), start);
  }
  throw new Fault(start, 'the quote that opens here is not closed');
}

function unescape(quoted: string, offset: number): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw new Fault(offset, 'this text has an escape that JSON does not know');
  }
}

function readNumber(cursor: Cursor): number {
  const { text, at: start } = cursor;
  let end = start;
  while (end - start <= maxNumber && isOfNumber(text.charCodeAt(end))) end += 1;
  if (end - start > maxNumber) throw new Fault(start, 'a number has more digits than anything can be counted with');
  const number = text.slice(start, end);
  if (!/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(number)) throw new Fault(start, 'this is no JSON value');
  cursor.at = end;
  return Number(number);
}

function isOfNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e || code === 0x45 || code === 0x65;
}

function readWord<T>(cursor: Cursor, word: string, value: T): T {
  if (!cursor.text.startsWith(word, cursor.at)) throw new Fault(cursor.at, 'this is no JSON value');
  cursor.at += word.length;
  return value;
}

function open(cursor: Cursor): void {
  if (cursor.depth >= maxDepth) throw new Fault(cursor.at, `lists and objects lie more than ${maxDepth} levels deep here`);
  cursor.depth += 1;
  cursor.at += 1;
}

function closes(cursor: Cursor, bracket: '}' | ']'): boolean {
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== bracket) return false;
  cursor.at += 1;
  cursor.depth -= 1;
  return true;
}

function goesOn(cursor: Cursor, bracket: '}' | ']'): boolean {
  if (closes(cursor, bracket)) return false;
  if (cursor.text[cursor.at] !== ',') throw new Fault(cursor.at, `a comma or \`${bracket}\` is missing`);
  cursor.at += 1;
  return true;
}

function colon(cursor: Cursor): void {
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== ':') throw new Fault(cursor.at, 'a colon is missing');
  cursor.at += 1;
}

function skipBlanks(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    cursor.at += 1;
  }
}
