import { readToken, type Token } from './tokens.ts';
import type { Complaint, Expression, SourceText, Span } from './syntax.ts';
import { failed } from './value.ts';

/** A place in a text that moves on as its parts are read. Reading stops for good at the first complaint. */
export interface Reader {
  readonly source: SourceText;
  /** Where the text stands in the file; more than 0 for a template inside JSON. */
  readonly offset: number;
  readonly text: string;
  /** Reads one expression: how the parts of the grammar reach each other. */
  readonly expression: (reader: Reader) => Expression;
  at: number;
  /** Whether newlines end things here: in bodies and objects, not within brackets. */
  newlines: boolean;
  depth: number;
  complaint: Complaint | undefined;
  ahead: { readonly at: number; readonly newlines: boolean; readonly token: Token } | undefined;
}

/** Deeper than anybody nests, and shallow enough for every stack. */
export const maxDepth = 100;

export function openReader(source: SourceText, expression: Reader['expression'], text = source.text, offset = 0): Reader {
  return { source, text, offset, expression, at: 0, newlines: false, depth: 0, complaint: undefined, ahead: undefined };
}

export function peek(reader: Reader): Token {
  const { at, newlines, ahead } = reader;
  if (reader.complaint !== undefined) return { kind: 'end', text: '', start: at, end: at };
  if (ahead?.at === at && ahead.newlines === newlines) return ahead.token;
  const token = readToken(reader.text, at, newlines);
  reader.ahead = { at, newlines, token };
  return token;
}

export function take(reader: Reader): Token {
  const token = peek(reader);
  reader.at = token.end;
  return token;
}

export function isMark(reader: Reader, mark: string): boolean {
  const token = peek(reader);
  return token.kind === 'mark' && token.text === mark;
}

export function isName(reader: Reader, name: string): boolean {
  const token = peek(reader);
  return token.kind === 'name' && token.text === name;
}

/** Takes the mark, or complains of what stands there instead. */
export function expectMark(reader: Reader, mark: string, why: string): void {
  if (isMark(reader, mark)) take(reader);
  else complain(reader, peek(reader), `${why}: \`${mark}\` was expected, not ${describe(peek(reader))}.`);
}

export function complain(reader: Reader, span: Span, message: string): void {
  reader.complaint ??= { source: reader.source, span: place(reader, span.start, span.end), message };
}

export function place({ offset }: Reader, start: number, end: number): Span {
  return { start: start + offset, end: end + offset };
}

export function describe({ kind, text }: Token): string {
  if (kind === 'newline') return 'the end of the line';
  if (kind === 'end') return 'the end of the text';
  return `\`${text.trim()}\``;
}

/** Runs `read` with newlines as they matter in there. */
export function within<T>(reader: Reader, newlines: boolean, read: () => T): T {
  const before = reader.newlines;
  reader.newlines = newlines;
  const result = read();
  reader.newlines = before;
  return result;
}

/** Stands where a complaint kept something from being read. */
export function nothing(reader: Reader): Expression {
  return { kind: 'literal', value: failed, ...place(reader, reader.at, reader.at) };
}
