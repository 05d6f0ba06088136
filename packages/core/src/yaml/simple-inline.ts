import { closing, type Mark } from './mark.ts';
import { nextLineStart, NotSimple, skipSpaces, type SimpleReader } from './simple-reader.ts';

/** A value and the offset behind it. */
interface Inline<T> {
  readonly value: T;
  readonly end: number;
}

/** Up to a comment or the end of the line. First characters that mean something else to YAML are left out. */
const plain = /[A-Za-z0-9_^/.~+=(\\<$;](?:[^\n:#]|:(?![ \n]|$)|(?<! )#)*/y;
/** Neither escapes nor line ends. */
const quoted = /"([^"\\\n]*)"|'([^'\n]*)'(?!')/y;
const flowPlain = /[A-Za-z0-9_/](?:[A-Za-z0-9_./@+~^=-]|:(?=[A-Za-z0-9/]))*(?=[ ,\]}])/y;
const flowKey = /[A-Za-z0-9_][A-Za-z0-9_./-]*(?=: )/y;

/**
 * The value that stands at the offset, on one line.
 *
 * @returns `end`: the start of the next line
 */
export function readInline<T, M extends T>(reader: SimpleReader<T, M>, at: number): Inline<T> {
  const { text } = reader;
  const char = text.charCodeAt(at);
  if (char === 91 || char === 123) {
    const { value, end } = char === 91 ? readFlowList(reader, at) : readFlowMap(reader, at);
    return { value, end: restOfLine(text, end) };
  }
  const scalar = readQuoted(reader, at) ?? readPlain(reader, at);
  return { value: scalar.value, end: restOfLine(text, scalar.end) };
}

/** Behind a value only a comment may follow. */
function restOfLine(text: string, end: number): number {
  const at = skipSpaces(text, end);
  const char = text.charCodeAt(at);
  if (char !== 10 && !Number.isNaN(char) && (char !== 35 || at === end)) throw new NotSimple();
  return nextLineStart(text, at);
}

function readQuoted<T, M extends T>({ text, make, marks }: SimpleReader<T, M>, at: number): Inline<T> | undefined {
  quoted.lastIndex = at;
  const match = quoted.exec(text);
  if (match === null) return undefined;
  const end = at + match[0].length;
  marks.push(scalar(at, end));
  return { value: make.quoted(match[1] ?? match[2] ?? ''), end };
}

function readPlain<T, M extends T>(reader: SimpleReader<T, M>, at: number): Inline<T> {
  return readWith(plain, reader, at);
}

function readWith<T, M extends T>(pattern: RegExp, { text, make, marks }: SimpleReader<T, M>, at: number): Inline<T> {
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[0].replace(/ +$/, '');
  if (found === undefined) throw new NotSimple();
  marks.push(scalar(at, at + found.length));
  return { value: make.plain(found), end: at + found.length };
}

function scalar(start: number, end: number): Mark {
  return { kind: 'scalar', start, end };
}

function readFlowItem<T, M extends T>(reader: SimpleReader<T, M>, at: number): Inline<T> {
  return readQuoted(reader, at) ?? readWith(flowPlain, reader, at);
}

function readFlowList<T, M extends T>(reader: SimpleReader<T, M>, start: number): Inline<T> {
  const { text, make, marks } = reader;
  const items: T[] = [];
  marks.push({ kind: 'list', start, end: start });
  let at = skipSpaces(text, start + 1);
  while (text.charCodeAt(at) !== 93) {
    const { value, end } = readFlowItem(reader, at);
    items.push(value);
    at = nextInFlow(text, end, 93);
  }
  marks.push(closing);
  return { value: make.list(items), end: at + 1 };
}

function readFlowMap<T, M extends T>(reader: SimpleReader<T, M>, start: number): Inline<T> {
  const { text, make, marks } = reader;
  const map = make.map();
  marks.push({ kind: 'map', start, end: start });
  let at = skipSpaces(text, start + 1);
  while (text.charCodeAt(at) !== 125) {
    flowKey.lastIndex = at;
    const name = flowKey.exec(text)?.[0];
    if (name === undefined) throw new NotSimple();
    marks.push({ kind: 'scalar', start: at, end: at + name.length, name });
    const { value, end } = readFlowItem(reader, skipSpaces(text, at + name.length + 1));
    if (!make.put(map, name, value)) throw new NotSimple();
    at = nextInFlow(text, end, 125);
  }
  marks.push(closing);
  return { value: map, end: at + 1 };
}

/** Over a comma to the next item, or to the closing bracket. */
function nextInFlow(text: string, from: number, close: number): number {
  const at = skipSpaces(text, from);
  const char = text.charCodeAt(at);
  if (char === close) return at;
  if (char !== 44) throw new NotSimple();
  const next = skipSpaces(text, at + 1);
  // A comma before the bracket is allowed in YAML; not being sure of every parser, it is not simple.
  if (text.charCodeAt(next) === close) throw new NotSimple();
  return next;
}
