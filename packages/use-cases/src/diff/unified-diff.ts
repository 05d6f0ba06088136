import { diffLines } from './line-diff.ts';

const context = 3;

/**
 * The lines of a unified diff between two texts, without the two that name the files; none when they are equal. Line ends
 * are not compared.
 */
export function unifiedDiff(before: string, after: string): readonly string[] {
  const rows = rowsOf(before, after);
  const isShown = new Set<number>();
  for (const [index, { sign }] of rows.entries()) {
    if (sign === ' ') continue;
    for (let near = Math.max(0, index - context); near <= Math.min(rows.length - 1, index + context); near += 1) isShown.add(near);
  }
  const lines: string[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    if (!isShown.has(index)) continue;
    let end = index;
    while (isShown.has(end)) end += 1;
    const hunk = rows.slice(index, end);
    lines.push(heading(hunk));
    for (const { sign, line } of hunk) lines.push(`${sign}${line}`);
    index = end;
  }
  return lines;
}

interface Row {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
  /** How many lines of each side stand before it. */
  readonly old: number;
  readonly now: number;
}

const signs = { same: ' ', removed: '-', added: '+' } as const;

function rowsOf(before: string, after: string): readonly Row[] {
  const rows: Row[] = [];
  let [old, now] = [0, 0];
  for (const { kind, lines } of diffLines(linesOf(before), linesOf(after))) {
    for (const line of lines) {
      rows.push({ sign: signs[kind], line, old, now });
      if (kind !== 'added') old += 1;
      if (kind !== 'removed') now += 1;
    }
  }
  return rows;
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function heading(hunk: readonly Row[]): string {
  const [first] = hunk;
  const removed = hunk.filter(({ sign }) => sign !== '+').length;
  const added = hunk.filter(({ sign }) => sign !== '-').length;
  return `@@ -${span(first?.old ?? 0, removed)} +${span(first?.now ?? 0, added)} @@`;
}

/** An empty side names the line before it, as diff does. */
function span(from: number, length: number): string {
  return `${length === 0 ? from : from + 1},${length}`;
}
