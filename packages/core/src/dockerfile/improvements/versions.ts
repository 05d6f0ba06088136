import { familiarReference, repositoryUrl, type ImageReference } from '../../reference/index.ts';
import { show } from '../../text/index.ts';
import type { PulledImage } from '../types.ts';
import { isExpanded, placeOf, type Improvement } from './improvement.ts';

/**
 * Images that one file takes in several versions. Variants of one version (`22` and `22-slim`) belong together; so do
 * places on one line, where the platform decides.
 */
export function severalVersions(images: readonly PulledImage[]): Improvement[] {
  const improvements: Improvement[] = [];
  for (const places of Map.groupBy(images, ({ reference }) => repositoryUrl(reference)).values()) {
    const told = new Set<string>();
    for (const place of places) {
      const other = places.find((earlier) => earlier.line < place.line && differs(earlier.reference, place.reference));
      const name = familiarReference(place.reference);
      if (other === undefined || told.has(name)) continue;
      told.add(name);
      improvements.push(inTwoVersions(place, other));
    }
  }
  return improvements;
}

function inTwoVersions(place: PulledImage, other: PulledImage): Improvement {
  const [here, there] = [place, other].map(({ reference }) => show(familiarReference(reference), 50));
  return {
    severity: 'notice',
    code: 'dockerfile/several-versions',
    message: `Here it takes ${here}, further up ${there}: two versions of one image.`,
    hint: isExpanded(place)
      ? `If that is no intention, use the same argument in line ${other.line}.`
      : `If that is no intention, write the version once, as the default of an ARG in front of the first FROM, and use it here and in line ${other.line}.`,
    ...placeOf(place),
  };
}

function differs(a: ImageReference, b: ImageReference): boolean {
  if (a.tag === undefined || b.tag === undefined) return a.digest !== b.digest;
  return a.tag === b.tag ? a.digest !== b.digest : versionIn(a.tag) !== versionIn(b.tag);
}

/** Words that name a variant of the newest version. */
const variants: ReadonlySet<string> = new Set(['alpine', 'dev', 'latest', 'slim']);

/** `22-slim`: 22. `bookworm-slim`: bookworm. `slim`: latest. */
function versionIn(tag: string): string {
  const word = tag.split('-')[0] ?? '';
  return /\d+(?:\.\d+)*/.exec(tag)?.[0] ?? (variants.has(word) ? 'latest' : word);
}
