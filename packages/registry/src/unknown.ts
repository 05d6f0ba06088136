import type { LookUpFailure, Missing, Unknown } from '@image-factory/core/observe';

export function unknown(code: LookUpFailure, why: string): Unknown {
  return { kind: 'unknown', code, why };
}

export function missing(why: string): Missing {
  return { kind: 'missing', why };
}
