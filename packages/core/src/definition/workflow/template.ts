import { evaluate, type Scope } from './evaluate.ts';
import { joinPieces, piecesOf, type Hole, type Pieces } from './outcome.ts';

/** Most characters of a text with its expressions put in. */
const maxLength = 64 * 1024;

/** A line of an input before its expressions are put in. */
export interface TemplateLine {
  readonly text: string;
  /** How many lines below the first one. */
  readonly below: number;
}

/** A text with its expressions put in. What only a run knows is a hole, and the text around it stays known. */
export function evaluateText(text: string, scope: Scope): Pieces {
  if (!text.includes('${{')) return text === '' ? [] : [text];
  const pieces: (string | Hole)[] = [];
  let length = 0;
  let at = 0;
  for (let open = text.indexOf('${{'); open >= 0; open = text.indexOf('${{', at)) {
    const end = endOfExpression(text, open + 3);
    if (end < 0) return [{ why: 'an expression in it is not closed' }];
    const inner = piecesOf(evaluate(text.slice(open + 3, end), scope));
    pieces.push(text.slice(at, open), ...inner);
    length += inner.reduce((total, piece) => total + (typeof piece === 'string' ? piece.length : 1), open - at);
    if (length > maxLength) return [{ why: `the text is longer than ${maxLength / 1024} KiB` }];
    at = end + 2;
  }
  return joinPieces([...pieces, text.slice(at)]);
}

/** Offset of the `}}` that closes an expression; within quotes it is part of a text. */
function endOfExpression(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "'") quoted = !quoted;
    else if (!quoted && char === '}' && text.charAt(at + 1) === '}') return at;
  }
  return -1;
}

/** The lines of an input. An expression that runs over several lines is in one. */
export function templateLines(text: string): readonly TemplateLine[] {
  const lines: TemplateLine[] = [];
  let start = 0;
  let below = 0;
  let startsBelow = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.startsWith('${{', at)) {
      const end = endOfExpression(text, at + 3);
      const expression = text.slice(at, end < 0 ? text.length : end);
      below += expression.split('\n').length - 1;
      at += Math.max(expression.length - 1, 0);
    } else if (text.charAt(at) === '\n') {
      lines.push({ text: text.slice(start, at), below: startsBelow });
      below += 1;
      start = at + 1;
      startsBelow = below;
    }
  }
  return [...lines, { text: text.slice(start), below: startsBelow }];
}

/** The lines of an evaluated text: an expression may have given several. */
export function splitLines(pieces: Pieces, separator: string | RegExp = '\n'): readonly Pieces[] {
  const lines: (string | Hole)[][] = [[]];
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      lines.at(-1)?.push(piece);
      continue;
    }
    const [first = '', ...others] = piece.split(separator);
    lines.at(-1)?.push(first);
    for (const other of others) lines.push([other]);
  }
  return lines.map(joinPieces);
}
