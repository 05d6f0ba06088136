import type { Platform } from '../dockerfile/index.ts';
import { parseTime } from '../enrollment/index.ts';
import { knownOf, seenOf, type Sightings } from '../observe/index.ts';
import { parseDigest, type Digest } from '../reference/index.ts';
import { listField, textField } from '../state/index.ts';
import { isMap, type YamlMap } from '../yaml/index.ts';

/** What a digest under a tag stands for: the manifest of each platform. */
export type PlatformDigests = ReadonlyMap<Platform, Digest>;

/** What the state of a base knows of digests that stood under its tag. */
export interface Contents {
  /** Indexes, the newest first. */
  readonly indexes: readonly (readonly [Digest, PlatformDigests])[];
  /** Whether the digest is that of the manifest of a platform. */
  platformOf(digest: Digest): Platform | undefined;
}

/**
 * Reads what stood under a tag, and what it was made of, from what observation left in `seen` and `updateHistory`. What
 * others wrote into the history says nothing of platforms.
 */
export function contentsIn(state: YamlMap): Contents {
  const seen = seenOf(state);
  const indexes: (readonly [Digest, PlatformDigests])[] = [];
  const known = knownOf(state);
  if (known !== undefined) indexes.push([known.digest, known.platforms]);
  for (const entry of listField(state, 'updateHistory').toReversed()) {
    if (!isMap(entry) || !entry.has('platforms')) continue;
    const [digest, at] = [parseDigest(textField(entry, 'digest') ?? ''), parseTime(textField(entry, 'at') ?? '')];
    if (digest === undefined || !at.ok) continue;
    const platforms = standingAt(seen, at.value);
    if (platforms.size > 0) indexes.push([digest, platforms]);
  }
  return {
    indexes,
    platformOf: (digest) => [...seen].find(([, sightings]) => sightings.some((sighting) => sighting.digest === digest))?.[0],
  };
}

function standingAt(seen: ReadonlyMap<Platform, Sightings>, time: Date): PlatformDigests {
  const standing = new Map<Platform, Digest>();
  for (const [platform, sightings] of seen) {
    const last = sightings.findLast(({ at }) => at <= time);
    if (last !== undefined) standing.set(platform, last.digest);
  }
  return standing;
}

/** Whether two digests are the same image for somebody who builds for these platforms. */
export function sameFor(platforms: readonly Platform[], a: PlatformDigests, b: PlatformDigests): boolean {
  return platforms.every((platform) => a.get(platform) !== undefined && a.get(platform) === b.get(platform));
}
