import { fail, type Result } from '../../text/index.ts';

/** Why a text is not what a grammar asks for, in words for the person who wrote it. */
export interface Refusal {
  /** What is wrong and what is allowed; ends with a period. */
  readonly message: string;
  /** What to write instead, when that can be guessed. */
  readonly hint?: string;
}

/** A value whose grammar was checked, or why it was refused. */
export type Parsed<T> = Result<T, Refusal>;

export function refuse(message: string, hint?: string): { readonly ok: false; readonly error: Refusal } {
  return fail(hint === undefined ? { message } : { message, hint });
}
