import { worstFirst, type Problem } from '@image-factory/core/problem';
import type { CheckProblem } from './report.ts';

/**
 * Marks the problems that the base has, too. Lines move, so a problem is known by what it says of which file; of several
 * that say the same as many are old as the base has.
 */
export function markOld(base: readonly Problem[], head: readonly Problem[]): { problems: CheckProblem[]; solved: number } {
  const known = new Map<string, number>();
  for (const problem of base) known.set(identity(problem), (known.get(identity(problem)) ?? 0) + 1);
  const problems = worstFirst(head).map((problem): CheckProblem => {
    const left = known.get(identity(problem)) ?? 0;
    if (left > 0) known.set(identity(problem), left - 1);
    return { ...problem, old: left > 0 };
  });
  return { problems, solved: [...known.values()].reduce((sum, left) => sum + left, 0) };
}

function identity({ severity, code, message, source, image }: Problem): string {
  return JSON.stringify([severity, code, message, source?.file ?? null, image ?? null]);
}

/**
 * Problems the way a front door takes them: an error that the base has, too, is shown as a warning, which fails a strict
 * check alone.
 */
export function shownProblems(problems: readonly CheckProblem[]): Problem[] {
  return problems.map(({ old, ...problem }) =>
    old
      ? {
          ...problem,
          severity: problem.severity === 'error' ? 'warning' : problem.severity,
          message: `${problem.message} (Not new: the base has this, too.)`,
        }
      : problem,
  );
}
