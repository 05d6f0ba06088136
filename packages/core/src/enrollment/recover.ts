import type { Problem } from '../problem/index.ts';
import { parseEditable } from '../yaml/index.ts';

/** What is left of a file when the entries that are not valid YAML are taken out. */
export interface Recovered {
  /** The text with the broken entries blanked: every other entry is where it was. */
  readonly text: string;
  readonly problems: readonly Problem[];
  /** Names that the broken entries seem to have. */
  readonly names: readonly string[];
  /** Whether a broken entry has no name that can be made out. */
  readonly nameless: boolean;
}

/** An entry's text, from the line of its dash to the line before the next. */
interface Chunk {
  readonly start: number;
  readonly end: number;
}

/**
 * One broken entry never stops the others (P10): when a file is not YAML, its entries are looked at one by one, and
 * those that are broken by themselves are blanked. It works because whatever belongs to an item of a YAML list is
 * indented further than the item's dash. Where a quote is left open it also tells in which entry.
 *
 * @returns undefined when no single entry is to blame
 */
export function recover(text: string, file: string): Recovered | undefined {
  const broken: Chunk[] = [];
  const problems: Problem[] = [];
  for (const chunk of findEntries(text)) {
    const [problem] = parseEditable(text.slice(chunk.start, chunk.end), file, 'images').problems;
    if (problem === undefined || problem.code === 'yaml/duplicate-key' || problem.code === 'yaml/forbidden-key') continue;
    broken.push(chunk);
    problems.push(moved(problem, text, chunk));
  }
  if (broken.length === 0) return undefined;
  const names = broken.map(({ start, end }) => nameIn(text.slice(start, end)));
  return {
    text: broken.reduce(blank, text),
    problems,
    names: names.filter((name) => name !== undefined),
    nameless: names.includes(undefined),
  };
}

/** A problem of an entry that was read alone, at its place in the file. */
function moved(problem: Problem, text: string, { start }: Chunk): Problem {
  const range = problem.source?.range;
  if (problem.source === undefined || range === undefined) return problem;
  const before = text.slice(0, start).split('\n').length - 1;
  const move = ({ line, column }: typeof range.start) => ({ line: line + before, column });
  return { ...problem, source: { ...problem.source, range: { start: move(range.start), end: move(range.end) } } };
}

function blank(text: string, { start, end }: Chunk): string {
  return text.slice(0, start) + text.slice(start, end).replaceAll(/[^\r\n]/g, ' ') + text.slice(end);
}

/** The items of the list that the file is, or that `images` holds. */
function findEntries(text: string): Chunk[] {
  const images = /^images:[ \t]*(?:#.*)?\r?$/m.exec(text);
  const from = images === null ? 0 : images.index + images[0].length;
  const first = /^( *)-(?=\s)/m.exec(text.slice(from));
  if (first === null) return [];
  const indent = first[1] ?? '';
  const item = new RegExp(`^${indent}-(?=\\s)`, 'gm');
  const starts = [...text.slice(from).matchAll(item)].map(({ index }) => from + index);
  const end = images === null ? text.length : endOfList(text, starts.at(-1) ?? from, indent.length);
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? end }));
}

/** In the mapping form other keys may follow the list. */
function endOfList(text: string, last: number, indent: number): number {
  const line = new RegExp(`^ {0,${indent}}[^\\s#-]`, 'gm');
  line.lastIndex = last + 1;
  return line.exec(text)?.index ?? text.length;
}

function nameIn(entry: string): string | undefined {
  return /^\s*(?:- +)?name:\s*["']?([a-z0-9-]{1,52})["']?\s*(?:#.*)?$/m.exec(entry)?.[1];
}
