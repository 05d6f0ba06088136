import type { Problem } from '@image-factory/core/problem';

export interface UserErrorDetails {
  /** What to do next. */
  readonly hint?: string;
  /** What is wrong in detail. */
  readonly problems?: readonly Problem[];
  readonly cause?: unknown;
}

/** Something that the person who runs the action can put right. Its message stands alone: no stack, no class names. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(message: string, { hint, problems = [], cause }: UserErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
    this.problems = problems;
  }
}
