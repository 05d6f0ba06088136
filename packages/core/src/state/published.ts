import type { Parsed } from '../enrollment/index.ts';
import { parseDigest, parseTag, type Digest, type Tag } from '../reference/index.ts';
import { ok, show } from '../text/index.ts';
import { isMap, nothing, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { compareVersions } from './compare-versions.ts';
import { mergeState, type FieldChanges } from './merge.ts';
import { listField, textField } from './view.ts';

/** What somebody reports of an image that was published: a tag, a digest, or both. */
export interface Published {
  readonly version?: Tag;
  readonly digest?: Digest;
}

/** Reads the tag of a report, or says why it is none. */
export function parsePublishedTag(text: string): Parsed<Tag> {
  const tag = parseTag(text);
  if (tag !== undefined) return ok(tag);
  return { ok: false, error: { message: `${show(text)} is not a tag: up to 128 letters, digits, \`_\`, \`.\` and \`-\`.` } };
}

/** Reads the digest of a report, or says why it is none. */
export function parsePublishedDigest(text: string): Parsed<Digest> {
  const digest = parseDigest(text);
  if (digest !== undefined) return ok(digest);
  return { ok: false, error: { message: `${show(text)} is not a digest: \`sha256:\` and 64 lower-case hex digits.` } };
}

export type PublishedRecord =
  | { readonly kind: 'recorded'; readonly state: YamlMap }
  /** The state says so already. */
  | { readonly kind: 'known' }
  /** The state knows of something newer; `why` is a clause. */
  | { readonly kind: 'older'; readonly why: string }
  /** Nothing that an image which is only watched could keep. */
  | { readonly kind: 'nothing' };

/**
 * Records a published image in its state (SPEC section 5): what is published now, since when, and an entry in the
 * history. The same report again changes nothing. A report is older, and changes nothing either, when the history has it
 * and something came after it, or when both versions are numbers and its is the lower one. Of all other reports the last
 * one counts: a tag alone does not tell when it was built.
 *
 * What the image is built from is not part of a report, so what was known of the one before is let go.
 *
 * @param now - time of the report, as state files have it
 * @param source - a look-up says what is there now, also when a tag came back to what it was
 */
export function recordPublished(
  kind: 'managed' | 'external',
  state: YamlMap,
  published: Published,
  now: string,
  source: 'report' | 'look-up' = 'report',
): PublishedRecord {
  const report = kind === 'managed' ? published : digestOf(published);
  if (report.version === undefined && report.digest === undefined) return { kind: 'nothing' };
  if (isCurrent(state, report)) return { kind: 'known' };
  const why = source === 'look-up' ? undefined : whyOlder(state, report);
  if (why !== undefined) return { kind: 'older', why };
  return { kind: 'recorded', state: kind === 'managed' ? built(state, report, now) : seen(state, report, now) };
}

function digestOf({ digest }: Published): Published {
  return digest === undefined ? {} : { digest };
}

function isCurrent(state: YamlMap, { version, digest }: Published): boolean {
  return agrees(version, textField(state, 'currentVersion')) && agrees(digest, textField(state, 'currentDigest'));
}

function agrees(reported: string | undefined, known: string | undefined): boolean {
  return reported === undefined || reported === known;
}

function whyOlder(state: YamlMap, { version, digest }: Published): string | undefined {
  const entries = listField(state, 'updateHistory').filter(isMap);
  const isTold = (entry: YamlMap): boolean => agrees(version, textField(entry, 'version')) && agrees(digest, textField(entry, 'digest'));
  if (entries.slice(0, -1).some(isTold)) return 'it was recorded before, and something newer came after it';
  const current = textField(state, 'currentVersion');
  if (version !== undefined && current !== undefined && (compareVersions(version, current) ?? 0) < 0)
    return `version ${current} is published already`;
  return undefined;
}

function built(state: YamlMap, { version, digest }: Published, now: string): YamlMap {
  const other = version !== undefined && version !== textField(state, 'currentVersion');
  const changes: FieldChanges = new Map<string, YamlValue | undefined>([
    ...(version === undefined ? [] : [['currentVersion', version] as const]),
    // The digest of another version is not that of this one.
    ...(digest === undefined && !other ? [] : [['currentDigest', digest ?? nothing] as const]),
    ['lastBuilt', now],
    ['builtFrom', new Map()],
    ['updateHistory', [...listField(state, 'updateHistory'), entryOf({ version, digest }, now)]],
  ]);
  return mergeState('managed', state, 'build', changes);
}

/** An image that is only watched has no version of its own, nor a time at which it was built. */
function seen(state: YamlMap, { digest }: Published, now: string): YamlMap {
  const previous = textField(state, 'currentDigest');
  const changes = new Map<string, YamlValue | undefined>([
    ['currentDigest', digest],
    ['updateHistory', [...listField(state, 'updateHistory'), entryOf({ digest }, now)]],
  ]);
  const observed = new Map<string, YamlValue | undefined>([
    ['lastUpdated', now],
    ...(previous === undefined ? [] : [['previousDigest', previous] as const]),
  ]);
  return mergeState('external', mergeState('external', state, 'build', changes), 'observe', observed);
}

function entryOf(
  { version, digest }: { readonly version?: string | undefined; readonly digest?: string | undefined },
  at: string,
): YamlMap {
  return new Map<string, YamlValue>([
    ['at', at],
    ...(version === undefined ? [] : [['version', version] as const]),
    ...(digest === undefined ? [] : [['digest', digest] as const]),
  ]);
}
