import type { Missing, Unknown } from '@image-factory/core/observe';
import type { Digest, Tag } from '@image-factory/core/reference';
import { show } from '@image-factory/core/text';
import type { Place } from '../content/fetch.ts';
import { manifestBytesAt, taggedAt } from '../content/manifest-bytes.ts';
import type { Pace } from '../net/pace.ts';
import type { MovedTag, Put, Tagged } from '../types.ts';
import { unknown } from '../unknown.ts';
import { putManifestAt } from './put-manifest.ts';

/** Milliseconds between looks at a tag that was just put: some registries take seconds until they show it. */
const lagMs = [500, 1000, 2000, 4000, 8000];

/**
 * Moves a tag to a digest that the repository has: the bytes are read and held against the digest, put under the tag, and the
 * tag is looked at. What a registry answers to the putting counts for nothing when the tag does not show it; and when the
 * answer is lost, the tag tells.
 */
export async function moveTagAt(place: Place, tag: Tag, digest: Digest, pace: Pace): Promise<MovedTag | Missing | Unknown> {
  const manifest = await manifestBytesAt(place, digest);
  if (manifest.kind !== 'bytes') return manifest;
  const before = await taggedAt(place, tag);
  if (before.kind === 'unknown') return before;
  if (before.kind === 'tagged' && before.digest === digest) return { kind: 'there', digest };
  const put = await putManifestAt(place, manifest, tag);
  const after = await readBack(place, tag, digest, put, pace);
  if (after !== undefined) return after;
  return { kind: 'moved', digest, ...(before.kind === 'tagged' ? { from: before.digest } : {}) };
}

/** @returns undefined when the tag is where it should be */
async function readBack(
  place: Place,
  tag: Tag,
  digest: Digest,
  put: Put | Missing | Unknown,
  pace: Pace,
): Promise<Missing | Unknown | undefined> {
  if (put.kind !== 'put' && !isUnclear(put)) return put;
  const pauses = put.kind === 'put' ? lagMs : [];
  let shown = await taggedAt(place, tag);
  for (const ms of pauses) {
    if (shown.kind === 'unknown' || isAt(shown, digest)) break;
    await pace.sleep(ms);
    shown = await taggedAt(place, tag);
  }
  if (isAt(shown, digest)) return undefined;
  if (put.kind !== 'put') return put;
  const host = show(place.endpoint.name);
  if (shown.kind === 'unknown') return { ...shown, why: `${host} took the tag ${tag}, and can not be asked where it is: ${shown.why}` };
  return unknown(
    'mismatch',
    `${host} says that it took the tag ${tag}, and ${shown.kind === 'missing' ? 'has no such tag' : 'shows it elsewhere; somebody else may have moved it'}`,
  );
}

function isAt(shown: Tagged | Missing | Unknown, digest: Digest): boolean {
  return shown.kind === 'tagged' && shown.digest === digest;
}

/** Whether it may have been taken although there is no answer that says so. */
function isUnclear(put: Missing | Unknown): boolean {
  return put.kind === 'unknown' && (put.code === 'unreachable' || put.code === 'broken' || put.code === 'limited');
}
