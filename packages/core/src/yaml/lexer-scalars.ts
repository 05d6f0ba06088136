import { isBlank, isBreak, isBreakOrEnd, isDocumentMarker, isFlowMark, isSeparator, parentColumn, type Lexer } from './lexer-state.ts';

/** Moves behind a quoted text. A line that is not indented enough, or the end, shows that the quote was never closed. */
export function readQuoted(lexer: Lexer, quote: number): void {
  const { text } = lexer;
  const offset = lexer.position;
  lexer.position += 1;
  while (lexer.position < text.length) {
    const char = text.charCodeAt(lexer.position);
    if (char === quote && quote === 39 && text.charCodeAt(lexer.position + 1) === 39) {
      lexer.position += 2;
    } else if (char === quote) {
      lexer.position += 1;
      return;
    } else if (char === 92 && quote === 34) {
      // A backslash before a line end still ends the line.
      lexer.position += isBreak(text.charCodeAt(lexer.position + 1)) ? 1 : 2;
    } else if (!isBreak(char)) {
      lexer.position += 1;
    } else if (!continues(lexer)) {
      break;
    }
  }
  lexer.finding = { kind: 'unclosed-quote', offset, length: 1 };
}

/** Moves behind a text without quotes, over all its lines, up to a colon, a comment or whatever ends it. */
export function readPlain(lexer: Lexer): void {
  const { text } = lexer;
  const inFlow = lexer.brackets.length > 0;
  const start = lexer.position;
  while (lexer.position < text.length) {
    const char = text.charCodeAt(lexer.position);
    if (isBreak(char)) {
      const { position, lineStart } = lexer;
      if (continues(lexer) && text.charCodeAt(lexer.position) !== 35) continue;
      lexer.position = position;
      lexer.lineStart = lineStart;
      return;
    }
    if (lexer.position > start && endsPlain(text, lexer.position, char, inFlow)) return;
    lexer.position += 1;
  }
}

function endsPlain(text: string, position: number, char: number, inFlow: boolean): boolean {
  if (char === 35) return isSeparator(text.charCodeAt(position - 1));
  if (inFlow && isFlowMark(char)) return true;
  if (char !== 58) return false;
  const next = text.charCodeAt(position + 1);
  return isBreakOrEnd(next) || (inFlow && isFlowMark(next));
}

/**
 * From a line end to the first character of the next line that is not blank.
 *
 * @returns false when that line can not go on with the text: it is indented too little, ends the document, or is not there
 */
function continues(lexer: Lexer): boolean {
  const { text } = lexer;
  let position = lexer.position;
  while (isBreak(text.charCodeAt(position))) {
    position += 1;
    lexer.lineStart = position;
    while (text.charCodeAt(position) === 32) position += 1;
    lexer.position = position;
    while (isBlank(text.charCodeAt(position))) position += 1;
  }
  const indent = lexer.position - lexer.lineStart;
  lexer.position = position;
  if (position >= text.length || indent <= parentColumn(lexer)) return false;
  return position !== lexer.lineStart || !isDocumentMarker(text, position);
}

const header = /[|>](?:([1-9])[+-]?|[+-]([1-9])?)?(?:[ \t]+#[^\n]*|[ \t]*)(?:\r?\n|$)/y;

/** Moves behind a `|` or `>` text, to the start of the line that does not belong to it. False when there is none here. */
export function readBlockScalar(lexer: Lexer, char: number): boolean {
  if (char !== 124 && char !== 62) return false;
  const { text } = lexer;
  header.lastIndex = lexer.position;
  const match = header.exec(text);
  if (match === null) return false;
  const parent = parentColumn(lexer);
  const given = match[1] ?? match[2];
  let indent = given === undefined ? undefined : parent + Number(given);
  let line = lexer.position + match[0].length;
  while (line < text.length) {
    let first = line;
    while (text.charCodeAt(first) === 32) first += 1;
    if (!isBreakOrEnd(text.charCodeAt(first)) || text.charCodeAt(first) === 9) {
      const column = first - line;
      indent ??= Math.max(column, parent + 1);
      if (column < indent || (column === 0 && isDocumentMarker(text, first))) break;
    }
    const end = text.indexOf('\n', first);
    line = end < 0 ? text.length : end + 1;
  }
  lexer.position = line;
  lexer.lineStart = line;
  lexer.fresh = true;
  return true;
}
