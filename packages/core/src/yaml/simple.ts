import { closing, unwritten, type Mark } from './mark.ts';
import { readInline } from './simple-inline.ts';
import { nextLineStart, NotSimple, skipSpaces, type SimpleReader, type ValueMaker } from './simple-reader.ts';

const deepest = 30;
const plainText = /^[\n -~\u00a1-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/;
const key = /(?:[A-Za-z0-9_][A-Za-z0-9_./-]*)(?=:(?:[ \n]|$))/y;

/**
 * Reads YAML of the simple kind that most files are: block mappings and lists, scalars and flow collections of one
 * line, comments. Whatever goes beyond that, and whatever is wrong, is left to a YAML parser: then the answer is
 * undefined. When there is an answer, it is the parser's: a law of the tests. Reading this way takes a fraction of the
 * time and memory, and nothing that is refused elsewhere (anchors, aliases, tags, depth) can be said in it.
 *
 * @param text - its size is bounded already
 */
export function readSimple<T, M extends T>(text: string, make: ValueMaker<T, M>): { value: T; marks: readonly Mark[] } | undefined {
  if (!plainText.test(text)) return undefined;
  const reader: SimpleReader<T, M> = { text, make, marks: [], line: 0, first: 0, depth: 0 };
  try {
    nextLine(reader, 0);
    skipDocumentStart(reader);
    if (atEnd(reader)) return undefined;
    const value = readBlock(reader, reader.first - reader.line);
    return atEnd(reader) ? { value, marks: reader.marks } : undefined;
  } catch (cause) {
    if (cause instanceof NotSimple) return undefined;
    throw cause;
  }
}

function skipDocumentStart<T, M extends T>(reader: SimpleReader<T, M>): void {
  if (reader.text.startsWith('---\n', reader.line)) nextLine(reader, reader.line + 4);
}

function atEnd<T, M extends T>({ text, first }: SimpleReader<T, M>): boolean {
  return first >= text.length;
}

/** Goes to the next line at or behind the offset of a line's start that is neither blank nor a comment. */
function nextLine<T, M extends T>(reader: SimpleReader<T, M>, from: number): void {
  const { text } = reader;
  let line = from;
  for (;;) {
    let first = line;
    while (text.charCodeAt(first) === 32) first += 1;
    const char = text.charCodeAt(first);
    if (char !== 10 && char !== 35) {
      reader.line = line;
      reader.first = first;
      return;
    }
    line = nextLineStart(text, first);
  }
}

function isItem<T, M extends T>({ text }: SimpleReader<T, M>, at: number): boolean {
  if (text.charCodeAt(at) !== 45) return false;
  const next = text.charCodeAt(at + 1);
  return next === 32 || next === 10 || Number.isNaN(next);
}

/** The list or mapping whose items or keys stand in the column. */
function readBlock<T, M extends T>(reader: SimpleReader<T, M>, column: number): T {
  reader.depth += 1;
  if (reader.depth > deepest) throw new NotSimple();
  const value = isItem(reader, reader.first) ? readList(reader, column) : readMap(reader, column, reader.first);
  reader.depth -= 1;
  return value;
}

function readList<T, M extends T>(reader: SimpleReader<T, M>, column: number): T {
  const items: T[] = [];
  reader.marks.push({ kind: 'list', start: reader.first, end: reader.first });
  while (!atEnd(reader) && reader.first - reader.line === column && isItem(reader, reader.first)) {
    const at = skipSpaces(reader.text, reader.first + 1);
    items.push(beginsKey(reader, at) ? readItemMap(reader, at) : readValue(reader, at, column, false));
  }
  refuseDeeper(reader, column);
  reader.marks.push(closing);
  return reader.make.list(items);
}

/** `- key: value`: the mapping stands in the column of its first key. */
function readItemMap<T, M extends T>(reader: SimpleReader<T, M>, at: number): T {
  reader.depth += 1;
  const value = readMap(reader, at - reader.line, at);
  reader.depth -= 1;
  return value;
}

function beginsKey<T, M extends T>({ text }: SimpleReader<T, M>, at: number): boolean {
  key.lastIndex = at;
  return key.test(text);
}

/** @param at - offset of the first key, which may stand behind a dash */
function readMap<T, M extends T>(reader: SimpleReader<T, M>, column: number, at: number): T {
  const { text, make, marks } = reader;
  const map = make.map();
  marks.push({ kind: 'map', start: at, end: at });
  let start = at;
  do {
    key.lastIndex = start;
    const name = key.exec(text)?.[0];
    if (name === undefined) throw new NotSimple();
    const end = start + name.length;
    marks.push({ kind: 'scalar', start, end, name });
    if (!make.put(map, name, readValue(reader, skipSpaces(text, end + 1), column, true))) throw new NotSimple();
    start = reader.first;
  } while (!atEnd(reader) && reader.first - reader.line === column && !isItem(reader, reader.first));
  refuseDeeper(reader, column);
  marks.push(closing);
  return map;
}

/**
 * What stands behind a colon or dash: on the same line, or as a block below it.
 *
 * @param parent - column of the collection that the value is in; a text of several lines would stand further right
 * @param aligned - whether a list may stand in that column too, as it may below a key
 */
function readValue<T, M extends T>(reader: SimpleReader<T, M>, at: number, parent: number, aligned: boolean): T {
  const { text, make, marks } = reader;
  const char = text.charCodeAt(at);
  if (char !== 10 && char !== 35 && !Number.isNaN(char)) {
    const { value, end } = readInline(reader, at);
    nextLine(reader, end);
    refuseDeeper(reader, parent);
    return value;
  }
  if (char === 35 && text.charCodeAt(at - 1) !== 32) throw new NotSimple();
  nextLine(reader, nextLineStart(text, at));
  const column = reader.first - reader.line;
  if (!atEnd(reader) && (column > parent || (aligned && column === parent && isItem(reader, reader.first))))
    return readBlock(reader, column);
  marks.push(unwritten);
  return make.plain('');
}

/** A line further right than the collection it follows belongs to something that is not simple, or to nothing. */
function refuseDeeper<T, M extends T>(reader: SimpleReader<T, M>, column: number): void {
  if (!atEnd(reader) && reader.first - reader.line > column) throw new NotSimple();
}
