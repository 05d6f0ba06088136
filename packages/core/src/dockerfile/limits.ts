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
  /** Patterns that are matched against a value while one build is planned. */
  patterns: 2000,
  /** How deep `${…}` may stand within `${…}`. */
  nesting: 50,
  /** ONBUILD triggers that a build runs; those of an image may name that image again, without end. */
  triggers: 1000,
  /** Problems told for one file. */
  problems: 20,
} as const;
