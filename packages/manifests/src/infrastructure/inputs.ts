import type { EnrolledImage } from '@image-factory/core/enrollment';

/**
 * Plain data as one line of text: the same text, the same data. Several files are made from the same objects, so that each is
 * written out once.
 *
 * @param data - without maps, sets and functions in it
 */
export function inputText(data: object): string {
  const known = texts.get(data) ?? JSON.stringify(data);
  texts.set(data, known);
  return known;
}

const texts = new WeakMap<object, string>();

/** An image as manifests know it: not where its entry stands, nor how that is written, which any edit above it changes. */
export function definitionText(image: EnrolledImage): string {
  const known = definitions.get(image) ?? JSON.stringify(withoutPlace(image));
  definitions.set(image, known);
  return known;
}

const definitions = new WeakMap<EnrolledImage, string>();

function withoutPlace(image: EnrolledImage): unknown {
  const { at: _at, written: _written, ...definition } = image;
  if (definition.kind === 'external') return definition;
  const { dockerfileAt: _dockerfileAt, ...managed } = definition;
  return managed;
}
