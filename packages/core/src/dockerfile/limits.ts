/**
 * What bounds the work on one Dockerfile. BuildKit knows the longest line; the others are ours
 * (SPEC section 4): far above what people write, low enough that a hostile file costs next to nothing.
 */
export const limits = {
  /** Bytes of UTF-8 in the whole file. */
  fileBytes: 1024 * 1024,
  /** Bytes of UTF-8 in one line, its line feed not counted; BuildKit's limit. */
  lineBytes: 65_535,
  instructions: 10_000,
  stages: 500,
  /** UTF-16 units that a variable may bring into a word, and that an expanded word may have beyond its own length. */
  expansion: 1024,
  /** Code points of a value that a pattern (`${x#…}`, `${x/…/…}`) is matched against. */
  patternValue: 256,
  /** How deep `${…}` may stand within `${…}`. */
  nesting: 50,
  /** ONBUILD triggers that a build runs; those of an image may name that image again, without end. */
  triggers: 1000,
  /** Problems told for one file. */
  problems: 20,
} as const;

/** Length of `text` in bytes of UTF-8; a lone surrogate counts as the three bytes of U+FFFD. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (isPair(text, index)) [bytes, index] = [bytes + 2, index + 1];
    else bytes += 2;
  }
  return bytes;
}

/** Whether `text` has more than `limit` bytes; counts them only where its length leaves that open. */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  return text.length * 3 > limit && utf8Length(text) > limit;
}

function isPair(text: string, index: number): boolean {
  const code = text.codePointAt(index);
  return code !== undefined && code > 0xffff;
}
