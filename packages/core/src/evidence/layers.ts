import type { Platform } from '../dockerfile/index.ts';
import type { Dependency } from '../graph/index.ts';
import type { Digest } from '../reference/index.ts';
import { finalBases, sightingsOf, type EvidenceInput } from './input.ts';

interface Match {
  readonly digest: Digest;
  /** How many layers agree. */
  readonly length: number;
}

/**
 * What was seen of the final base and has the layers that the image begins with: the longest match; of equal ones, as after a
 * change of the config alone, the newest.
 *
 * @returns undefined as well where another base could be the final one and matches as well
 */
export function saidByLayers(input: EvidenceInput, dependency: Dependency, platform: Platform): Digest | undefined {
  const finals = finalBases(input.dependencies);
  if (!finals.includes(dependency)) return undefined;
  const own = longestMatch(input, dependency, platform);
  if (own === undefined) return undefined;
  const others = finals.filter((final) => final !== dependency).map((final) => longestMatch(input, final, platform)?.length ?? 0);
  return others.every((length) => length < own.length) ? own.digest : undefined;
}

function longestMatch({ published, seen, layers }: EvidenceInput, { name }: Dependency, platform: Platform): Match | undefined {
  const image = published.get(platform)?.diffIds ?? [];
  let longest: Match | undefined;
  for (const { digest } of sightingsOf(seen, name, platform)) {
    const base = layers?.get(digest) ?? [];
    if (base.length === 0 || base.length < (longest?.length ?? 0) || !isPrefix(base, image)) continue;
    longest = { digest, length: base.length };
  }
  return longest;
}

function isPrefix(start: readonly string[], whole: readonly string[]): boolean {
  return start.every((id, index) => whole[index] === id);
}
