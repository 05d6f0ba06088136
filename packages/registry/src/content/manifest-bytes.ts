import type { Missing, Unknown } from '@image-factory/core/observe';
import type { Digest, Tag } from '@image-factory/core/reference';
import { show } from '@image-factory/core/text';
import type { ManifestBytes, Present, Tagged } from '../types.ts';
import { unknown } from '../unknown.ts';
import { digestIn, digestOf } from './digests.ts';
import { askManifest, type Place } from './fetch.ts';
import { parseJson } from './json.ts';
import { essence, indexTypes, manifestTypes } from './media-types.ts';
import { explainStatus } from './status.ts';

/** The bytes of a manifest or index, as they were pushed: they have the digest, and are of the type that the registry says. */
export async function manifestBytesAt(place: Place, digest: Digest): Promise<ManifestBytes | Missing | Unknown> {
  return bytesAt(place, digest, digest);
}

/** Whether a manifest or index is there. Its bytes are not fetched, so what is said of them is the registry's word. */
export async function presentAt(place: Place, digest: Digest): Promise<Present | Missing | Unknown> {
  const reply = await askManifest(place, 'HEAD', digest);
  if (reply.kind === 'unknown') return reply;
  if (isWithoutHead(reply.status)) {
    const fetched = await bytesAt(place, digest, digest);
    return fetched.kind === 'bytes' ? { kind: 'present', digest } : fetched;
  }
  const failure = explainStatus(reply, 'such manifest');
  if (failure !== undefined) return failure;
  const said = digestIn(reply.headers['docker-content-digest']);
  if (said !== undefined && said !== digest)
    return unknown('mismatch', `${show(reply.url.host)} says another digest than the one that was asked for`);
  if (essence(reply.headers['content-type']) === 'text/html')
    return unknown('broken', `${show(reply.url.host)} answered with a web page, as no registry does`);
  return { kind: 'present', digest };
}

/** What a tag points to at this moment: as the registry says it without being asked for the bytes, or else by those. */
export async function taggedAt(place: Place, tag: Tag): Promise<Tagged | Missing | Unknown> {
  const reply = await askManifest(place, 'HEAD', tag);
  if (reply.kind === 'unknown') return reply;
  const said = digestIn(reply.headers['docker-content-digest']);
  if (isWithoutHead(reply.status) || (reply.status === 200 && said === undefined)) {
    const fetched = await bytesAt(place, tag, undefined);
    return fetched.kind === 'bytes' ? { kind: 'tagged', digest: fetched.digest } : fetched;
  }
  const failure = explainStatus(reply, 'such tag');
  if (failure !== undefined) return failure;
  if (said === undefined) throw new TypeError('A digest that was not said was fetched.');
  return { kind: 'tagged', digest: said };
}

/** Some registries do not know HEAD. */
function isWithoutHead(status: number): boolean {
  return status === 405 || status === 501;
}

async function bytesAt(place: Place, name: Tag | Digest, wanted: Digest | undefined): Promise<ManifestBytes | Missing | Unknown> {
  const reply = await askManifest(place, 'GET', name);
  if (reply.kind === 'unknown') return reply;
  const failure = explainStatus(reply, wanted === undefined ? 'such tag' : 'such manifest');
  if (failure !== undefined) return failure;
  const host = show(reply.url.host);
  const digest = digestOf(reply.body, wanted);
  if (wanted !== undefined && digest !== wanted) return unknown('mismatch', `${host} answered with bytes of another digest than ${wanted}`);
  const mediaType = essence(reply.headers['content-type']);
  if (![...indexTypes, ...manifestTypes].includes(mediaType))
    return unknown('unsupported', `${host} answered with ${show(mediaType === '' ? 'no media type' : mediaType)}`);
  const written = mediaTypeIn(reply.body);
  if (written !== undefined && written !== mediaType) return unknown('broken', `${digest} is of another media type than its registry says`);
  return { kind: 'bytes', digest, mediaType, bytes: reply.body };
}

function mediaTypeIn(bytes: Buffer): unknown {
  const json = parseJson(bytes.toString('utf8'));
  return typeof json === 'object' && json !== null && 'mediaType' in json ? json.mediaType : undefined;
}
