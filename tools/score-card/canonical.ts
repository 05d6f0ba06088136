import { formatReference, parseReference, withDefaultTag } from '@image-factory/core/reference';

/** As the cases have them: in full, without `scratch`; what can't be read stays as it is, and counts as invented. */
export function canonicalImages(images: readonly string[]): string[] {
  return images.filter((image) => image !== 'scratch').map(canonical);
}

function canonical(image: string): string {
  const reference = parseReference(image);
  return reference.ok ? formatReference(withDefaultTag(reference.value)) : image;
}
