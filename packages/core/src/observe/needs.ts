import type { Platform } from '../dockerfile/index.ts';
import type { Delay } from '../enrollment/index.ts';
import { prunedSeen, type NeededDigests } from '../state/index.ts';
import { formatTime } from '../text/index.ts';
import { isList, type YamlValue } from '../yaml/index.ts';
import { readEntries } from './sightings.ts';

/** What the images that are built from something need of what is seen of it. */
export interface Needs {
  /** The platforms that they are built for; undefined: nobody knows, so all. */
  readonly platforms?: ReadonlySet<Platform>;
  /** How long they wait; by their length, whatever is written twice counts once. */
  readonly delays?: readonly Delay[];
  /** What each of them is built from. */
  readonly dependents: readonly NeededDigests[];
}

/** Whether some image is built for the platform, as far as is known. */
export function isNeeded({ platforms }: Needs, platform: Platform): boolean {
  return platforms === undefined || platforms.has(platform);
}

/** What is younger stays in any case: a build that started from it may still run. */
const youngMs = 90 * 24 * 3_600_000;

/** With 50 platforms, that many entries of each stay below the limit of a state file. */
export const mostSightings = 100;

/**
 * The entries of a platform without those that no clock needs (SPEC section 5): from the start what is older than 90 days;
 * and, where an upstream moves so often that they are too many, from the middle. {@link oldestChange} gives the same for
 * every dependent as before, and the newest 50 always stay.
 *
 * @returns the same list when nothing goes
 */
export function prunedEntries(entries: readonly YamlValue[], platform: Platform, needs: Needs, now: Date): readonly YamlValue[] {
  const dependents = isNeeded(needs, platform) ? needs.dependents : [];
  const before = formatTime(new Date(now.getTime() - youngMs));
  const pruned = prunedSeen(new Map([[platform, entries]]), dependents, before).get(platform);
  return thinned(
    isList(pruned) ? pruned : entries,
    dependents.map((needed) => needed(platform)),
  );
}

function thinned(entries: readonly YamlValue[], dependents: readonly (ReadonlySet<string> | undefined)[]): readonly YamlValue[] {
  let spare = entries.length - mostSightings;
  if (spare <= 0) return entries;
  const kept = indexesNeeded(entries, dependents);
  return entries.filter((_, index) => {
    if (spare <= 0 || index >= entries.length - mostSightings / 2 || kept.has(index)) return true;
    spare -= 1;
    return false;
  });
}

/** Of each dependent the last sight of what it is built from, and what came after it; the first sight, where that is not known. */
function indexesNeeded(entries: readonly YamlValue[], dependents: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<number> {
  const read = readEntries(entries);
  const needed = new Set<number>();
  for (const digests of dependents) {
    const last = digests === undefined ? -1 : read.findLastIndex(({ digest }) => digests.has(digest));
    for (const entry of [read[last], read[last + 1]]) if (entry !== undefined) needed.add(entry.index);
  }
  return needed;
}
