import type { Range } from '../problem/index.ts';

/** Lines of an instruction that are searched for words; nobody reads further either. */
const mostLines = 100;

/** How words stand in a line, the best first: between blanks, between other marks, within other words. */
type Standing = 0 | 1 | 2;

interface Found {
  readonly line: number;
  /** From 0. */
  readonly at: number;
  readonly standing: Standing;
}

/** Finds places in one text. Its lines are cut only when somebody asks for a place. */
export class Places {
  private lines: readonly string[] | undefined;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /**
   * Where the words stand in the instruction that starts on a line: the first place where they stand alone, if there is
   * one. Otherwise the line without the blanks around it; the nearest line for one that is not there.
   *
   * @param behind - what stands right in front of the words, and is not meant
   */
  rangeOf(wanted: number, words?: string, behind = ''): Range {
    const start = Math.min(Math.max(wanted, 1), this.all.length);
    const found = words === undefined || words === '' ? undefined : this.find(start, words, behind);
    if (found !== undefined && words !== undefined) return within(found.line, found.at, words.length);
    const text = this.lineText(start);
    return within(start, text.length - text.trimStart().length, text.trim().length);
  }

  /** The text of a range within one line; undefined for others. */
  textAt({ start, end }: Range): string | undefined {
    return start.line === end.line ? this.lineText(start.line).slice(start.column - 1, end.column - 1) : undefined;
  }

  private find(start: number, words: string, behind: string): Found | undefined {
    let best: Found | undefined;
    for (const line of this.linesFrom(start)) {
      const found = findIn(this.lineText(line), words, behind);
      if (found !== undefined && (best === undefined || found.standing < best.standing)) best = { line, ...found };
      if (best?.standing === 0) break;
    }
    return best;
  }

  /** The line and those that continue it, without the comments and empty lines between. */
  private *linesFrom(start: number): Generator<number> {
    const end = Math.min(start + mostLines, this.all.length + 1);
    for (let line = start; line < end; line += 1) {
      const text = this.lineText(line);
      if (line > start && /^\s*(?:#|$)/.test(text)) continue;
      yield line;
      if (!isContinued(text)) return;
    }
  }

  private get all(): readonly string[] {
    this.lines ??= this.text.split('\n');
    return this.lines;
  }

  private lineText(line: number): string {
    return this.all[line - 1] ?? '';
  }
}

/** Whether the line ends like one that goes on below, whichever of the two characters escapes. */
function isContinued(text: string): boolean {
  const end = text.trimEnd();
  return end.endsWith('\\') || end.endsWith('`');
}

function findIn(text: string, words: string, behind: string): Omit<Found, 'line'> | undefined {
  const all = `${behind}${words}`;
  let best: Omit<Found, 'line'> | undefined;
  for (let at = text.indexOf(all); at !== -1; at = text.indexOf(all, at + 1)) {
    const standing = standingBetween(text.charAt(at - 1), text.charAt(at + all.length));
    // With something in front they are a part of a flag: the first is meant, and not what a shell is told.
    const rank = behind === '' || standing > 0 ? standing : 1;
    if (best === undefined || rank < best.standing) best = { at: at + behind.length, standing: rank };
    if (rank === 0) break;
  }
  return best;
}

function standingBetween(before: string, after: string): Standing {
  const around = [before, after];
  if (around.every((character) => character.trim() === '')) return 0;
  return around.some((character) => /[\w.:/@$]/.test(character)) ? 2 : 1;
}

/** @param start - from 0; columns count from 1 */
function within(line: number, start: number, length: number): Range {
  return { start: { line, column: start + 1 }, end: { line, column: start + 1 + length } };
}
