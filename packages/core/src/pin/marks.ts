import type { Digest } from '../reference/index.ts';
import { sha256Hex } from '../text/index.ts';

/** The digits of a digest as they stand in a text. */
export interface Mark {
  readonly file: string;
  /** Offset of the first digit, in UTF-16 units. */
  readonly at: number;
  readonly digest: Digest;
}

/** Texts in which every place that looks like one of the digests holds another one, each its own. */
export interface MarkedTexts {
  readonly texts: ReadonlyMap<string, string>;
  /** By the digest that stands in the place now. */
  readonly marks: ReadonlyMap<string, Mark>;
}

const runs = /[0-9a-f]{64,}/g;

/**
 * Prepares the question which places in texts decide what a build pulls: what is analyzed from the marked texts tells, for
 * each image, the place that its digest comes from. A comment or a heredoc holds the digits too, and decides nothing; nobody
 * but the analysis knows which is which.
 *
 * @param texts - by name, such as the path
 */
export function markDigests(texts: ReadonlyMap<string, string>, digests: Iterable<Digest>): MarkedTexts {
  const sought = new Map([...digests].map((digest) => [hexOf(digest), digest]));
  const marks = new Map<string, Mark>();
  const marked = new Map<string, string>();
  for (const [file, text] of texts) {
    marked.set(
      file,
      text.replaceAll(runs, (hex, at: number) => {
        const digest = sought.get(hex);
        if (digest === undefined) return hex;
        const probe = probeHex(marks.size, hex);
        marks.set(`${algorithmOf(digest)}:${probe}`, { file, at, digest });
        return probe;
      }),
    );
  }
  return { texts: marked, marks };
}

/** Digits that nobody's digest has, as many as there were. */
function probeHex(index: number, hex: string): string {
  return sha256Hex(`probe ${index} for ${hex}`).repeat(2).slice(0, hex.length);
}

export function hexOf(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

export function algorithmOf(digest: Digest): string {
  return digest.slice(0, digest.indexOf(':'));
}
