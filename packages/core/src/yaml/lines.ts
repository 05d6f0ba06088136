import type { Position, Range } from '../problem/index.ts';

/** Turns offsets of one text into lines and columns. */
export interface Lines {
  position(offset: number): Position;
  range(start: number, end: number): Range;
  /** Offset of the end of the line that `offset` is in, line end and blanks before it not counted. */
  endOfLine(offset: number): number;
}

/** The line starts are looked up once, when the first position is asked for. */
export function countLines(text: string): Lines {
  let starts: readonly number[] | undefined;
  function position(offset: number): Position {
    starts ??= lineStarts(text);
    const line = lastAtMost(starts, offset);
    return { line: line + 1, column: Math.max(1, offset - (starts[line] ?? 0) + 1) };
  }
  return {
    position,
    range: (start, end) => ({ start: position(start), end: position(Math.max(start, end)) }),
    endOfLine(offset) {
      const at = text.indexOf('\n', offset);
      let end = at < 0 ? text.length : at;
      while (end > offset && /\s/.test(text.charAt(end - 1))) end -= 1;
      return end;
    },
  };
}

function lineStarts(text: string): number[] {
  // A byte-order mark takes no column.
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lastAtMost(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
