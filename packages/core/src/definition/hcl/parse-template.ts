import { readForIntro } from './parse-for.ts';
import { complain, describe, isMark, isName, nothing, peek, place, take, within, type Reader } from './reader.ts';
import type { Expression, Span } from './syntax.ts';
import { buildTemplate, type Piece } from './template-tree.ts';
import { findMarker, flush, readLiteral, type Setting } from './template-text.ts';

/** Reads `"…"`. */
export function readQuoted(reader: Reader): Expression {
  const open = take(reader);
  const pieces = readPieces(reader, { kind: 'quoted' });
  if (reader.text[reader.at] === '"') reader.at += 1;
  else complain(reader, open, 'The text is not closed before the end of the line.');
  return finish(reader, pieces, place(reader, open.start, reader.at));
}

/** Reads `<<EOF` up to the line with its marker; that line's end is left to be read. */
export function readHeredoc(reader: Reader): Expression {
  const open = take(reader);
  const marker = open.text.replace(/^<<-?/, '').trim();
  const pieces = readPieces(reader, { kind: 'heredoc', marker });
  const end = findMarker(reader.text, reader.at, marker);
  if (end === undefined) complain(reader, open, `No line holds just \`${marker}\`, which would end this text.`);
  else reader.at = end;
  return finish(reader, open.text.startsWith('<<-') ? flush(pieces) : pieces, place(reader, open.start, reader.at));
}

/** Reads the whole text as a template, as JSON's strings are. */
export function readBare(reader: Reader): Expression {
  const pieces = readPieces(reader, { kind: 'bare' });
  return finish(reader, pieces, place(reader, 0, reader.text.length));
}

function finish(reader: Reader, pieces: readonly Piece[], span: Span): Expression {
  if (reader.complaint !== undefined) return nothing(reader);
  const built = buildTemplate(pieces, span);
  if (built.kind !== 'complaint') return built.expression;
  complain(reader, { start: built.span.start - reader.offset, end: built.span.end - reader.offset }, built.message);
  return nothing(reader);
}

function readPieces(reader: Reader, setting: Setting): Piece[] {
  const pieces: Piece[] = [];
  let trimNext = false;
  let lineStart = true;
  while (reader.complaint === undefined && reader.at < reader.text.length) {
    if (setting.kind === 'heredoc' && lineStart && findMarker(reader.text, reader.at, setting.marker) !== undefined) break;
    const literal = readLiteral(reader, setting);
    if (literal !== undefined) {
      pieces.push({ kind: 'text', text: trimNext ? literal.text.trimStart() : literal.text, ...place(reader, literal.start, literal.end) });
      lineStart = reader.text[reader.at - 1] === '\n';
      trimNext = false;
      continue;
    }
    const opener = /[$%]\{~?/y;
    opener.lastIndex = reader.at;
    const open = opener.exec(reader.text)?.[0];
    if (open === undefined) break;
    const last = pieces.at(-1);
    if (open.endsWith('~') && last?.kind === 'text') pieces.splice(-1, 1, { ...last, text: last.text.trimEnd() });
    const start = reader.at;
    reader.at += open.length;
    pieces.push({ ...within(reader, false, () => readSequence(reader, open)), ...place(reader, start, reader.at) });
    trimNext = isMark(reader, '~}');
    if (trimNext || isMark(reader, '}')) within(reader, false, () => take(reader));
    else complain(reader, peek(reader), `\`${open}\` is not closed: \`}\` was expected, not ${describe(peek(reader))}.`);
    lineStart = false;
  }
  return pieces;
}

function readSequence(reader: Reader, open: string): Piece {
  const at = place(reader, reader.at, reader.at);
  if (open.startsWith('$')) return { kind: 'value', value: reader.expression(reader), ...at };
  if (isName(reader, 'for')) {
    take(reader);
    return { kind: 'for', ...readForIntro(reader), ...at };
  }
  const word = take(reader);
  if (word.kind === 'name' && word.text === 'if') return { kind: 'if', condition: reader.expression(reader), ...at };
  if (word.text === 'else' || word.text === 'endif' || word.text === 'endfor') return { kind: word.text, ...at };
  complain(reader, word, `\`%{\` goes on with if, else, endif, for or endfor, not ${describe(word)}.`);
  return { kind: 'endif', ...at };
}
