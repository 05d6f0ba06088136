import type { ImageUse, PulledImage } from '../dockerfile/index.ts';
import { formatReference, identityOf, type Digest, type ImageReference } from '../reference/index.ts';
import type { Mark, MarkedTexts } from './marks.ts';

/** A base image that is pulled as `name:tag@digest`. */
export interface PinnedImage {
  readonly reference: ImageReference;
  readonly digest: Digest;
  readonly use: ImageUse;
  readonly line: number;
}

/** A place that decides which digest of a base is pulled. */
export interface Pin extends Mark {
  /** The base, without its digest: what the pin follows. */
  readonly base: ImageReference;
  /** Of the first image that comes from it. */
  readonly use: ImageUse;
  readonly line: number;
}

export interface Traced {
  readonly pins: readonly Pin[];
  /** Pulled by a digest that stands in none of the texts in a form that can be changed. */
  readonly lost: readonly PinnedImage[];
  /** Places that several bases get their digest from, or a base its name: to change the digest would change more. */
  readonly shared: readonly Mark[];
}

/** The images that are named by tag and digest. A frontend reads the Dockerfile, and nobody watches it; without a tag there is nothing to follow. */
export function pinnedImages(images: readonly PulledImage[]): PinnedImage[] {
  return images.flatMap(({ reference, use, line }) => {
    const { digest, tag } = reference;
    return digest === undefined || tag === undefined || use === 'frontend' ? [] : [{ reference, digest, use, line }];
  });
}

/**
 * @param before - what is pulled according to the texts as they are
 * @param images - what is pulled according to the marked texts
 */
export function tracePins({ marks }: MarkedTexts, before: readonly PulledImage[], images: readonly PulledImage[]): Traced {
  const names = new Set(before.map(({ reference }) => formatReference(identityOf(reference))));
  const pins = new Map<Mark, Pin>();
  const shared = new Set<Mark>();
  const lost: PinnedImage[] = [];
  for (const pulled of pinnedImages(images)) {
    const mark = marks.get(pulled.digest);
    if (mark === undefined) {
      lost.push(pulled);
      continue;
    }
    const base = identityOf(pulled.reference);
    const known = pins.get(mark);
    if (known === undefined) pins.set(mark, { ...mark, base, use: pulled.use, line: pulled.line });
    if (!names.has(formatReference(base)) || (known !== undefined && formatReference(known.base) !== formatReference(base)))
      shared.add(mark);
  }
  const inOrder = [...pins].filter(([mark]) => !shared.has(mark)).map(([, pin]) => pin);
  return { pins: inOrder.toSorted(byPlace), lost, shared: [...shared] };
}

function byPlace(a: Mark, b: Mark): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.at - b.at;
}
