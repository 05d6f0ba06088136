/**
 * Where one node of a document stands: keys, values and items in the order of the file, collections closed by an `end`.
 * Offsets are in UTF-16 units of the text.
 */
export interface Mark {
  readonly kind: 'map' | 'list' | 'scalar' | 'end';
  readonly start: number;
  /** Of a scalar: behind its last character, quotes included. Of a collection: where it starts, as its end is not needed. */
  readonly end: number;
  /** Of a key: what it says. Undefined when a key is no scalar; then nothing below it can be asked for. */
  readonly name?: string | undefined;
}

/** A scalar that is not written at all: `key:` or `-` with nothing behind. */
export const unwritten: Mark = { kind: 'scalar', start: -1, end: -1 };
export const closing: Mark = { kind: 'end', start: -1, end: -1 };
