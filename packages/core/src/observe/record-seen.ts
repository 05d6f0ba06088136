import type { Platform } from '../dockerfile/index.ts';
import type { Digest } from '../reference/index.ts';
import { mapField } from '../state/index.ts';
import { formatTime } from '../text/index.ts';
import { isList, toYaml, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { prunedEntries, type Needs } from './needs.ts';
import { newest, seenOf } from './sightings.ts';
import { absentOf } from './standing.ts';

/** What the fields by platform become, and what is different about them. Platforms are ordered. */
export interface SeenRecord {
  /** The new `seen`; undefined when it stays as it is. */
  readonly seen: YamlMap | undefined;
  /** The new `absent`; undefined when nothing is. */
  readonly absent: YamlValue | undefined;
  /** Seen for the first time. */
  readonly fresh: readonly Platform[];
  /** Another digest than the newest one before. */
  readonly moved: readonly Platform[];
  readonly gone: readonly Platform[];
  readonly back: readonly Platform[];
  /** Whether anything was seen before. */
  readonly isKnown: boolean;
  /** The youngest time among those that the new entries had to come after; undefined when there is no such entry. */
  readonly latest: Date | undefined;
}

/**
 * Adds what stands there now to what was seen: an entry for each platform whose digest is another one than before, at our
 * time or at that of the entry before it, whichever is later. A platform that is not there keeps its entries and is noted
 * as absent since now.
 */
export function recordSeen(state: YamlMap, platforms: ReadonlyMap<Platform, Digest>, needs: Needs, at: Date): SeenRecord {
  const [before, absentBefore] = [seenOf(state), absentOf(state)];
  const found = [...platforms].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const last = (platform: Platform) => newest(before.get(platform) ?? []);
  const changed = found.filter(([platform, digest]) => last(platform)?.digest !== digest);
  const gone = [...before.keys()].filter((platform) => !platforms.has(platform) && !absentBefore.has(platform));
  const back = [...absentBefore.keys()].filter((platform) => platforms.has(platform)).toSorted();
  const lasts = changed.flatMap(([platform]) => last(platform)?.at ?? []);
  return {
    seen:
      changed.length === 0
        ? undefined
        : withEntries(mapField(state, 'seen'), changed, (platform) => later(at, last(platform)?.at), needs, at),
    absent: absentAfter(state, gone, back, at),
    fresh: changed.flatMap(([platform]) => (before.has(platform) ? [] : [platform])),
    moved: changed.flatMap(([platform]) => (before.has(platform) ? [platform] : [])),
    gone,
    back,
    isKnown: before.size > 0,
    latest: lasts.reduce<Date | undefined>((most, each) => later(each, most), undefined),
  };
}

function withEntries(
  seen: YamlMap,
  changed: readonly (readonly [Platform, Digest])[],
  timeOf: (platform: Platform) => Date,
  needs: Needs,
  now: Date,
): YamlMap {
  const next = new Map<string, YamlValue>(seen);
  for (const [platform, digest] of changed) {
    const entries = next.get(platform);
    const entry = toYaml({ digest, at: formatTime(timeOf(platform)) });
    next.set(platform, prunedEntries([...(isList(entries) ? entries : []), entry], platform, needs, now));
  }
  return new Map([...next].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function absentAfter(state: YamlMap, gone: readonly Platform[], back: readonly Platform[], at: Date): YamlValue | undefined {
  const absent = mapField(state, 'absent');
  const next = new Map<string, YamlValue>([...absent].filter(([name]) => !back.some((platform) => platform === name)));
  for (const platform of gone) next.set(platform, formatTime(at));
  return next.size === 0 ? undefined : new Map([...next].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function later(a: Date, b: Date | undefined): Date {
  return b === undefined || a > b ? a : b;
}
