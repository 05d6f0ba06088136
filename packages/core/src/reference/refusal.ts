/** What kind of mistake keeps a text from being an image reference. */
export type RefusalCode =
  | 'empty'
  | 'format'
  | 'uppercase'
  | 'too-long'
  | 'identifier'
  | 'digest-format'
  | 'digest-length'
  | 'digest-unsupported';

/** Why a text is no image reference. */
export interface InvalidReference {
  readonly code: RefusalCode;
  /** What is wrong and what would be right, in words that can follow "… is not an image reference:"; no full stop. */
  readonly message: string;
}

export interface Refused {
  readonly ok: false;
  readonly error: InvalidReference;
}

export function refuse(code: RefusalCode, message: string): Refused {
  return { ok: false, error: { code, message } };
}
