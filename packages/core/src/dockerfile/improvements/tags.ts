import { familiarName, familiarReference } from '../../reference/index.ts';
import { show } from '../../text/index.ts';
import type { PulledImage } from '../types.ts';
import { isExpanded, placeOf, type Improvement } from './improvement.ts';

/** Images that the build takes in whatever version is the newest. */
export function unpinned(images: readonly PulledImage[]): Improvement[] {
  return images
    .filter(({ reference: { tag, digest } }) => tag === 'latest' && digest === undefined)
    .map((image) => {
      const name = familiarName(image.reference);
      const isImplied = !isExpanded(image) && !image.written.includes(':latest');
      const said = isImplied ? `${show(image.written)} without a tag is \`latest\`, which moves` : `${show(`${name}:latest`)} moves`;
      return {
        severity: 'notice',
        code: 'dockerfile/latest-tag',
        message: `${said} to every new version, the next major one too.`,
        hint: isExpanded(image)
          ? 'Give the argument a default that ends in a version.'
          : `Name the version that you build on: ${show(`${name}:${exampleTag(name)}`)}.`,
        ...placeOf(image),
      };
    });
}

/** Of one image we know what people should write. */
function exampleTag(name: string): string {
  return name === 'docker/dockerfile' ? '1' : 'VERSION';
}

/** Digests that nobody can tell the next one of: there is nothing to follow, for people and the factory alike. */
export function digestsWithoutTag(images: readonly PulledImage[]): Improvement[] {
  return images
    .filter(({ reference: { tag, digest } }) => tag === undefined && digest !== undefined)
    .map((image) => {
      const { reference } = image;
      const name = familiarName(reference);
      return {
        severity: 'warning',
        code: 'dockerfile/digest-without-tag',
        message: `${show(familiarReference(reference), 40)} has a digest and no tag: nobody can tell which versions it should follow.`,
        hint: `Write the tag that it was taken from in front of the digest: \`${name}:TAG@${reference.digest?.slice(0, 15) ?? ''}…\`.`,
        ...placeOf(image),
      };
    });
}
