import type { Missing, Unknown } from '@image-factory/core/observe';
import type { Digest, Tag } from '@image-factory/core/reference';
import { show } from '@image-factory/core/text';
import { digestIn, digestOf } from '../content/digests.ts';
import { manifestLimit, type Place } from '../content/fetch.ts';
import { indexTypes, manifestTypes } from '../content/media-types.ts';
import type { ManifestToPut, Put } from '../types.ts';
import { unknown } from '../unknown.ts';
import { explainRefusal } from './explain-refusal.ts';

/**
 * Puts a manifest or index under a digest or a tag. All that it names has to be there already. It may be done twice, so it is
 * tried again when the answer is lost.
 */
export async function putManifestAt(
  place: Place,
  { bytes, mediaType }: ManifestToPut,
  name: Tag | Digest,
): Promise<Put | Missing | Unknown> {
  const wanted = digestIn(name);
  const digest = digestOf(bytes, wanted);
  if (wanted !== undefined && wanted !== digest) return unknown('mismatch', `what is to be put under ${wanted} has another digest`);
  if (bytes.length > manifestLimit) return unknown('unsupported', 'a manifest has more than 4 MiB');
  if (![...indexTypes, ...manifestTypes].includes(mediaType))
    return unknown('unsupported', `${show(mediaType)} is no media type of a manifest`);
  const reply = await place.ask(place.endpoint, place.path, {
    path: `/v2/${place.path}/manifests/${name}`,
    method: 'PUT',
    headers: { accept: 'application/json', 'content-type': mediaType },
    body: bytes,
    limit: manifestLimit,
  });
  if (reply.kind === 'unknown') return reply;
  const refusal = explainRefusal(reply, place);
  if (refusal !== undefined) return refusal;
  const said = digestIn(reply.headers['docker-content-digest']);
  if (said !== undefined && digestOf(bytes, said) !== said)
    return unknown('mismatch', `${show(reply.url.host)} says that it took something else than was put there`);
  return { kind: 'put', digest };
}
