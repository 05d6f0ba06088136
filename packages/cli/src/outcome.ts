import type { Problem } from '@image-factory/core/problem';
import type { Page } from './terminal/page.ts';
import type { ReadLine } from './terminal/problems.ts';

/** What a command came to. */
export interface Outcome {
  /** For people, on standard output; only made when it is going to be printed. */
  render(page: Page): string;
  /** For programs: what `--json` prints, problems aside. */
  readonly report: object;
  readonly problems: readonly Problem[];
  /** Whether anything differs from what was there before. */
  readonly changed?: boolean;
  /** Whether something that was asked for could not be done, although no problem is an error. */
  readonly failed?: boolean;
  /** Where the lines are that problems are about; default: in the repository. */
  readonly readLine?: ReadLine;
}

/** A command that could not start. */
export function refused(problems: readonly Problem[], report: object = {}): Outcome {
  return { render: () => '', report, problems };
}
