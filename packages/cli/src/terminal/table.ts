import type { Page } from './page.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

/** A text, or several that belong together. */
export type Cell = string | readonly string[];

export interface TableOptions {
  /** Rows that are shown unless everything is. */
  readonly most?: number;
}

const indent = '  ';
const gap = 2;
/** What a last column needs to stand beside the others. */
const narrowest = 24;

/**
 * An aligned table without lines. The last column takes what is left of the width and goes on below; where it does not
 * fit there, it stands below its row. A last column without any text is left out, and so are titles when there are none.
 * Long tables end with how many rows there are more.
 *
 * @returns an empty text when there are no rows
 */
export function table(titles: readonly string[], rows: readonly (readonly Cell[])[], page: Page, { most = 25 }: TableOptions = {}): string {
  if (rows.length === 0) return '';
  if (titles.length > 1 && rows.every((row) => plain(row.at(-1) ?? '') === '')) {
    return table(
      titles.slice(0, -1),
      rows.map((row) => row.slice(0, -1)),
      page,
      { most },
    );
  }
  const shown = page.everything || rows.length <= most + 2 ? rows : rows.slice(0, most);
  const columns = titles.map((_, index) => Math.max(...[titles, ...shown].map((row) => widthOf(row[index] ?? ''))));
  const fixed = columns.slice(0, -1);
  const left = page.width - indent.length - fixed.reduce((sum, width) => sum + width + gap, 0);
  const stacked = (columns.at(-1) ?? 0) > left && left < narrowest;
  const lines = shown.flatMap((row) =>
    stacked || !fits(row.at(-1) ?? '', left) ? stackedRow(row, fixed, page) : besideRow(row, fixed, left),
  );
  const headings = stacked
    ? [renderLine(titles.slice(0, -1), fixed), `${indent.repeat(3)}${titles.at(-1) ?? ''}`]
    : [renderLine(titles, fixed)];
  const head = headings.filter((heading) => heading.trim() !== '').map((heading) => page.paint('dim', heading));
  const more =
    shown.length < rows.length ? [page.paint('dim', `${indent}… and ${rows.length - shown.length} more (--verbose shows all)`)] : [];
  return [...head, ...lines, ...more].join('\n');
}

function besideRow(row: readonly Cell[], fixed: readonly number[], left: number): string[] {
  const [first = '', ...rest] = linesOf(row.at(-1) ?? '', left);
  const margin = indent.length + fixed.reduce((sum, width) => sum + width + gap, 0);
  return [renderLine([...row.slice(0, -1).map(plain), first], fixed), ...rest.map((line) => `${' '.repeat(margin)}${line}`)];
}

function stackedRow(row: readonly Cell[], fixed: readonly number[], page: Page): string[] {
  const below = linesOf(row.at(-1) ?? '', page.width - 3 * indent.length).filter((line) => line !== '');
  return [renderLine(row.slice(0, -1).map(plain), fixed), ...below.map((line) => `${indent.repeat(3)}${line}`)];
}

function renderLine(cells: readonly string[], fixed: readonly number[]): string {
  const padded = cells.map((cell, index) =>
    index < cells.length - 1 ? cell.padEnd((fixed[index] ?? 0) + gap + cell.length - lengthOf(cell)) : cell,
  );
  return `${indent}${padded.join('')}`.trimEnd();
}

/** A list puts as many of its texts on a line as fit, and none of them is broken. */
function linesOf(cell: Cell, width: number): string[] {
  if (typeof cell === 'string') return wrap(printable(cell), width);
  const lines: string[] = [];
  cell.map(printable).forEach((text, index) => {
    const item = index < cell.length - 1 ? `${text},` : text;
    const last = lines.at(-1);
    if (last !== undefined && lengthOf(last) + 1 + lengthOf(item) <= width) lines[lines.length - 1] = `${last} ${item}`;
    else lines.push(item);
  });
  return lines;
}

/** A text can be broken at blanks, the texts of a list can not. */
function fits(cell: Cell, width: number): boolean {
  return typeof cell === 'string' || cell.every((text, index) => lengthOf(printable(text)) + (index < cell.length - 1 ? 1 : 0) <= width);
}

function widthOf(cell: Cell): number {
  return lengthOf(plain(cell));
}

function plain(cell: Cell): string {
  return typeof cell === 'string' ? printable(cell) : cell.map(printable).join(', ');
}

/** In characters, not in UTF-16 units. */
function lengthOf(text: string): number {
  return [...text].length;
}
