import { error, type Problem } from '@image-factory/core/problem';
import { show, suggest } from '@image-factory/core/text';

/** Somebody names an image, and none is called that. */
export function unknownImage(name: string, names: readonly string[]): Problem {
  const meant = suggest(name, names);
  return error('inputs/unknown-image', `No image that we build is called ${show(name)}.`, {
    hint: meant === undefined ? '`image-factory status` lists the enrolled images.' : `Did you mean ${meant}?`,
  });
}
