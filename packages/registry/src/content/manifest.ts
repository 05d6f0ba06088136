import type { Unknown } from '@image-factory/core/observe';
import type { Digest } from '@image-factory/core/reference';
import { show } from '@image-factory/core/text';
import type { Reply } from '../net/transport.ts';
import { unknown } from '../unknown.ts';
import { digestIn, digestOf } from './digests.ts';
import { parseJson } from './json.ts';
import { configTypes, essence, indexTypes, manifestTypes } from './media-types.ts';
import { AnyManifest, Index, Manifest, type Descriptor } from './schema.ts';

export interface IndexContent {
  readonly kind: 'index';
  readonly digest: Digest;
  readonly entries: readonly Descriptor[];
}

export interface ManifestContent {
  readonly kind: 'manifest';
  readonly digest: Digest;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

const mostEntries = 50;

/**
 * Reads a manifest or an index. The bytes decide: they have the digest that was asked for, and the digest that the registry
 * says in a header; the media type in the header is the one in the text.
 *
 * @param wanted - absent where a tag was asked for
 */
export function readManifest(reply: Reply, wanted: Digest | undefined): IndexContent | ManifestContent | Unknown {
  const type = essence(reply.headers['content-type']);
  const host = show(reply.url.host);
  if (type === 'text/html') return unknown('broken', `${host} answered with a web page, as no registry does`);
  const said = digestIn(reply.headers['docker-content-digest']);
  const digest = digestOf(reply.body, wanted);
  if (wanted !== undefined && digest !== wanted) return unknown('mismatch', `${host} answered with bytes of another digest than ${wanted}`);
  if (said !== undefined && digestOf(reply.body, said) !== said)
    return unknown('mismatch', `${host} says a digest that is not that of its answer`);
  if (![...indexTypes, ...manifestTypes].includes(type))
    return unknown('unsupported', `${host} answered with ${show(type === '' ? 'no media type' : type)}`);
  return readContent(reply.body.toString('utf8'), type, digest);
}

function readContent(text: string, type: string, digest: Digest): IndexContent | ManifestContent | Unknown {
  const any = AnyManifest.safeParse(parseJson(text));
  if (!any.success) return unknown('broken', `${digest} is no manifest`);
  const { mediaType = type, manifests, config, layers } = any.data;
  const isIndex = indexTypes.includes(type);
  if (mediaType !== type) return unknown('broken', `${digest} is of another media type than its registry says`);
  // One text that is both an index and a manifest would be different images to different readers (CVE-2021-41190).
  if (isIndex ? (config ?? layers) !== undefined : manifests !== undefined)
    return unknown('broken', `${digest} is both an index and a manifest`);
  return isIndex ? readIndex(manifests, digest) : readSingle(any.data, digest);
}

function readIndex(manifests: unknown, digest: Digest): IndexContent | Unknown {
  if (Array.isArray(manifests) && manifests.length > mostEntries)
    return unknown('unsupported', `${digest} lists more than ${mostEntries} manifests`);
  const index = Index.safeParse({ manifests });
  if (!index.success) return unknown('broken', `${digest} is no index`);
  return { kind: 'index', digest, entries: index.data.manifests };
}

function readSingle(data: AnyManifest, digest: Digest): ManifestContent | Unknown {
  const manifest = Manifest.safeParse(data);
  if (!manifest.success) return unknown('broken', `${digest} is no manifest`);
  const { config, layers } = manifest.data;
  if (!configTypes.includes(config.mediaType) || (data.artifactType ?? '') !== '')
    return unknown('unsupported', `${digest} is no image, but ${show(data.artifactType ?? config.mediaType)}`);
  return { kind: 'manifest', digest, config, layers: layers ?? [] };
}
