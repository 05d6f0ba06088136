import type { RunDiff } from '@image-factory/use-cases';
import type { Page } from '../terminal/page.ts';
import { printable } from '../terminal/printable.ts';
import { counted } from './sections.ts';

const mostLines = 200;

/** What a dry run would do to each file, line by line; so much of it as people read, and how much more there is. */
export function renderRunDiff({ files, filesLeftOut }: RunDiff, page: Page): string {
  let room = page.everything ? Infinity : mostLines;
  let [leftOut, hidden] = [0, filesLeftOut];
  const parts: string[] = [];
  for (const { path, lines, linesLeftOut } of files) {
    if (room <= 0) {
      hidden += 1;
      continue;
    }
    const shown = lines.slice(0, room);
    room -= shown.length;
    leftOut += lines.length - shown.length + linesLeftOut;
    const name = printable(path);
    parts.push(
      [page.paint('bold', `--- a/${name}`), page.paint('bold', `+++ b/${name}`), ...shown.map((line) => paintLine(line, page))].join('\n'),
    );
  }
  const rest = [
    ...(leftOut > 0 ? [`${counted(leftOut, 'line')} of the last file`] : []),
    ...(hidden > 0 ? [counted(hidden, 'more file')] : []),
  ];
  if (rest.length > 0) parts.push(`Left out: ${rest.join(', ')}.${page.everything ? '' : ' With --verbose there is more of it.'}`);
  return parts.join('\n');
}

function paintLine(line: string, page: Page): string {
  const text = printable(line);
  if (line.startsWith('@@')) return page.paint('cyan', text);
  if (line.startsWith('-')) return page.paint('red', text);
  return line.startsWith('+') ? page.paint('green', text) : text;
}
