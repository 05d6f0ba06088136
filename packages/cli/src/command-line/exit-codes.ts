import { hasErrors, type Problem } from '@image-factory/core/problem';
import type { CommandSpec } from './spec.ts';

export interface ExitCode {
  readonly code: 0 | 1 | 2;
  readonly meaning: string;
}

/** The exit codes that a command can have (SPEC section 11). */
export function exitCodesOf({ options }: CommandSpec): readonly ExitCode[] {
  return [
    { code: 0, meaning: 'done, or nothing to do' },
    { code: 1, meaning: `something is wrong: an error${Object.hasOwn(options, 'strict') ? ', with --strict also a warning' : ''}` },
    ...(Object.hasOwn(options, 'exit-code') ? [{ code: 2, meaning: 'changes were found, with --exit-code' } as const] : []),
  ];
}

export interface Verdict {
  readonly problems: readonly Problem[];
  readonly changed: boolean;
  /** Whether something could not be done that was asked for. */
  readonly failed?: boolean;
  readonly strict: boolean;
  readonly exitCode: boolean;
}

/** An error weighs more than a change: 2 says that everything was looked at and something differs. */
export function exitCodeFor({ problems, changed, failed = false, strict, exitCode }: Verdict): ExitCode['code'] {
  if (failed || hasErrors(problems)) return 1;
  if (strict && problems.some(({ severity }) => severity === 'warning')) return 1;
  return exitCode && changed ? 2 : 0;
}
