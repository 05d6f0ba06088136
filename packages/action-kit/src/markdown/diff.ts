import { printable } from '../text/printable.ts';
import { details } from './fold.ts';

/** What files become, as lines of unified diffs. */
export interface Difference {
  readonly files: readonly { readonly path: string; readonly lines: readonly string[]; readonly linesLeftOut: number }[];
  readonly filesLeftOut: number;
}

const mostCharacters = 60_000;

/** A difference folded away, as far as people read it, with a count of what is left out. Whatever its text is, it stays in its block. */
export function diffDetails({ files, filesLeftOut }: Difference): string {
  const total = files.length + filesLeftOut;
  if (total === 0) return '';
  const shown: string[] = [];
  let [room, whole] = [mostCharacters, 0];
  for (const { path, lines, linesLeftOut } of files) {
    const before = shown.length;
    for (const line of [`--- a/${path}`, `+++ b/${path}`, ...lines]) {
      const text = printable(line).replaceAll('\n', ' ');
      room -= text.length + 1;
      if (room < 0) break;
      shown.push(text);
    }
    if (shown.length - before === lines.length + 2 && linesLeftOut === 0) whole += 1;
    if (room < 0) break;
  }
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  const rest = total - whole;
  const note = rest === 0 ? '' : `\n\nLeft out, in part or as a whole: ${rest} of ${total} files.`;
  return details(`What would change in ${total} ${total === 1 ? 'file' : 'files'}`, `${fence}diff\n${shown.join('\n')}\n${fence}${note}`);
}

function longestRun(lines: readonly string[]): number {
  let longest = 0;
  for (const line of lines) for (const [run] of line.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
