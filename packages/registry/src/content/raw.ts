import type { Digest } from '@image-factory/core/reference';
import { digestOf } from './digests.ts';
import { askManifest, type Place } from './fetch.ts';
import { parseJson } from './json.ts';

/** The JSON of a manifest or index whose bytes have the digest; undefined for anything else. */
export async function rawManifest(place: Place, digest: Digest): Promise<unknown> {
  const reply = await askManifest(place, 'GET', digest);
  if (reply.kind === 'unknown' || reply.status !== 200 || digestOf(reply.body, digest) !== digest) return undefined;
  return parseJson(reply.body.toString('utf8'));
}

/** The text of a blob whose bytes have the digest; undefined for anything else, and for more than `maxBytes`. */
export async function rawBlob(place: Place, digest: Digest, maxBytes: number): Promise<string | undefined> {
  const path = `/v2/${place.path}/blobs/${digest}`;
  const reply = await place.ask(place.endpoint, place.path, { path, method: 'GET', headers: { accept: '*/*' }, limit: maxBytes });
  if (reply.kind === 'unknown' || reply.status !== 200 || digestOf(reply.body, digest) !== digest) return undefined;
  return reply.body.toString('utf8');
}
