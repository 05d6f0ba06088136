import type { Platform } from '../dockerfile/index.ts';
import { error, notice, warning, type Checked, type Problem } from '../problem/index.ts';
import { familiarReference, parseDigest, type Digest, type ImageReference } from '../reference/index.ts';
import { listField, mergeState, textField, type FieldChanges, type StateKind } from '../state/index.ts';
import { formatTime } from '../text/index.ts';
import { toYaml, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { eligibleTimes } from './eligible.ts';
import type { Found, LookUp, Missing, Unknown } from './look-up.ts';
import { isNeeded, type Needs } from './needs.ts';
import { failureNews, newsOf, platformList, recoveryNews, type Movement, type News } from './news.ts';
import { recordSeen, type SeenRecord } from './record-seen.ts';
import { loudnessOf } from './repointed.ts';
import { checkFailureOf, type CheckFailure } from './standing.ts';

/** A look-up, and what it is about. */
export interface LookUpToRecord {
  readonly kind: StateKind;
  readonly state: YamlMap;
  /** What was looked up: the base image, the exact tag of an external image, the published tag of a managed one. */
  readonly reference: ImageReference;
  readonly lookUp: LookUp;
  /** Our own time of the look-up. */
  readonly at: Date;
  readonly needs: Needs;
}

export interface Recorded {
  /** The state itself when it says all that already. */
  readonly state: YamlMap;
  /** What changed, and why; none when nothing did. */
  readonly news: readonly News[];
}

const dayMs = 24 * 3_600_000;
const hourMs = 3_600_000;

/**
 * Records what a registry said of a reference (SPEC section 5 and 7). A good answer adds to `seen` what is new by platform,
 * notes in `absent` which platforms went, and ends a row of failures; of a base or external image it also says which index
 * stands there now, and keeps what changed in the history. A failed one says since when look-ups fail, and never changes a
 * digest. Recording the same again changes nothing: the time of looking is written together with something else alone.
 *
 * Times are ours. One that lies before what was seen last, because clocks differ, counts as that: what was seen never goes
 * back in time.
 *
 * The problems are what people should hear of: failures, louder after a day; a full version that was re-pointed; a platform
 * that something is built for and that is gone.
 */
export function recordLookUp(record: LookUpToRecord): Checked<Recorded> {
  const { lookUp } = record;
  return lookUp.kind === 'found' ? recordFound(record, lookUp) : recordFailure(record, lookUp);
}

function recordFound(record: LookUpToRecord, found: Found): Checked<Recorded> {
  const { kind, state, reference, at, needs } = record;
  const seen = recordSeen(state, found.platforms, needs, at);
  const movement = movementOf(record, found.digest, seen);
  const failure = checkFailureOf(state);
  const news = [...newsOf(movement), ...(failure === undefined ? [] : [recoveryNews(reference, failure)])];
  const observed: FieldChanges = new Map<string, YamlValue | undefined>([
    ['lastChecked', formatTime(at)],
    ['checkFailure', undefined],
    ['absent', seen.absent],
    ...(seen.seen === undefined ? [] : [['seen', seen.seen] as const]),
  ]);
  const merged = mergeState(kind, state, 'observe', observed);
  const pointed = kind === 'managed' || !movement.isOther ? merged : withPointer(record, merged, movement, news);
  const eligible = kind === 'base' ? eligibleTimes(pointed, needs) : undefined;
  const next = eligible === undefined ? pointed : mergeState(kind, pointed, 'observe', new Map([['rebuildEligibleAt', eligible]]));
  return { value: { state: next, news }, problems: problemsOf(record, movement, seen) };
}

function movementOf(
  { kind, state, reference, needs }: LookUpToRecord,
  to: Digest,
  { fresh, moved, gone, back, isKnown }: SeenRecord,
): Movement {
  const from = kind === 'managed' ? undefined : digestIn(state);
  const isOurs = (platform: Platform): boolean => isNeeded(needs, platform);
  return {
    reference,
    from,
    to,
    fresh,
    moved: moved.filter(isOurs),
    aside: moved.filter((platform) => !isOurs(platform)),
    gone,
    back,
    isKnown: isKnown || from !== undefined,
    isOther: kind !== 'managed' && from !== to,
  };
}

function digestIn(state: YamlMap): Digest | undefined {
  return parseDigest(textField(state, 'currentDigest') ?? '');
}

/** What the reference itself points to now, since when, what it was before, and an entry in the history. */
function withPointer({ kind, state, at }: LookUpToRecord, merged: YamlMap, movement: Movement, news: readonly News[]): YamlMap {
  const { from, to, moved, aside, fresh } = movement;
  const entry = toYaml({
    at: formatTime(at),
    digest: to,
    previousDigest: from,
    platforms: [...moved, ...aside, ...fresh].toSorted(),
    event: loudness(movement) === 'quiet' ? undefined : 're-pointed',
    why: news[0]?.why,
  });
  const pointer: FieldChanges = new Map<string, YamlValue | undefined>([
    ['currentDigest', to],
    ['updateHistory', [...listField(state, 'updateHistory'), entry]],
  ]);
  const times: FieldChanges = new Map<string, YamlValue | undefined>([
    ['lastUpdated', formatTime(at)],
    ...(from === undefined ? [] : [['previousDigest', from] as const]),
  ]);
  // In the files of enrolled images the digest and the history belong to what reports builds; of an image that is only
  // watched nothing else reports any.
  return mergeState(kind, mergeState(kind, merged, kind === 'base' ? 'observe' : 'build', pointer), 'observe', times);
}

function loudness({ reference: { tag }, from, moved, aside }: Movement): ReturnType<typeof loudnessOf> {
  // An index that only gained platforms still holds what it held.
  if (tag === undefined || from === undefined || moved.length + aside.length === 0) return 'quiet';
  return loudnessOf(tag);
}

function recordFailure(record: LookUpToRecord, lookUp: Missing | Unknown): Checked<Recorded> {
  const { kind, state, reference, at } = record;
  const before = checkFailureOf(state);
  const code = lookUp.kind === 'missing' ? 'missing' : lookUp.code;
  // A beginning that can not be read, or has not come yet, is none.
  const since = before !== undefined && before.since.getTime() > 0 && before.since <= at ? before.since : at;
  const failure: CheckFailure = { since, code, message: lookUp.why.slice(0, 300) };
  const problems = [failureProblem(record, failure)];
  // The wording may differ from time to time: that alone is no reason to write.
  if (before?.code === code && since === before.since) return { value: { state, news: [] }, problems };
  const changes: FieldChanges = new Map<string, YamlValue | undefined>([
    ['lastChecked', formatTime(at)],
    ['checkFailure', toYaml({ since: formatTime(failure.since), code, message: failure.message })],
  ]);
  return { value: { state: mergeState(kind, state, 'observe', changes), news: [failureNews(reference, failure)] }, problems };
}

/** A registry that was down for a moment is a warning; what nobody has known for a day is wrong. */
function failureProblem({ at, ...record }: LookUpToRecord, { since, code, message }: CheckFailure): Problem {
  const say = at.getTime() - since.getTime() > dayMs ? error : warning;
  const name = familiarReference(record.reference);
  const sinceWhen = since < at ? ` since ${formatTime(since)}` : '';
  return code === 'missing'
    ? say('observe/missing', `${name} is not there${sinceWhen}: ${message}.`, {
        ...about(record),
        hint: 'What was seen before stands. If the tag was withdrawn, build from another one.',
      })
    : say('observe/failed', `${name} could not be looked up${sinceWhen}: ${message}.`, {
        ...about(record),
        hint: 'Nothing is known to have changed; what was seen before stands until the registry answers.',
      });
}

function about({ kind, state }: Pick<LookUpToRecord, 'kind' | 'state'>): { image?: string } {
  const image = kind === 'base' ? undefined : textField(state, 'name');
  return image === undefined ? {} : { image };
}

function problemsOf(record: LookUpToRecord, movement: Movement, { latest }: SeenRecord): Problem[] {
  const { reference, at, needs } = record;
  const name = familiarReference(reference);
  const problems: Problem[] = [];
  const loud = loudness(movement);
  if (loud !== 'quiet') {
    const say = loud === 'notice' ? notice : warning;
    problems.push(
      say(
        'observe/re-pointed',
        `${name} names one version, and it holds something else now: ${movement.from} before, ${movement.to} now.`,
        {
          ...about(record),
          hint: 'Publishers build a version anew when what is below it changes. When they should not have, hold the base image in factory.yaml.',
        },
      ),
    );
  }
  const gone = movement.gone.filter((platform) => needs.platforms?.has(platform) ?? false);
  if (gone.length > 0) {
    problems.push(
      warning('observe/platform-gone', `${name} is not there for ${platformList(gone)} any more, and images are built for that.`, {
        ...about(record),
        hint: 'Wait for the publisher, take another tag, or build for fewer platforms.',
      }),
    );
  }
  if (latest !== undefined && latest.getTime() - at.getTime() > hourMs) {
    problems.push(
      warning('observe/clock', `${name} was seen at ${formatTime(latest)}, which has not come yet: what is new now counts from then.`, {
        ...about(record),
        hint: 'A machine that ran the factory had a wrong clock. Correct the times in `seen` of its state file.',
      }),
    );
  }
  return problems;
}
