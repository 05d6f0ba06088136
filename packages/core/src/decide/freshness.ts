import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import type { FactoryConfig, Hold, ManagedImage } from '../enrollment/index.ts';
import type { Dependency } from '../graph/index.ts';
import { absentOf, checkFailureOf, newest, oldestChange, seenOf, type Sightings } from '../observe/index.ts';
import { baseKey, familiarReference, identityOf, parseReference, type Digest, type ImageReference } from '../reference/index.ts';
import type { StateSnapshot } from '../state/index.ts';
import { formatTime } from '../text/index.ts';
import type { YamlMap } from '../yaml/index.ts';
import { newestSettled, timelineOf, type Standing } from './timeline.ts';
import type { BaseFreshness, BuiltBase, Freshness, Move } from './types.ts';
import { watchedState } from './watched-state.ts';

const amd64 = parsePlatform('linux/amd64');

/** The platforms that an image is built for. */
export function platformsOf({ source }: ManagedImage): readonly Platform[] {
  return source.platforms ?? (amd64 === undefined ? [] : [amd64]);
}

/** Tells how images stand to their bases; what was seen of a base is read once for all that are built from it. */
export interface FreshnessReader {
  of(dependency: Dependency, built: BuiltBase | undefined, platforms: readonly Platform[]): BaseFreshness;
}

export function freshnessReader(state: StateSnapshot, config: FactoryConfig, now: Date): FreshnessReader {
  const settleMs = config.rebuild.settle.milliseconds;
  const holds = holdsOf(config, now);
  const subjects = { managed: new Map<string, Subject>(), watched: new Map<string, Subject>() };

  function subjectOf(dependency: Dependency): Subject {
    const { kind, name } = dependency;
    const id = kind === 'managed' && dependency.otherTag !== undefined ? `${name}:${dependency.otherTag}` : name;
    const known = subjects[kind].get(id);
    if (known !== undefined) return known;
    const subject = readSubject(watchedState(dependency, state), settleMs, now);
    subjects[kind].set(id, subject);
    return subject;
  }

  return {
    of(dependency, built, platforms) {
      const { kind, name, reference } = dependency;
      const subject = subjectOf(dependency);
      const view = subject.view(platforms);
      const label = subject.label(reference);
      const hold = holds.size === 0 ? undefined : holds.get(baseKey(identityOf(reference)));
      const freshness = freshnessOf(dependency, label, built, platforms, subject, view);
      const { settled, latest } = view;
      return {
        name,
        kind,
        reference: label,
        freshness,
        wanted: wantedOf(freshness, built, hold !== undefined, view),
        ...(freshness.kind === 'changed' ? { settledAt: settledAt(freshness.moves, settled, latest, settleMs, now) } : {}),
        ...(hold === undefined ? {} : { hold }),
        ...(subject.failingSince === undefined ? {} : { failingSince: subject.failingSince }),
      };
    },
  };
}

const nothing: ReadonlyMap<Platform, Digest> = new Map();

/** What is held, or stands as it was built, stays as it was built; a pin stands in the Dockerfile. */
function wantedOf(
  freshness: Freshness,
  built: BuiltBase | undefined,
  isHeld: boolean,
  { settled, latest }: View,
): ReadonlyMap<Platform, Digest> {
  if (freshness.kind === 'pinned') return nothing;
  const stays = isHeld || freshness.kind === 'current' ? built?.platforms : undefined;
  return stays ?? settled?.digests ?? built?.platforms ?? latest?.digests ?? nothing;
}

/** When there is something settled to build that the published image lacks. */
function settledAt(moves: readonly Move[], settled: Standing | undefined, latest: Standing | undefined, settleMs: number, now: Date): Date {
  const isNews = settled !== undefined && moves.some(({ platform, from }) => settled.digests.get(platform) !== from);
  const standing = isNews ? settled : latest;
  return standing === undefined ? now : new Date(standing.at.getTime() + settleMs);
}

function freshnessOf(
  { reference }: Dependency,
  name: string,
  built: BuiltBase | undefined,
  platforms: readonly Platform[],
  { seen, absent, failingSince }: Subject,
  { missing }: View,
): Freshness {
  if (reference.digest !== undefined) return { kind: 'pinned' };
  if (seen.size === 0) return unknown(failingSince === undefined ? `${name} was not seen yet` : failing(name, failingSince));
  if (missing.length > 0) return unknown(`${name} was never seen for ${missing.join(', ')}`);
  const dropped = platforms.filter((platform) => absent.has(platform));
  if (dropped.length > 0) return unknown(`${name} is not there for ${dropped.join(', ')} any more`);
  if (built === undefined) return unknown(`it is not known whether it was built from ${name} at all`);
  if (built.evidence === 'assumed') return unknown(`which ${name} it was built from is only assumed`);
  const moves: Move[] = [];
  let since: Date | undefined;
  for (const platform of platforms) {
    const from = built.platforms.get(platform);
    if (from === undefined) return unknown(`which ${name} it was built from for ${platform} is not known`);
    const sightings = seen.get(platform) ?? [];
    const changed = oldestChange(sightings, new Set([from]));
    const now = newest(sightings);
    if (changed === undefined || now === undefined) continue;
    moves.push({ platform, from, to: now.digest });
    if (since === undefined || changed.at < since) since = changed.at;
  }
  if (since !== undefined) return { kind: 'changed', since, moves };
  return failingSince === undefined ? { kind: 'current' } : unknown(failing(name, failingSince));
}

function failing(name: string, since: Date): string {
  return `${name} could not be looked up since ${formatTime(since)}`;
}

function unknown(why: string): Freshness {
  return { kind: 'unknown', why };
}

/** What state says of an image that others are built from. */
interface Subject {
  readonly seen: ReadonlyMap<Platform, Sightings>;
  /** Platforms that it was seen for, and is not there for now. */
  readonly absent: ReadonlyMap<Platform, Date>;
  readonly failingSince?: Date;
  view(platforms: readonly Platform[]): View;
  /** As people write it. */
  label(reference: ImageReference): string;
}

/** What somebody sees of it who needs some platforms. */
interface View {
  readonly missing: readonly Platform[];
  readonly settled: Standing | undefined;
  readonly latest: Standing | undefined;
}

function readSubject(state: YamlMap | undefined, settleMs: number, now: Date): Subject {
  const seen = seenOf(state ?? new Map());
  const views = new Map<string, View>();
  const labels = new Map<string | undefined, string>();
  const failingSince = checkFailureOf(state ?? new Map())?.since;
  return {
    seen,
    absent: absentOf(state ?? new Map()),
    ...(failingSince && { failingSince }),
    view(platforms) {
      const id = platforms.length === 1 ? (platforms[0] ?? '') : platforms.join();
      const known = views.get(id);
      if (known !== undefined) return known;
      const timeline = timelineOf(seen, platforms);
      const view = { missing: timeline.missing, settled: newestSettled(timeline, settleMs, now), latest: timeline.standings.at(-1) };
      views.set(id, view);
      return view;
    },
    label(reference) {
      if (reference.digest !== undefined) return familiarReference(reference);
      const label = labels.get(reference.tag) ?? familiarReference(reference);
      labels.set(reference.tag, label);
      return label;
    },
  };
}

/** Holds on base images that have not ended, by key. */
function holdsOf({ holds }: FactoryConfig, now: Date): ReadonlyMap<string, Hold> {
  const held = new Map<string, Hold>();
  for (const { image, reason, until } of holds) {
    const parsed = parseReference(image);
    if (!parsed.ok || (until !== undefined && until <= now)) continue;
    held.set(baseKey(identityOf(parsed.value)), { reason, ...(until === undefined ? {} : { until }) });
  }
  return held;
}

/** For sentences: ` until …`, or nothing. */
export function untilText(until: Date | undefined): string {
  return until === undefined ? '' : ` until ${formatTime(until)}`;
}
