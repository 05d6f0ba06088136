import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { parseTime } from '../enrollment/index.ts';
import { parseDigest, type Digest } from '../reference/index.ts';
import { mapField, textField } from '../state/index.ts';
import { isList, isMap, type YamlMap, type YamlValue } from '../yaml/index.ts';

/** A digest under a reference, and when we saw it there first: never a date that an image or a registry tells. */
export interface Sighting {
  readonly digest: Digest;
  readonly at: Date;
}

/** What was seen of a platform, oldest first; the last one is what stands there now. Neighbours differ in their digest. */
export type Sightings = readonly Sighting[];

/**
 * What `seen` of a state says, by platform in the order of their names (SPEC section 5). Entries that can not be read are
 * passed over, and so are platforms in another spelling than ours, or without any entry that can be read.
 */
export function seenOf(state: YamlMap): ReadonlyMap<Platform, Sightings> {
  const seen = new Map<Platform, Sightings>();
  for (const [name, entries] of [...mapField(state, 'seen')].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const platform = parsePlatform(name);
    const sightings = platform === name ? withoutRepeats(readEntries(entries)) : [];
    if (platform !== undefined && sightings.length > 0) seen.set(platform, sightings);
  }
  return seen;
}

/** An entry that can be read, with its index in the list. */
export interface ReadEntry extends Sighting {
  readonly index: number;
}

/** The entries of a platform that can be read, repeats too. */
export function readEntries(entries: YamlValue | undefined): readonly ReadEntry[] {
  if (!isList(entries)) return [];
  return entries.flatMap((entry, index) => {
    if (!isMap(entry)) return [];
    const digest = parseDigest(textField(entry, 'digest') ?? '');
    const at = parseTime(textField(entry, 'at') ?? '');
    return digest === undefined || !at.ok ? [] : [{ digest, at: at.value, index }];
  });
}

function withoutRepeats(entries: readonly ReadEntry[]): Sightings {
  return entries.filter(({ digest }, index) => entries[index - 1]?.digest !== digest).map(({ digest, at }) => ({ digest, at }));
}

/** What stands there now. Its time is since when: the settle window of a decision counts from there. */
export function newest(sightings: Sightings): Sighting | undefined {
  return sightings.at(-1);
}

/**
 * Since when all of the platforms stand as they stand now: the youngest of their newest sightings.
 *
 * @returns undefined when there is no platform, or one was never seen
 */
export function settledSince(seen: ReadonlyMap<Platform, Sightings>, platforms: Iterable<Platform>): Date | undefined {
  let since: Date | undefined;
  for (const platform of platforms) {
    const at = newest(seen.get(platform) ?? [])?.at;
    if (at === undefined) return undefined;
    if (since === undefined || at > since) since = at;
  }
  return since;
}

/**
 * The oldest change that something built from one of these digests lacks: what was seen right after the last time that one
 * of them was there. The delay of a rebuild counts from its time (SPEC section 7, point 3). A digest that comes back takes
 * the changes before it away: A, B, A is no change for what is built from A.
 *
 * Where none of the digests was ever seen, all that was seen is a change, from the first sight on; whether that is so can be
 * asked with {@link wasSeen}.
 *
 * @param builtFrom - of one platform; undefined when nobody knows
 * @returns undefined when there is no change, nothing was seen, or nobody knows
 */
export function oldestChange(sightings: Sightings, builtFrom: ReadonlySet<string> | undefined): Sighting | undefined {
  if (builtFrom === undefined) return undefined;
  return sightings[sightings.findLastIndex(({ digest }) => builtFrom.has(digest)) + 1];
}

/** Whether one of the digests was ever there, as far as is known. */
export function wasSeen(sightings: Sightings, digests: ReadonlySet<string>): boolean {
  return sightings.some(({ digest }) => digests.has(digest));
}
