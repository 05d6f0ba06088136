import type { Missing, Unknown } from '@image-factory/core/observe';
import type { Digest, RepositoryPath, Tag } from '@image-factory/core/reference';
import type { AskRegistry } from '../auth/authorized.ts';
import type { Endpoint } from '../net/endpoint.ts';
import type { Reply } from '../net/transport.ts';
import { unknown } from '../unknown.ts';
import { digestOf } from './digests.ts';
import { readManifest, type IndexContent, type ManifestContent } from './manifest.ts';
import { acceptManifests } from './media-types.ts';
import { explainStatus } from './status.ts';

/** One repository, and where to ask about it. */
export interface Place {
  readonly endpoint: Endpoint;
  readonly path: RepositoryPath;
  readonly ask: AskRegistry;
}

const mebibyte = 1024 * 1024;
export const manifestLimit = 4 * mebibyte;
const configLimit = 8 * mebibyte;

/** @param known - when it is still this one, the answer is 304 */
export function askManifest(place: Place, method: 'GET' | 'HEAD', name: Tag | Digest, known?: Digest): Promise<Reply | Unknown> {
  const headers = { accept: acceptManifests, ...(known === undefined ? {} : { 'if-none-match': `"${known}"` }) };
  const path = `/v2/${place.path}/manifests/${name}`;
  return place.ask(place.endpoint, place.path, { path, method, headers, limit: manifestLimit });
}

/** @param known - `same` is the answer where the registry has this one still */
export async function fetchManifest(
  place: Place,
  name: Tag | Digest,
  wanted: Digest | undefined,
  known?: Digest,
): Promise<IndexContent | ManifestContent | Missing | Unknown | { readonly kind: 'same' }> {
  const reply = await askManifest(place, 'GET', name, known);
  if (reply.kind === 'unknown') return reply;
  if (reply.status === 304 && known !== undefined) return { kind: 'same' };
  return explainStatus(reply, wanted === undefined ? 'such tag' : 'such manifest') ?? readManifest(reply, wanted);
}

/** The bytes of a config, which are known to be those that a manifest names. */
export async function fetchConfig(place: Place, digest: Digest): Promise<Buffer | Unknown> {
  const path = `/v2/${place.path}/blobs/${digest}`;
  const reply = await place.ask(place.endpoint, place.path, { path, method: 'GET', headers: { accept: '*/*' }, limit: configLimit });
  if (reply.kind === 'unknown') return reply;
  const failure = explainStatus(reply, 'such config');
  // The manifest is there, so the registry is not whole.
  if (failure !== undefined) return failure.kind === 'missing' ? unknown('broken', 'the registry lacks the config of this image') : failure;
  if (digestOf(reply.body, digest) !== digest) return unknown('mismatch', `the config of this image is not ${digest}`);
  return reply.body;
}
