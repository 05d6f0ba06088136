import type { LookUp, Unknown } from '@image-factory/core/observe';
import type { Digest, ImageReference } from '@image-factory/core/reference';
import { show } from '@image-factory/core/text';
import type { Known } from '../types.ts';
import { unknown } from '../unknown.ts';
import { digestIn } from './digests.ts';
import { askManifest, fetchManifest, type Place } from './fetch.ts';
import type { ConfigOf } from './image-config.ts';
import type { IndexContent, ManifestContent } from './manifest.ts';
import { essence } from './media-types.ts';
import { listPlatforms } from './platforms.ts';

/**
 * Asks what stands under a reference. What is known is held against a HEAD, which Docker Hub does not count as a pull; only
 * when it moved, or when nothing is known, the manifest is fetched: by the digest that HEAD said, so that a tag which moves
 * in between gives no mixture.
 */
export async function lookUpAt(place: Place, reference: ImageReference, known: Known | undefined, configOf: ConfigOf): Promise<LookUp> {
  if (known === undefined) return fetchAt(place, reference, undefined, configOf);
  const hint = await readHead(place, reference, known);
  switch (hint.kind) {
    case 'unknown':
      return hint;
    case 'same':
      return foundAgain(known);
    case 'silent':
      return fetchAt(place, reference, known, configOf);
    case 'moved': {
      const found = await fetchAt(place, { ...reference, digest: hint.digest }, undefined, configOf);
      if (found.kind !== 'missing') return found;
      return unknown('broken', 'the registry says a digest that it does not have');
    }
  }
}

type Hint =
  | { readonly kind: 'same' }
  | { readonly kind: 'moved'; readonly digest: Digest }
  /** Some registries lack HEAD, or say no digest in it; and after an error, GET has the words. */
  | { readonly kind: 'silent' };

async function readHead(place: Place, reference: ImageReference, known: Known): Promise<Hint | Unknown> {
  const reply = await askManifest(place, 'HEAD', nameOf(reference));
  if (reply.kind === 'unknown') return reply;
  if (reply.status !== 200 || essence(reply.headers['content-type']) === 'text/html') return { kind: 'silent' };
  const said = digestIn(reply.headers['docker-content-digest']);
  if (said !== undefined && reference.digest !== undefined && said !== reference.digest)
    return unknown('mismatch', `${show(reply.url.host)} says another digest than the one that was asked for`);
  if ((said ?? digestIn(reply.headers.etag?.replace(/^"(.*)"$/, '$1'))) === known.digest) return { kind: 'same' };
  return said === undefined ? { kind: 'silent' } : { kind: 'moved', digest: said };
}

async function fetchAt(place: Place, reference: ImageReference, known: Known | undefined, configOf: ConfigOf): Promise<LookUp> {
  const content = await fetchManifest(place, nameOf(reference), reference.digest, known?.digest);
  switch (content.kind) {
    case 'same':
      return known === undefined ? unknown('broken', 'the registry says that nothing changed since nothing') : foundAgain(known);
    case 'manifest':
      return singleImage(place, content, configOf);
    case 'index':
      return imagesOf(place, content, configOf);
    case 'missing':
    case 'unknown':
      return content;
  }
}

function nameOf({ digest, tag }: ImageReference): NonNullable<ImageReference['digest'] | ImageReference['tag']> {
  const name = digest ?? tag;
  if (name === undefined) throw new RangeError('Here a reference has a tag or a digest.');
  return name;
}

function foundAgain({ digest, platforms }: Known): LookUp {
  return { kind: 'found', digest, platforms };
}

async function singleImage(place: Place, content: ManifestContent, configOf: ConfigOf): Promise<LookUp> {
  const config = await configOf(place, content.digest, content);
  if (config.kind !== 'image') return config;
  return { kind: 'found', digest: content.digest, platforms: new Map([[config.platform, content.digest]]) };
}

async function imagesOf(place: Place, content: IndexContent, configOf: ConfigOf): Promise<LookUp> {
  const listed = listPlatforms(content.entries);
  if (listed.kind === 'unknown') return listed;
  const platforms = new Map(listed.platforms);
  for (const digest of listed.unsaid) {
    const config = await configOf(place, digest);
    if (config.kind === 'missing') return unknown('broken', 'the registry lacks a manifest that the index lists');
    if (config.kind === 'unknown') return config;
    if ((platforms.get(config.platform) ?? digest) !== digest)
      return unknown('broken', `the index has two manifests for ${config.platform}`);
    platforms.set(config.platform, digest);
  }
  if (platforms.size === 0) return unknown('unsupported', `${content.digest} lists no image`);
  return { kind: 'found', digest: content.digest, platforms };
}
