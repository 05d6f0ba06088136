import type { Unknown } from '@image-factory/core/observe';
import { parseTag, type Digest } from '@image-factory/core/reference';
import type { Reply } from '../net/transport.ts';
import type { Referrer, ReferrerList } from '../types.ts';
import { unknown } from '../unknown.ts';
import { askManifest, type Place } from './fetch.ts';
import { parseJson } from './json.ts';
import { indexTypes } from './media-types.ts';
import { readPages } from './pages.ts';
import { Index, type Descriptor } from './schema.ts';
import { explainStatus } from './status.ts';

const [indexType = ''] = indexTypes;
const mostReferrers = 5000;

/**
 * Lists what refers to a digest: by the referrers API of distribution specification 1.1, and where that is not known (404) by
 * the index under the tag `sha256-…`. Who refers to what is the registry's word alone: each referrer must be read, and say
 * itself what its subject is.
 */
export async function referrersAt(place: Place, digest: Digest, artifactType: string | undefined): Promise<ReferrerList | Unknown> {
  const pages = await readPages(place, {
    path: `/v2/${place.path}/referrers/${digest}`,
    query: artifactType === undefined ? '' : `?${new URLSearchParams({ artifactType }).toString()}`,
    accept: indexType,
    what: 'list of referrers',
    mostPages: 20,
    mostItems: mostReferrers,
    read: readIndex,
  });
  const found = pages.kind === 'missing' ? await readFallback(place, digest) : pages;
  if (found.kind === 'unknown') return found;
  const referrers = found.items.map(toReferrer).filter((one) => artifactType === undefined || one.artifactType === artifactType);
  return { kind: 'referrers', referrers, isComplete: found.isComplete };
}

interface Fallback {
  readonly kind: 'pages';
  readonly items: readonly Descriptor[];
  readonly isComplete: boolean;
}

async function readFallback(place: Place, digest: Digest): Promise<Fallback | Unknown> {
  const [algorithm = '', hex = ''] = digest.split(':');
  const tag = parseTag(`${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`);
  if (tag === undefined) return unknown('unsupported', 'no tag can be made of this digest');
  const reply = await askManifest(place, 'GET', tag);
  if (reply.kind === 'unknown') return reply;
  const failure = explainStatus(reply, 'such tag');
  if (failure?.kind === 'missing') return { kind: 'pages', items: [], isComplete: true };
  const items = failure ?? readIndex(reply);
  return 'kind' in items ? items : { kind: 'pages', items: items.slice(0, mostReferrers), isComplete: items.length <= mostReferrers };
}

function readIndex(reply: Reply): readonly Descriptor[] | Unknown {
  const index = Index.safeParse(parseJson(reply.body.toString('utf8')));
  return index.success ? index.data.manifests : unknown('broken', 'the list of referrers is none');
}

function toReferrer({ digest, mediaType, artifactType, size, annotations }: Descriptor): Referrer {
  const type = artifactType ?? undefined;
  return {
    digest,
    mediaType,
    size,
    annotations: new Map(Object.entries(annotations ?? {})),
    ...(type === undefined ? {} : { artifactType: type }),
  };
}
