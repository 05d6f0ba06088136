import type { Platform } from '../dockerfile/index.ts';
import type { LookUp } from '../observe/index.ts';
import type { Digest } from '../reference/index.ts';

/**
 * The manifest that a digest stands for on a platform: the one that an index has for it, or itself when it is the manifest of
 * that platform. Undefined where that is not known, or it has none for the platform.
 */
export type Resolve = (digest: Digest, platform: Platform) => Digest | undefined;

/** Resolves what was looked up; failures resolve nothing. */
export function resolveFrom(lookUps: Iterable<LookUp>): Resolve {
  const found = new Map<Digest, ReadonlyMap<Platform, Digest>>();
  for (const lookUp of lookUps) if (lookUp.kind === 'found') found.set(lookUp.digest, lookUp.platforms);
  return (digest, platform) => found.get(digest)?.get(platform);
}
