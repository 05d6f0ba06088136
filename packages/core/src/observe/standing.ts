import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { parseTime } from '../enrollment/index.ts';
import { parseDigest } from '../reference/index.ts';
import { listField, mapField, textField, textOf } from '../state/index.ts';
import { isMap, type YamlMap } from '../yaml/index.ts';
import type { Found, LookUpFailure } from './look-up.ts';
import { newest, seenOf } from './sightings.ts';

/**
 * The platforms that were seen once and that the reference does not have now, each with the time since when: the field
 * `absent` of a state. What was seen of them stays in `seen`; a platform that comes back leaves this list.
 */
export function absentOf(state: YamlMap): ReadonlyMap<Platform, Date> {
  const absent = new Map<Platform, Date>();
  for (const [name, value] of mapField(state, 'absent')) {
    const [platform, since] = [parsePlatform(name), parseTime(textOf(value) ?? '')];
    // Without a time it is absent all the same.
    if (platform !== undefined) absent.set(platform, since.ok ? since.value : new Date(0));
  }
  return absent;
}

/** Which of the platforms the reference does not have now: those that were never seen, and those that went. */
export function missingPlatforms(state: YamlMap, wanted: Iterable<Platform>): readonly Platform[] {
  const [seen, absent] = [seenOf(state), absentOf(state)];
  return [...wanted].filter((platform) => !seen.has(platform) || absent.has(platform));
}

/** Why nothing certain is known now. `missing`: the registry answered, and knows no such tag. */
export type CheckFailureCode = LookUpFailure | 'missing';

/** Look-ups have been failing since a time: what was seen before is the last that is known. */
export interface CheckFailure {
  readonly since: Date;
  readonly code: CheckFailureCode;
  /** A clause. */
  readonly message: string;
}

const codes: readonly CheckFailureCode[] = ['unreachable', 'broken', 'limited', 'denied', 'mismatch', 'unsupported', 'refused', 'missing'];

/** The field `checkFailure` of a state; undefined when the last look-up was good. One that says no time counts from long ago. */
export function checkFailureOf(state: YamlMap): CheckFailure | undefined {
  const fields = mapField(state, 'checkFailure');
  if (fields.size === 0) return undefined;
  const since = parseTime(textField(fields, 'since') ?? '');
  const code = codes.find((each) => each === textField(fields, 'code')) ?? 'broken';
  return { since: since.ok ? since.value : new Date(0), code, message: textField(fields, 'message') ?? '' };
}

/**
 * What the last good look-up of a base or external image found, for a registry to say that it still stands: undefined when the
 * state does not know for certain, because somebody else said last what is current.
 */
export function knownOf(state: YamlMap): Pick<Found, 'digest' | 'platforms'> | undefined {
  const digest = parseDigest(textField(state, 'currentDigest') ?? '');
  const last = listField(state, 'updateHistory').at(-1);
  // Only our own entries say which platforms they are about.
  if (digest === undefined || !isMap(last) || textField(last, 'digest') !== digest || !last.has('platforms')) return undefined;
  const absent = absentOf(state);
  const standing = [...seenOf(state)].flatMap(([platform, sightings]) => {
    const now = newest(sightings);
    return now === undefined || absent.has(platform) ? [] : [[platform, now.digest] as const];
  });
  return standing.length === 0 ? undefined : { digest, platforms: new Map(standing) };
}
