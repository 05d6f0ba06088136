import { notice } from '@actions/core';
import { formatLocation, worstFirst, type Problem } from '@image-factory/core/problem';
import { limits } from '../limits.ts';
import { countProblems } from '../markdown/index.ts';
import { logText } from '../text/command-free.ts';
import { annotate } from './annotate.ts';
import type { ActionLog } from './log.ts';

/** Which problems become annotations: the worst of each level, as many as GitHub shows. */
export interface Selection {
  readonly shown: readonly Problem[];
  readonly hidden: readonly Problem[];
}

export function selectAnnotations(problems: readonly Problem[]): Selection {
  const sorted = worstFirst(problems);
  const all = divide(sorted, limits.annotationsPerLevel);
  // The line that says how many more there are is a notice, too.
  return all.hidden.length === 0 ? all : divide(sorted, limits.annotationsPerLevel - 1);
}

function divide(sorted: readonly Problem[], notices: number): Selection {
  const groups = levels.map((level) => ({
    room: level === 'notice' ? notices : limits.annotationsPerLevel,
    members: sorted.filter(({ severity }) => severity === level),
  }));
  return {
    shown: groups.flatMap(({ members, room }) => members.slice(0, room)),
    hidden: groups.flatMap(({ members, room }) => members.slice(room)),
  };
}

const levels = ['error', 'warning', 'notice'] as const;

/**
 * Annotates the problems. What GitHub would drop goes to the log, and a last line says how many and where they are.
 *
 * @param listedIn - where the reader finds all of them
 */
export async function publishProblems(problems: readonly Problem[], log: ActionLog, listedIn: 'summary' | 'log'): Promise<void> {
  const { shown, hidden } = selectAnnotations(problems);
  shown.forEach(annotate);
  if (hidden.length === 0) return;
  await log.phase(`Not annotated: ${countProblems(hidden)}`, async () => {
    for (const problem of hidden) log.info(problemLine(problem));
  });
  notice(
    logText(
      `There are more problems: ${countProblems(hidden)}. See the ${listedIn === 'summary' ? 'summary of this job' : 'log of this step'}.`,
    ),
  );
}

function problemLine({ severity, source, message, hint, code }: Problem): string {
  const place = source === undefined ? '' : `${formatLocation(source)}: `;
  return [`${severity}: ${place}${message} (${code})`, ...(hint === undefined ? [] : [`  ${hint}`])].join('\n');
}
