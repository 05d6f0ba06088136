import { analyzeDockerfile, type BuildOptions, type PulledImage } from '../dockerfile/index.ts';
import { formatReference } from '../reference/index.ts';
import { markDigests, type MarkedTexts } from './marks.ts';
import { pinnedImages, tracePins, type Pin, type Traced } from './trace.ts';

export interface FoundPins extends Traced {
  readonly marked: MarkedTexts;
  /** What is pulled according to the marked text. */
  readonly probed: readonly PulledImage[];
}

/**
 * The pins of one Dockerfile, with the exact places of their digits: in FROM, in `COPY --from`, in mounts, and in the
 * defaults of arguments that these are made of. BuildKit's own rules say which they are (SPEC section 4).
 */
export function findPins(text: string, options: BuildOptions): FoundPins {
  const before = imagesIn(text, options);
  const digests = new Set(pinnedImages(before).map(({ digest }) => digest));
  const marked = markDigests(new Map([[options.file, text]]), digests);
  const probed = imagesIn(marked.texts.get(options.file) ?? '', options);
  return { ...tracePins(marked, before, probed), marked, probed };
}

/** More stages than this are not built one by one. */
const mostStages = 50;

/**
 * Pins of the same bases, with the same digests, in stages of the Dockerfile that this build does not need: they go along
 * with those that it needs, so that the file stays of one piece.
 *
 * @param marked - the text with the places of the pins that are known
 */
export function pinsBeside(marked: MarkedTexts, pins: readonly Pin[], options: BuildOptions): Pin[] {
  const text = marked.texts.get(options.file) ?? '';
  const known = new Set(pins.map(({ file, at }) => `${at} ${file}`));
  const followed = new Set(pins.map(identityOfPin));
  if ([...marked.marks.values()].every(({ file, at }) => file !== options.file || known.has(`${at} ${file}`))) return [];
  const { stages } = analyzeDockerfile(text, options).value;
  const beside = stages
    .filter(({ reachable }) => !reachable)
    .slice(0, mostStages)
    .flatMap(({ index }) => {
      const images = imagesIn(text, { ...options, target: String(index) });
      return tracePins(marked, images, images).pins;
    });
  return [...new Map(beside.map((pin) => [`${pin.at} ${pin.file}`, pin])).values()].filter(
    (pin) => !known.has(`${pin.at} ${pin.file}`) && followed.has(identityOfPin(pin)),
  );
}

function identityOfPin({ base, digest }: Pin): string {
  return `${formatReference(base)}@${digest}`;
}

function imagesIn(text: string, options: BuildOptions): readonly PulledImage[] {
  return analyzeDockerfile(text, { ...options, everyLine: true }).value.images;
}
