import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { error, type Problem } from '../problem/index.ts';
import { parseDigest, type Digest } from '../reference/index.ts';
import { at, fail, isLongerThan, isObject, listAt, ok, parseJson, show, textAt, type JsonObject, type Result } from '../text/index.ts';

export const indexMediaType = 'application/vnd.oci.image.index.v1+json';

/** What one machine pushed: an index, or where it made no statements the manifest of its platform. */
export interface PushedManifest {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly text: string;
  /** What a lone manifest is for; an index says it itself. */
  readonly platform?: Platform;
}

/** An index of everything that was pushed. */
export interface MergedIndex {
  /** The bytes to push, as UTF-8. The same parts, in whatever order, give the same text. */
  readonly text: string;
  readonly mediaType: typeof indexMediaType;
  /** The manifest of each platform. */
  readonly platforms: ReadonlyMap<Platform, Digest>;
  /** Everything that the index names and that therefore has to be there: images, and statements about them. */
  readonly parts: readonly Digest[];
}

interface Part {
  readonly digest: Digest;
  readonly platform: Platform;
  readonly isStatement: boolean;
  /** As it will stand in the index. */
  readonly descriptor: JsonObject;
}

const maxBytes = 4 * 1024 * 1024;
const maxParts = 256;
const imageTypes = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];
const indexTypes = [indexMediaType, 'application/vnd.docker.distribution.manifest.list.v2+json'];

/**
 * Puts together what was built on several machines: one OCI index with the image of each platform, and beside it the statements
 * about it. Refused: two images for one platform, a statement about something that is not there, an index in an index.
 *
 * @param annotations - of the index; those of the parts stay on them, those of their indexes are dropped
 */
export function mergeIndexes(
  pushed: readonly PushedManifest[],
  annotations: Readonly<Record<string, string>>,
): Result<MergedIndex, Problem> {
  const parts: Part[] = [];
  for (const manifest of pushed) {
    const read = partsOf(manifest);
    if (typeof read === 'string') return refused(`${manifest.digest}: ${read}`);
    parts.push(...read);
  }
  const images = parts.filter(({ isStatement }) => !isStatement);
  if (images.length === 0) return refused('there is no image among what was built');
  if (parts.length > maxParts) return refused(`there are more than ${maxParts} manifests`);
  const twice = images.find(({ platform }, index) => images.findIndex((other) => other.platform === platform) !== index);
  if (twice !== undefined) return refused(`${show(twice.platform)} was built twice`);
  const ordered = parts.toSorted(compareParts);
  return ok({
    text: render(ordered, annotations),
    mediaType: indexMediaType,
    platforms: new Map(images.toSorted(compareParts).map(({ platform, digest }) => [platform, digest])),
    parts: ordered.map(({ digest }) => digest),
  });
}

/** The parts of one index, or why it can not be used, as a clause. */
function partsOf({ digest, size, text, platform }: PushedManifest): readonly Part[] | string {
  if (isLongerThan(text, maxBytes)) return 'it is longer than 4 MiB';
  const json = parseJson(text);
  if (!isObject(json) || json['schemaVersion'] !== 2) return 'it is no manifest';
  const mediaType = textAt(json, 'mediaType') ?? (Array.isArray(json['manifests']) ? indexMediaType : imageTypes[0]);
  if (imageTypes.includes(mediaType ?? '')) return loneImage({ digest, size, text, ...(platform && { platform }) }, mediaType ?? '');
  if (!indexTypes.includes(mediaType ?? '')) return `${show(mediaType)} is neither an index nor the manifest of an image`;
  const descriptors = listAt(json, 'manifests');
  if (descriptors.length > maxParts) return `it has more than ${maxParts} manifests`;
  const images = new Map<Digest, Platform>();
  for (const descriptor of descriptors) {
    const [of, target] = [platformOf(descriptor), parseDigest(textAt(descriptor, 'digest') ?? '')];
    if (!isStatement(descriptor) && of !== undefined && target !== undefined) images.set(target, of);
  }
  const parts: Part[] = [];
  for (const descriptor of descriptors) {
    const part = partOf(descriptor, images);
    if (typeof part === 'string') return part;
    parts.push(part);
  }
  return parts;
}

function loneImage({ digest, size, platform }: PushedManifest, mediaType: string): readonly Part[] | string {
  if (platform === undefined) return 'nobody says which platform it is for';
  const [os = '', architecture = '', variant] = platform.split('/');
  const written = { architecture, os, ...(variant === undefined ? {} : { variant }) };
  return [{ digest, platform, isStatement: false, descriptor: { mediaType, digest, size, platform: written } }];
}

function partOf(descriptor: unknown, images: ReadonlyMap<Digest, Platform>): Part | string {
  const digest = parseDigest(textAt(descriptor, 'digest') ?? '');
  const [mediaType, size] = [textAt(descriptor, 'mediaType') ?? '', at(descriptor, 'size')];
  if (digest === undefined) return `${show(at(descriptor, 'digest'))} is no digest`;
  if (!imageTypes.includes(mediaType)) return `${digest} in it is ${show(mediaType)}, not the manifest of an image`;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return `${digest} in it has no size`;
  const statement = isStatement(descriptor);
  const subject = parseDigest(textAt(descriptor, 'annotations', referenceDigest) ?? '');
  const platform = !statement ? platformOf(descriptor) : subject === undefined ? undefined : images.get(subject);
  if (platform === undefined)
    return statement ? `${digest} in it is about an image that is not in it` : `${digest} in it is for no platform`;
  return { digest, platform, isStatement: statement, descriptor: written(descriptor, { mediaType, digest, size }) };
}

const referenceType = 'vnd.docker.reference.type';
const referenceDigest = 'vnd.docker.reference.digest';

/** As BuildKit marks what it says about an image (`attestation-manifest`). */
function isStatement(descriptor: unknown): boolean {
  return textAt(descriptor, 'annotations', referenceType) === 'attestation-manifest';
}

function platformOf(descriptor: unknown): Platform | undefined {
  const [os = '', architecture = '', variant = ''] = ['os', 'architecture', 'variant'].map(
    (part) => textAt(descriptor, 'platform', part) ?? '',
  );
  if (os === '' || os === 'unknown' || architecture === '') return undefined;
  return parsePlatform([os, architecture, variant].filter((part) => part !== '').join('/'));
}

/** The fields of OCI's descriptor that mean something in an index; nothing else is carried over. */
function written(descriptor: unknown, known: JsonObject): JsonObject {
  const annotations = textsOf(at(descriptor, 'annotations'));
  const artifactType = textAt(descriptor, 'artifactType');
  const texts = textsOf(at(descriptor, 'platform'));
  const features = listAt(descriptor, 'platform', 'os.features').filter((feature) => typeof feature === 'string');
  return {
    ...known,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    platform: { ...texts, ...(features.length === 0 ? {} : { 'os.features': features }) },
    ...(artifactType === undefined ? {} : { artifactType }),
  };
}

/** The texts in an object, by key in order. */
function textsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = isObject(value) ? Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string') : [];
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Images before statements, each by platform. */
function compareParts(a: Part, b: Part): number {
  if (a.isStatement !== b.isStatement) return a.isStatement ? 1 : -1;
  if (a.platform !== b.platform) return a.platform < b.platform ? -1 : 1;
  return a.digest < b.digest ? -1 : 1;
}

function render(parts: readonly Part[], annotations: Readonly<Record<string, string>>): string {
  const sorted = textsOf(annotations);
  const manifests = parts.map(({ descriptor }) => descriptor);
  const head = { schemaVersion: 2, mediaType: indexMediaType, manifests };
  return JSON.stringify(Object.keys(sorted).length === 0 ? head : { ...head, annotations: sorted }, undefined, 2);
}

function refused(why: string): { readonly ok: false; readonly error: Problem } {
  return fail(error('build/unusable-index', `What was built can not be put together: ${why}.`, { hint: 'Build all platforms again.' }));
}
