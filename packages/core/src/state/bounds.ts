import { isList, isMap, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { listField, mapField, textField, textOf } from './view.ts';

/** Most entries of `updateHistory` (SPEC section 5). */
export const maxHistory = 50;

/** The newest entries of a history, as many as a state keeps; newer ones stand at the end. */
export function boundedHistory(value: YamlValue): YamlValue {
  return isList(value) && value.length > maxHistory ? value.slice(-maxHistory) : value;
}

/**
 * What the clock of a dependent needs of what was seen of an image: the digests that its state says it is built from, by
 * platform. Undefined when it says nothing about the platform.
 */
export type NeededDigests = (platform: string) => ReadonlySet<string> | undefined;

/** The digests in the entry of a base in `builtFrom`, whatever the evidence and however deep they stand. */
export function builtFromDigests(state: YamlMap, base: string): NeededDigests {
  const entry = mapField(state, 'builtFrom').get(base);
  return (platform) => {
    const digests = new Set<string>();
    const platforms = platformsIn(entry);
    if (platforms.length === 0) collect(entry, digests);
    for (const [name, value] of platforms) if (name === platform) collect(value, digests);
    return digests.size === 0 ? undefined : digests;
  };
}

/** Entries whose key is a platform: `linux/amd64`. */
function platformsIn(value: YamlValue | undefined): (readonly [string, YamlValue])[] {
  if (!isMap(value)) return [];
  return [...value].flatMap(([key, item]) => (key.includes('/') ? [[key, item] as const] : platformsIn(item)));
}

function collect(value: YamlValue | undefined, into: Set<string>): void {
  if (isList(value)) for (const item of value) collect(item, into);
  else if (isMap(value)) for (const item of value.values()) collect(item, into);
  else {
    const text = textOf(value) ?? '';
    if (/^[a-z0-9]+:[0-9a-f]{32,}$/.test(text)) into.add(text);
  }
}

/**
 * `seen` without what is older than `before` and what no clock needs. A rebuild is due a delay after the oldest change
 * that the published image lacks; so everything since the first sight of the digest that a dependent is built from
 * stays. A dependent whose digest was never seen, or is unknown, needs all. The newest entry always stays.
 *
 * @param before - a time as state files have it (UTC, to the second)
 * @returns the same mapping when nothing goes
 */
export function prunedSeen(seen: YamlMap, dependents: readonly NeededDigests[], before: string): YamlMap {
  let changed = false;
  const next = new Map<string, YamlValue>();
  for (const [platform, entries] of seen) {
    const spare = isList(entries)
      ? spareEntries(
          entries,
          dependents.map((needed) => needed(platform)),
          before,
        )
      : 0;
    changed ||= spare > 0;
    next.set(platform, isList(entries) && spare > 0 ? entries.slice(spare) : entries);
  }
  return changed ? next : seen;
}

/** How many entries at the start nobody needs. */
function spareEntries(entries: readonly YamlValue[], dependents: readonly (ReadonlySet<string> | undefined)[], before: string): number {
  const digests = entries.map((entry) => (isMap(entry) ? (textField(entry, 'digest') ?? '') : ''));
  const firstNeeded = dependents.map((needed) =>
    needed === undefined
      ? 0
      : Math.max(
          0,
          digests.findIndex((digest) => needed.has(digest)),
        ),
  );
  const most = Math.min(entries.length - 1, ...firstNeeded);
  let spare = 0;
  while (spare < most && isOlder(entries[spare], before)) spare += 1;
  return spare;
}

function isOlder(entry: YamlValue | undefined, before: string): boolean {
  const at = isMap(entry) ? (textField(entry, 'at') ?? '') : '';
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(at) && at < before;
}

/** Whether a history is longer than a state keeps. */
export function exceedsHistory(state: YamlMap): boolean {
  return listField(state, 'updateHistory').length > maxHistory;
}
