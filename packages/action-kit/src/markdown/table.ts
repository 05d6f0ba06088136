import { prose } from './escape.ts';
import { fold } from './fold.ts';

/** Anybody's text, in which `…` marks code; or what `code` and `link` made. */
export type Cell = string | { readonly markdown: string };

/**
 * A table, its text escaped; long ones fold behind their first rows.
 *
 * @returns an empty text when there are no rows
 */
export function table(headers: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return '';
  const head = [row(headers), row(headers.map(() => ({ markdown: '---' })))];
  return fold(rows, (some) => [...head, ...some.map(row)].join('\n'), 25);
}

function row(cells: readonly Cell[]): string {
  return `| ${cells.map((cell) => (typeof cell === 'string' ? prose(cell) : cell.markdown)).join(' | ')} |`;
}
