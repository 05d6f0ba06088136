import type { Platform } from '../dockerfile/index.ts';
import { at, isObject, listAt } from '../text/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { volatileLabels } from './labels.ts';

/** What one platform's image is made of. */
export interface PlatformContents {
  /** Digests of its layers as they are in the registry, the lowest first. */
  readonly layers: readonly string[];
  /** JSON of its config. */
  readonly config: unknown;
}

export type ImageContents = ReadonlyMap<Platform, PlatformContents>;

export type ContentsDifference =
  | { readonly kind: 'platform'; readonly platform: Platform; readonly change: 'added' | 'removed' }
  /** From the first layer that differs on; diff ids where both images tell them, else digests of blobs. */
  | { readonly kind: 'layers'; readonly platform: Platform; readonly added: readonly string[]; readonly removed: readonly string[] }
  /** Names of what differs in the config: `config.Env`, `config.Labels.maintainer`; sorted. */
  | { readonly kind: 'config'; readonly platform: Platform; readonly keys: readonly string[] };

export type ContentsComparison = { readonly kind: 'equal' } | { readonly kind: 'differs'; readonly because: readonly ContentsDifference[] };

/**
 * Whether two images hold the same (SPEC section 10): on each platform the same layers and the same config, but for what
 * tells one build from the next: times, history, the labels of `volatileLabels`, and what builders note for themselves.
 *
 * @returns differences by platform, in order
 */
export function sameContents(before: ImageContents, after: ImageContents): ContentsComparison {
  const platforms = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  const because = platforms.flatMap((platform) => differencesOn(platform, before.get(platform), after.get(platform)));
  return because.length === 0 ? { kind: 'equal' } : { kind: 'differs', because };
}

function differencesOn(platform: Platform, before?: PlatformContents, after?: PlatformContents): readonly ContentsDifference[] {
  if (before === undefined) return [{ kind: 'platform', platform, change: 'added' }];
  if (after === undefined) return [{ kind: 'platform', platform, change: 'removed' }];
  return [...layersOf(platform, before, after), ...configOf(platform, before.config, after.config)];
}

function layersOf(platform: Platform, before: PlatformContents, after: PlatformContents): ContentsDifference[] {
  const [told, toldNow] = [diffIdsOf(before), diffIdsOf(after)];
  const [old, now] = told === undefined || toldNow === undefined ? [before.layers, after.layers] : [told, toldNow];
  const first = Array.from({ length: Math.max(old.length, now.length) }).findIndex((_, index) => old[index] !== now[index]);
  return first < 0 ? [] : [{ kind: 'layers', platform, added: now.slice(first), removed: old.slice(first) }];
}

/** What the layers hold, however they are compressed; of a config that does not fit the manifest nothing is believed. */
function diffIdsOf({ layers, config }: PlatformContents): readonly string[] | undefined {
  const ids = listAt(config, 'rootfs', 'diff_ids').filter((id) => typeof id === 'string' && id !== '');
  return ids.length === layers.length ? ids.map(String) : undefined;
}

/** Keys that say when, where and by whom something was built. */
const ofTheBuild = new Set(['created', 'history', 'rootfs', 'container', 'container_config', 'docker_version', 'id', 'parent']);
const ofTheContainer = new Set(['Labels', 'Image', 'Hostname', 'Domainname']);

function configOf(platform: Platform, before: unknown, after: unknown): ContentsDifference[] {
  const [old, now] = [flat(before), flat(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])].filter((key) => !isSame(old.get(key), now.get(key)));
  return keys.length === 0 ? [] : [{ kind: 'config', platform, keys: keys.toSorted() }];
}

/** What counts of a config, by name. */
function flat(config: unknown): ReadonlyMap<string, unknown> {
  const top = entriesOf(config).filter(([key]) => key !== 'config' && !ofTheBuild.has(key) && !key.startsWith('moby.buildkit.'));
  const run = entriesOf(at(config, 'config')).filter(([key]) => !ofTheContainer.has(key));
  const labels = entriesOf(at(config, 'config', 'Labels')).filter(([key]) => !volatileLabels.has(key));
  return new Map([
    ...top,
    ...run.map(([key, value]) => [`config.${key}`, value] as const),
    ...labels.map(([key, value]) => [`config.Labels.${key}`, value] as const),
  ]);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value).filter(([, inner]) => !isNothing(inner)) : [];
}

/** Builders write what is not set in different ways. */
function isNothing(value: unknown): boolean {
  if (value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value ?? {}).length === 0;
}

/** What nests too deep is not known to be the same. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  const text = canonicalJson(a);
  return text !== undefined && text === canonicalJson(b);
}
