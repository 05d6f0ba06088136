import { formatLocation, worstFirst, type Problem, type Range, type Severity } from '@image-factory/core/problem';
import type { Page, Paint } from './page.ts';
import { printable } from './printable.ts';

/** The line of a file that a problem is about; undefined when it can not be shown. */
export type ReadLine = (problem: Problem) => Promise<string | undefined>;

const paints = { error: 'red', warning: 'yellow', notice: 'cyan' } as const satisfies Readonly<Record<Severity, Paint>>;
const mostShown = 40;

/** Problems for people, worst first: place, message and code, the line with a mark below it, what to do, and how many there are. */
export async function renderProblems(problems: readonly Problem[], readLine: ReadLine, page: Page): Promise<string> {
  if (problems.length === 0) return '';
  const sorted = worstFirst(problems);
  const shown = page.everything || sorted.length <= mostShown + 2 ? sorted : sorted.slice(0, mostShown);
  const parts: string[] = [];
  for (const problem of shown) parts.push(renderProblem(problem, await readLine(problem), page));
  const hidden = sorted.length - shown.length;
  const more = hidden === 0 ? '' : `; ${hidden} of them not shown (--verbose shows all)`;
  return `${parts.join('\n')}\n${page.paint('bold', countProblems(problems))}${more}\n`;
}

/** `2 errors, 1 warning`; kinds that do not occur are left out. */
export function countProblems(problems: readonly Problem[]): string {
  return (['error', 'warning', 'notice'] as const)
    .map((severity) => [problems.filter((problem) => problem.severity === severity).length, severity] as const)
    .filter(([number]) => number > 0)
    .map(([number, severity]) => `${number} ${severity}${number === 1 ? '' : 's'}`)
    .join(', ');
}

function renderProblem({ severity, source, message, code, hint }: Problem, line: string | undefined, page: Page): string {
  const place = source === undefined ? '' : `${printable(formatLocation(source))}: `;
  const head = `${place}${page.paint(paints[severity], severity)}: ${printable(message)} ${page.paint('dim', `[${code}]`)}`;
  const excerpt = line === undefined || source?.range === undefined ? [] : renderExcerpt(line, source.range, page);
  const advice = hint === undefined ? [] : [`  ${page.paint('cyan', 'hint')}: ${printable(hint)}`];
  return [head, ...excerpt, ...advice].join('\n');
}

/** The line with carets below the part that is meant, in as much of it as fits. */
function renderExcerpt(line: string, { start, end }: Range, page: Page): string[] {
  const number = String(start.line);
  const from = Math.min(start.column - 1, line.length);
  const to = end.line === start.line ? Math.min(Math.max(end.column - 1, from + 1), Math.max(line.length, from + 1)) : line.length;
  const room = page.width - number.length - 6;
  const cut = line.length > room ? Math.max(0, Math.min(from - 10, line.length - room)) : 0;
  const visible = line.slice(cut, cut + room);
  const before = lengthOf(shown(line.slice(cut, from)));
  const marked = Math.max(1, Math.min(lengthOf(shown(line.slice(from, to))), room - before));
  const margin = ' '.repeat(number.length);
  return [
    `  ${page.paint('dim', `${number} |`)} ${shown(visible)}`.trimEnd(),
    `  ${page.paint('dim', `${margin} |`)} ${' '.repeat(before)}${page.paint('red', '^'.repeat(marked))}`,
  ];
}

/** Tabs take a column like any other character here, or the mark would stand elsewhere. */
function shown(text: string): string {
  return printable(text.replaceAll('\t', ' '));
}

function lengthOf(text: string): number {
  return [...text].length;
}
