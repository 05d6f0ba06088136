import type { ProblemCode } from '@image-factory/core/problem';
import type { Failure } from './read-failure.ts';

/** What is said about a failure. */
interface Saying {
  readonly message: string;
  readonly hint?: string;
}

/** A way in which builds fail, and how it is known. */
export interface KnownFailure {
  readonly code: ProblemCode;
  /** In the error. */
  readonly error?: RegExp;
  /** In the error, or in what a failed step said. */
  readonly anywhere?: RegExp;
  say(found: Found, failure: Failure): Saying;
}

/** The parts that the expression kept, from 1. */
type Found = (part: number) => string;
