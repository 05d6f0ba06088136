import type { Checked } from '../problem/index.ts';
import type { Tag } from '../reference/index.ts';
import { mapField, mergeState } from '../state/index.ts';
import { isMap, nothing, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { recordLookUp, type LookUpToRecord, type Recorded } from './record.ts';
import { newest, seenOf } from './sightings.ts';

/** Of the state of an image that is built here: what was seen under tags that others are built from, and that it does not publish as current. */
const field = 'otherTags';

/** What is kept of each tag; of the published one it stands in the state itself. */
const kept = ['checkFailure', 'seen', 'absent'] as const;

/** The state of an image that is built here as it would be if the tag were its published one; which index stands there is not known. */
export function underTag(state: YamlMap, tag: Tag): YamlMap {
  const own = mapField(mapField(state, field), tag);
  const view = new Map<string, YamlValue>(state).set('currentDigest', nothing);
  for (const name of kept) {
    const value = own.get(name);
    if (value === undefined) view.delete(name);
    else view.set(name, value);
  }
  return view;
}

/**
 * Records what a registry said of a tag that others are built from, and that the image does not publish as current, as
 * {@link recordLookUp} does for the published one. The state that comes in is the whole one, and so is what comes out.
 */
export function recordUnderTag(record: Omit<LookUpToRecord, 'kind'>, tag: Tag): Checked<Recorded> {
  const { state } = record;
  const view = underTag(state, tag);
  const { value, problems } = recordLookUp({ ...record, kind: 'managed', state: view });
  const { state: next, news } = value;
  if (next === view) return { value: { state, news }, problems };
  const seen = new Map(kept.flatMap((name) => (next.has(name) ? [[name, next.get(name) ?? nothing] as const] : [])));
  const tags = [...mapField(state, field)].filter(([name]) => name !== tag);
  return { value: { state: withTags(state, [...tags, [tag, seen]]), news }, problems };
}

/**
 * Leaves out the tags that nobody names, once what was seen of them is older than `before`: until then an image that comes back
 * finds its clock.
 *
 * @returns the same state when nothing goes
 */
export function withoutOldTags(state: YamlMap, named: ReadonlySet<string>, before: Date): YamlMap {
  const tags = [...mapField(state, field)];
  const left = tags.filter(([tag, own]) => named.has(tag) || !isMap(own) || isYounger(own, before));
  return left.length === tags.length ? state : withTags(state, left);
}

function isYounger(own: YamlMap, before: Date): boolean {
  return [...seenOf(own).values()].some((sightings) => (newest(sightings)?.at ?? before) > before);
}

function withTags(state: YamlMap, tags: readonly (readonly [string, YamlValue])[]): YamlMap {
  const sorted = new Map(tags.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return mergeState('managed', state, 'observe', new Map([[field, sorted.size === 0 ? undefined : sorted]]));
}
