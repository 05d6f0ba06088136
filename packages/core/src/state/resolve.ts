import type { EnrolledImage, Enrollment, ImageName, ManagedImage } from '../enrollment/index.ts';
import { baseKey, formatReference, identityOf, repositoryUrl, type BaseKey, type ImageReference, type Tag } from '../reference/index.ts';
import { watchOf } from './watch.ts';

/** What an image reference in a build stands for. */
export type Resolved =
  /** `otherTag`: the tag that is named, where the image publishes another one as current. */
  | { readonly kind: 'managed'; readonly name: ImageName; readonly otherTag?: Tag }
  | { readonly kind: 'external'; readonly name: ImageName }
  | { readonly kind: 'base'; readonly name: BaseKey; readonly identity: ImageReference };

export type Resolver = (reference: ImageReference) => Resolved;

/**
 * Decides what a reference stands for (SPEC sections 2 and 16): an image that we build when registry and repository are
 * those of a managed image, whatever the tag; an external image when that watches exactly this tag; else a base image.
 */
export function resolverFor(enrollment: Enrollment): Resolver {
  const managed = new Map<string, ManagedImage>();
  const external = new Map<string, ImageName>();
  for (const image of enrollment.images.values()) {
    if (image.kind === 'managed') managed.set(`${image.registry}/${image.repository}`, image);
    else for (const reference of exactReference(image)) external.set(reference, image.name);
  }
  const bases = new Map<string, Resolved>();
  return (reference) => {
    const ours = managed.get(repositoryUrl(reference));
    const identity = identityOf(reference);
    if (ours !== undefined) {
      const { tag } = identity;
      return { kind: 'managed', name: ours.name, ...(tag === undefined || tag === ours.publishedTag ? {} : { otherTag: tag }) };
    }
    const text = formatReference(identity);
    const watched = external.get(text);
    if (watched !== undefined) return { kind: 'external', name: watched };
    const known = bases.get(text);
    if (known !== undefined) return known;
    // Keys are hashes, and few images have a base for themselves.
    const base: Resolved = { kind: 'base', name: baseKey(identity), identity };
    bases.set(text, base);
    return base;
  };
}

function exactReference(image: EnrolledImage): string[] {
  if (image.kind !== 'external') return [];
  const watch = watchOf(image);
  if (watch?.strategy !== 'Digest') return [];
  return [formatReference({ domain: image.registry, path: image.repository, tag: watch.tag })];
}
