import type { Platform } from '../dockerfile/index.ts';
import type { Digest } from '../reference/index.ts';
import type { Sightings } from '../observe/index.ts';

/** What stood under a reference from a time on, on every platform that somebody needs. */
export interface Standing {
  readonly at: Date;
  readonly digests: ReadonlyMap<Platform, Digest>;
}

export interface Timeline {
  /** Oldest first, from when all platforms were seen. */
  readonly standings: readonly Standing[];
  /** Platforms that were never seen. */
  readonly missing: readonly Platform[];
}

/** What was seen of an image, as somebody sees it who needs these platforms: what others are changed by is not there. */
export function timelineOf(seen: ReadonlyMap<Platform, Sightings>, platforms: readonly Platform[]): Timeline {
  const missing = platforms.filter((platform) => (seen.get(platform) ?? []).length === 0);
  if (missing.length > 0) return { standings: [], missing };
  const events = platforms.flatMap((platform) => (seen.get(platform) ?? []).map((sighting) => ({ platform, ...sighting })));
  const digests = new Map<Platform, Digest>();
  const standings: Standing[] = [];
  for (const { platform, digest, at } of events.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    digests.set(platform, digest);
    if (digests.size < platforms.length) continue;
    if (standings.at(-1)?.at.getTime() === at.getTime()) standings.pop();
    standings.push({ at, digests: new Map(digests) });
  }
  return { standings, missing };
}

/** The newest of what is kept are kept whole. */
const mostTrusted = 50;

/**
 * The newest standing that nothing followed for as long as the settle window (SPEC section 7, point 2): what stood long
 * enough once has settled, whatever came after it.
 */
export function newestSettled({ standings }: Timeline, settleMs: number, now: Date): Standing | undefined {
  // Of very many sightings older ones are left out (observe/needs.ts): there a gap says nothing.
  return standings
    .slice(-mostTrusted)
    .findLast(({ at }, index, trusted) => (trusted[index + 1]?.at ?? now).getTime() - at.getTime() >= settleMs);
}
