import type { PulledImage } from '../dockerfile/index.ts';
import { formatReference, type Digest } from '../reference/index.ts';
import { algorithmOf, hexOf, type Mark, type MarkedTexts } from './marks.ts';

/** A place, and the digest that is to stand there. */
export interface PinMove {
  readonly mark: Mark;
  readonly to: Digest;
}

/**
 * The text with other digits in some places, and not a character more: comments, line ends, byte-order mark and escape
 * directive stay as they are.
 *
 * @returns undefined where a place does not hold what it should, or the new digest is of another kind
 */
export function movePins(text: string, moves: readonly PinMove[]): string | undefined {
  const parts: string[] = [];
  let end = 0;
  for (const { mark, to } of moves.toSorted((a, b) => a.mark.at - b.mark.at)) {
    const hex = hexOf(mark.digest);
    const isThere = mark.at >= end && text.startsWith(hex, mark.at);
    if (!isThere || algorithmOf(mark.digest) !== algorithmOf(to)) return undefined;
    parts.push(text.slice(end, mark.at), hexOf(to));
    end = mark.at + hex.length;
  }
  return [...parts, text.slice(end)].join('');
}

/** What one build pulls. */
type Pulled = readonly PulledImage[];

/**
 * Tells whether what is pulled after a change is what was pulled before it, but for the digests that were moved: the same
 * images, in the same way, for the same platforms, under the same names.
 *
 * @param marked - the texts before the change
 * @returns for one build, from what is pulled according to the marked texts and according to the changed ones
 */
export function holdsButFor(moves: readonly PinMove[], { marks }: MarkedTexts): (probed: Pulled, after: Pulled) => boolean {
  const to = new Map(moves.map((move) => [placeOf(move.mark), move.to]));

  function moved(image: PulledImage): PulledImage {
    const { digest } = image.reference;
    const mark = digest === undefined ? undefined : marks.get(digest);
    if (mark === undefined) return image;
    return { ...image, reference: { ...image.reference, digest: to.get(placeOf(mark)) ?? mark.digest } };
  }

  return (probed, after) => {
    const [wanted, found] = [new Set(probed.map(moved).map(lineOf)), new Set(after.map(lineOf))];
    return wanted.size === found.size && [...wanted].every((line) => found.has(line));
  };
}

function placeOf({ file, at }: Mark): string {
  return `${at} ${file}`;
}

function lineOf({ reference, use, platforms }: PulledImage): string {
  return `${use} ${[...platforms].toSorted().join()} ${formatReference(reference)}`;
}
