import { formatLocation, worstFirst, type Problem, type Severity } from '@image-factory/core/problem';
import { code, prose } from './escape.ts';
import { fold } from './fold.ts';

const marks = { error: '❌', warning: '⚠️', notice: 'ℹ️' } as const;

/**
 * Every problem, worst first, with its place, code and hint; long lists fold behind their first items.
 *
 * @returns an empty text when there are none
 */
export function problemList(problems: readonly Problem[]): string {
  if (problems.length === 0) return '';
  const list = fold(worstFirst(problems), (some) => some.map(item).join('\n'), 10);
  return `**${countProblems(problems)}**\n\n${list}`;
}

/** `2 errors, 1 warning`; kinds that do not occur are left out. */
export function countProblems(problems: readonly Problem[]): string {
  return (['error', 'warning', 'notice'] as const)
    .map((severity) => count(problems.filter((problem) => problem.severity === severity).length, severity))
    .filter((part) => part !== '')
    .join(', ');
}

function count(number: number, severity: Severity): string {
  if (number === 0) return '';
  return `${number} ${severity}${number === 1 ? '' : 's'}`;
}

function item({ severity, source, message, code: name, hint }: Problem): string {
  const place = source === undefined ? '' : `${code(formatLocation(source))}: `;
  const advice = hint === undefined ? '' : `<br>${prose(hint)}`;
  return `- ${marks[severity]} ${place}${prose(message)} (${code(name)})${advice}`;
}
