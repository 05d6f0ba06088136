declare const brand: unique symbol;

/** A string (or other value) whose grammar was checked: only the parser of its name holds the cast. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A value, or the reason why there is none. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function fail<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}
