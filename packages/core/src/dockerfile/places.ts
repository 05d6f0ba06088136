import type { Range } from '../problem/index.ts';

/** Finds places in one text. Its lines are cut only when somebody asks for a place. */
export class Places {
  private lines: readonly string[] | undefined;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The words in their line when they stand there exactly once, otherwise the line without the blanks around it; the nearest line for one that is not there. */
  rangeOf(wanted: number, words?: string): Range {
    const line = Math.min(Math.max(wanted, 1), this.all.length);
    const text = this.lineText(line);
    const at = words === undefined || words === '' ? -1 : text.indexOf(words);
    if (words !== undefined && at !== -1 && text.indexOf(words, at + 1) === -1) return within(line, at, at + words.length);
    const start = text.length - text.trimStart().length;
    return within(line, start, Math.max(start, text.trimEnd().length));
  }

  /** The text of a range within one line; undefined for others. */
  textAt({ start, end }: Range): string | undefined {
    return start.line === end.line ? this.lineText(start.line).slice(start.column - 1, end.column - 1) : undefined;
  }

  private get all(): readonly string[] {
    this.lines ??= this.text.split('\n');
    return this.lines;
  }

  private lineText(line: number): string {
    return this.all[line - 1] ?? '';
  }
}

/** Offsets count from 0, columns from 1. */
function within(line: number, start: number, end: number): Range {
  return { start: { line, column: start + 1 }, end: { line, column: end + 1 } };
}
