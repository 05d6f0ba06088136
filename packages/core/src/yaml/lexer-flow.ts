import { isBreakOrEnd, isFlowMark, type Lexer } from './lexer-state.ts';
import { readPlain, readQuoted } from './lexer-scalars.ts';

/** One token within `[…]` or `{…}`, or the bracket that opens the outermost. */
export function readFlowToken(lexer: Lexer, char: number): void {
  switch (char) {
    case 91: // [
    case 123: // {
      return openBracket(lexer, char === 91);
    case 93: // ]
    case 125: // }
      return closeBracket(lexer);
    case 44: // ,
      endPair(lexer);
      return step(lexer);
    case 34: // "
    case 39: // '
      readQuoted(lexer, char);
      lexer.afterValue = true;
      return;
    case 58: // :
    case 63: // ?
      if (isIndicator(lexer, char)) return beginPair(lexer);
      break;
  }
  lexer.afterValue = false;
  readPlain(lexer);
}

function isIndicator({ text, position, afterValue }: Lexer, char: number): boolean {
  const next = text.charCodeAt(position + 1);
  return (afterValue && char === 58) || isBreakOrEnd(next) || isFlowMark(next);
}

function step(lexer: Lexer): void {
  lexer.position += 1;
  lexer.afterValue = false;
}

function openBracket(lexer: Lexer, list: boolean): void {
  lexer.brackets.push({ offset: lexer.position, list, pair: false });
  deepen(lexer);
  step(lexer);
}

function closeBracket(lexer: Lexer): void {
  endPair(lexer);
  lexer.brackets.pop();
  lexer.depth -= 1;
  step(lexer);
  lexer.afterValue = true;
}

/** `key: value` within `[…]` is a mapping of its own. */
function beginPair(lexer: Lexer): void {
  const bracket = lexer.brackets.at(-1);
  if (bracket?.list === true && !bracket.pair) {
    bracket.pair = true;
    deepen(lexer);
  }
  step(lexer);
}

function endPair(lexer: Lexer): void {
  const bracket = lexer.brackets.at(-1);
  if (bracket?.pair !== true) return;
  bracket.pair = false;
  lexer.depth -= 1;
}

function deepen(lexer: Lexer): void {
  lexer.depth += 1;
  if (lexer.depth > lexer.maxDepth) lexer.finding = { kind: 'too-deep', offset: lexer.position, length: 1 };
}
