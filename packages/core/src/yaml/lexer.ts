import {
  isBlank,
  isBreak,
  isBreakOrEnd,
  isDocumentMarker,
  isFlowMark,
  isSeparator,
  type Finding,
  type FindingKind,
  type Lexer,
} from './lexer-state.ts';
import { readFlowToken } from './lexer-flow.ts';
import { readBlockScalar, readPlain, readQuoted } from './lexer-scalars.ts';

const HASH = 35;
const PERCENT = 37;
const DASH = 45;
const COLON = 58;
const QUESTION = 63;

/**
 * Walks over the tokens of a YAML text once, without building anything, and stops at the first thing that is not
 * allowed in our files. It follows the rules of YAML 1.2 for where a node begins, so that `&`, `*` and `!` count only
 * there, and never takes for text what a parser could take for a node; what it can not make sense of it leaves to the parser.
 *
 * @param maxDepth - most collections within each other, block and flow together
 */
export function findForbidden(text: string, maxDepth: number): Finding | undefined {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const lexer: Lexer = {
    text,
    maxDepth,
    position: start,
    lineStart: start,
    fresh: true,
    levels: [],
    brackets: [],
    depth: 0,
    afterValue: false,
    stage: 'before',
    finding: undefined,
  };
  while (skipToToken(lexer)) readToken(lexer);
  return lexer.finding ?? unclosedBracket(lexer);
}

function unclosedBracket({ brackets }: Lexer): Finding | undefined {
  const last = brackets.at(-1);
  return last && { kind: 'unclosed-bracket', offset: last.offset, length: 1 };
}

/** Moves to the next token, over blanks, line ends and comments. False at the end, and once something was found. */
function skipToToken(lexer: Lexer): boolean {
  const { text } = lexer;
  while (lexer.finding === undefined && lexer.position < text.length) {
    const char = text.charCodeAt(lexer.position);
    if (isBreak(char)) {
      lexer.position += 1;
      lexer.lineStart = lexer.position;
      lexer.fresh = true;
    } else if (isBlank(char)) {
      lexer.position += 1;
    } else if (char === HASH && beginsComment(lexer)) {
      const end = text.indexOf('\n', lexer.position);
      lexer.position = end < 0 ? text.length : end;
    } else if (!readMarker(lexer, char)) {
      return lexer.finding === undefined;
    }
  }
  return false;
}

function beginsComment({ text, position, lineStart }: Lexer): boolean {
  return position === lineStart || isSeparator(text.charCodeAt(position - 1));
}

/**
 * `---`, `...` and `%` at the start of a line. True when it is one of them and is dealt with.
 * js-yaml takes a first `---` that is indented for one too.
 */
function readMarker(lexer: Lexer, char: number): boolean {
  if (lexer.position !== lexer.lineStart && (lexer.stage !== 'before' || char !== DASH)) return false;
  if (char === PERCENT && lexer.stage !== 'inside') {
    find(lexer, 'directive', 1);
    return true;
  }
  if (!isDocumentMarker(lexer.text, lexer.position)) return false;
  if (char === DASH && lexer.stage !== 'before') find(lexer, 'documents', 3);
  lexer.stage = char === DASH ? 'inside' : 'after';
  lexer.position += 3;
  return true;
}

function readToken(lexer: Lexer): void {
  if (lexer.stage === 'after') return find(lexer, 'documents', 1);
  lexer.stage = 'inside';
  const char = lexer.text.charCodeAt(lexer.position);
  const property = properties.get(char);
  if (property !== undefined) return find(lexer, property, wordLength(lexer));
  if (lexer.brackets.length > 0) return readFlowToken(lexer, char);
  readBlockToken(lexer, char);
}

const properties = new Map<number, FindingKind>([
  [38, 'anchor'],
  [42, 'alias'],
  [33, 'tag'],
]);

function wordLength({ text, position }: Lexer): number {
  let end = position + 1;
  while (end < text.length && end - position < 60 && !isBreakOrEnd(text.charCodeAt(end)) && !isFlowMark(text.charCodeAt(end))) end += 1;
  return end - position;
}

function readBlockToken(lexer: Lexer, char: number): void {
  const column = lexer.position - lexer.lineStart;
  const indicator = isBreakOrEnd(lexer.text.charCodeAt(lexer.position + 1));
  if (lexer.fresh) closeLevels(lexer, column, char === DASH && indicator);
  lexer.fresh = false;
  if (indicator && (char === DASH || char === QUESTION || char === COLON)) {
    openLevel(lexer, column, char === DASH);
    lexer.position += 1;
    return;
  }
  if (readBlockScalar(lexer, char)) return;
  if (char === 34 || char === 39) readQuoted(lexer, char);
  else if (char === 91 || char === 123) return openBracketInBlock(lexer, char, column);
  else readPlain(lexer);
  if (lexer.finding === undefined) openMapAtColon(lexer, column);
}

function openBracketInBlock(lexer: Lexer, char: number, column: number): void {
  readFlowToken(lexer, char);
  while (lexer.brackets.length > 0 && skipToToken(lexer)) readToken(lexer);
  lexer.fresh = false;
  if (lexer.finding === undefined && lexer.brackets.length === 0) openMapAtColon(lexer, column);
}

/** A scalar or flow collection that a colon follows was the key of a mapping. */
function openMapAtColon(lexer: Lexer, column: number): void {
  const { text } = lexer;
  let position = lexer.position;
  while (isBlank(text.charCodeAt(position))) position += 1;
  if (text.charCodeAt(position) !== COLON || !isBreakOrEnd(text.charCodeAt(position + 1))) return;
  openLevel(lexer, column, false);
  lexer.position = position + 1;
}

function closeLevels(lexer: Lexer, column: number, atItem: boolean): void {
  for (let top = lexer.levels.at(-1); top !== undefined; top = lexer.levels.at(-1)) {
    if (top.column < column || (top.column === column && (atItem || !top.list))) return;
    lexer.levels.pop();
    lexer.depth -= 1;
  }
}

function openLevel(lexer: Lexer, column: number, list: boolean): void {
  const top = lexer.levels.at(-1);
  if (top !== undefined && top.column === column && top.list === list) return;
  lexer.levels.push({ column, list });
  lexer.depth += 1;
  if (lexer.depth > lexer.maxDepth) lexer.finding = { kind: 'too-deep', offset: lexer.lineStart + column, length: 1 };
}

function find(lexer: Lexer, kind: FindingKind, length: number): void {
  lexer.finding = { kind, offset: lexer.position, length };
}
