import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { parseDigest, type Digest } from '../reference/index.ts';

/** A digest of one hex digit, again and again. */
export function digest(letter: string): Digest {
  const parsed = parseDigest(`sha256:${letter.repeat(64)}`);
  if (parsed === undefined) throw new Error(`no hex digit: ${letter}`);
  return parsed;
}

export function platform(name: string): Platform {
  const parsed = parsePlatform(`linux/${name}`);
  if (parsed === undefined) throw new Error(name);
  return parsed;
}

export const [a, b, c] = ['a', 'b', 'c'].map((letter) => digest(letter)) as [Digest, Digest, Digest];
