import type { Page } from '../terminal/page.ts';
import { printable } from '../terminal/printable.ts';

const context = 3;

/** The one place in which two texts differ, as a unified diff; empty when they are equal. Line ends are not compared. */
export function renderDiff(path: string, before: string, after: string, page: Page): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const start = commonLength(old, now, 0);
  if (start === old.length && start === now.length) return '';
  const end = commonLength(old.toReversed(), now.toReversed(), start);
  const from = Math.max(0, start - context);
  const removed = old.slice(start, old.length - end);
  const added = now.slice(start, now.length - end);
  const below = old.slice(old.length - end, old.length - end + context);
  const around = start - from + below.length;
  return [
    page.paint('bold', `--- ${printable(path)}`),
    page.paint('bold', `+++ ${printable(path)}`),
    page.paint('cyan', `@@ -${span(from, removed.length + around)} +${span(from, added.length + around)} @@`),
    ...old.slice(from, start).map((line) => ` ${printable(line)}`),
    ...removed.map((line) => page.paint('red', `-${printable(line)}`)),
    ...added.map((line) => page.paint('green', `+${printable(line)}`)),
    ...below.map((line) => ` ${printable(line)}`),
  ].join('\n');
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** How many lines are the same from the start; `taken` lines at the other end are spoken for. */
function commonLength(a: readonly string[], b: readonly string[], taken: number): number {
  const most = Math.min(a.length, b.length) - taken;
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}

/** An empty side names the line before it, as diff does. */
function span(from: number, length: number): string {
  return `${length === 0 ? from : from + 1},${length}`;
}
