import type { Range } from '../problem/index.ts';

/** Finds places in one text. Its lines are cut only when somebody asks for a place. */
export class Places {
  private lines: readonly string[] | undefined;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The words in their line when they stand there exactly once, otherwise the line without the blanks around it. */
  rangeOf(line: number, words?: string): Range {
    const text = this.lineText(line);
    const at = words === undefined || words === '' ? -1 : text.indexOf(words);
    if (words !== undefined && at !== -1 && text.indexOf(words, at + 1) === -1) return within(line, at, at + words.length);
    const start = text.length - text.trimStart().length;
    return within(line, start, Math.max(start, text.trimEnd().length));
  }

  private lineText(line: number): string {
    this.lines ??= this.text.split('\n');
    return this.lines[line - 1] ?? '';
  }
}

/** Offsets count from 0, columns from 1. */
function within(line: number, start: number, end: number): Range {
  return { start: { line, column: start + 1 }, end: { line, column: end + 1 } };
}
