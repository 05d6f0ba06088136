import { errorCode, explainErrno, type Explanation } from './errno.ts';

/** What was to be done with a path. */
export type StoreAction = 'written' | 'removed' | 'listed';

/** The work tree does not allow what was asked. What was written before is complete and valid. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** The file or folder, as a path in the repository. */
  readonly path: string;
  /** Why, as a clause: `the disk is full`. */
  readonly reason: string;
  /** What to do next. */
  readonly hint: string;

  constructor(path: string, action: StoreAction, { reason, hint }: Explanation, options?: ErrorOptions) {
    super(`${path} can not be ${action}: ${reason}.`, options);
    this.path = path;
    this.reason = reason;
    this.hint = hint;
  }
}

/** Explains what the operating system said about `path`; any other error is a mistake in the program and stays what it is. */
export function toStoreError(path: string, action: StoreAction, cause: unknown): unknown {
  const code = errorCode(cause);
  return code === undefined ? cause : new StoreError(path, action, explainErrno(code), { cause });
}
