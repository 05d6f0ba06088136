import type { Platform } from '../dockerfile/index.ts';
import type { ImageName } from '../enrollment/index.ts';
import type { RebuildKey } from '../rebuild/index.ts';
import { formatReference, type Digest, type ImageReference } from '../reference/index.ts';
import { formatTime } from '../text/index.ts';
import type { BuildAnnotation, Version } from './types.ts';

/** The image that the final stage begins with. */
export interface FinalBase {
  readonly reference: ImageReference;
  /** What it is on each platform, as far as that is decided before the build. */
  readonly digests: ReadonlyMap<Platform, Digest>;
}

/** What an image says about itself. */
export interface ImageFacts {
  readonly image: ImageName;
  readonly description?: string | undefined;
  /** URL of the source repository. */
  readonly source?: string | undefined;
  /** The commit that was built. */
  readonly revision?: string | undefined;
  readonly version?: Version | undefined;
  /** Where people find more about the image. */
  readonly url?: string | undefined;
  readonly created?: Date | undefined;
  readonly key?: RebuildKey | undefined;
  readonly base?: FinalBase | undefined;
}

const oci = 'org.opencontainers.image';
export const keyLabel = 'io.image-factory.rebuild-key';
export const versionLabel = `${oci}.version`;
export const imageLabel = 'io.image-factory.image';

/** Labels that tell one build from the next although the image is the same. */
export const volatileLabels: ReadonlySet<string> = new Set([
  keyLabel,
  ...['created', 'revision', 'version', 'base.digest'].map((name) => `${oci}.${name}`),
]);

/** Values are for people and for lists of images: so long at most. */
const maxValue = 1024;

/**
 * Labels in the config of the image: one value for all platforms, so that the digest of the base, which each platform has of
 * its own, stands there only when there is one platform. Keys of OCI's image specification (annotations), in order.
 */
export function imageLabels(facts: ImageFacts): Readonly<Record<string, string>> {
  const digests = [...new Set(facts.base?.digests.values())];
  return inOrder({ ...commonFacts(facts), ...baseFacts(facts.base, digests.length === 1 ? digests[0] : undefined) });
}

/** Annotations on the index, and on the manifest of each platform with the digest that its base has there. */
export function imageAnnotations(facts: ImageFacts, platforms: readonly Platform[]): readonly BuildAnnotation[] {
  const onIndex = Object.entries(indexAnnotations(facts)).map(([key, value]) => ({ on: 'index', key, value }) as const);
  const onManifests = platforms.flatMap((platform) =>
    Object.entries(platformAnnotations(facts, platform)).map(([key, value]) => ({ on: 'manifest', platform, key, value }) as const),
  );
  return [...onIndex, ...onManifests];
}

/** What stands on the index: for all platforms, so without the digest of a base. */
export function indexAnnotations(facts: ImageFacts): Readonly<Record<string, string>> {
  return inOrder({ ...commonFacts(facts), ...baseFacts(facts.base, undefined) });
}

/** What stands on the manifest of a platform. */
export function platformAnnotations(facts: ImageFacts, platform: Platform): Readonly<Record<string, string>> {
  return inOrder({ ...commonFacts(facts), ...baseFacts(facts.base, facts.base?.digests.get(platform)) });
}

type Facts = Readonly<Record<string, string | undefined>>;

function commonFacts({ image, description, source, revision, version, url, created, key }: ImageFacts): Facts {
  return {
    [`${oci}.title`]: image,
    [`${oci}.description`]: description,
    [`${oci}.source`]: source,
    [`${oci}.revision`]: revision,
    [`${oci}.version`]: version,
    [`${oci}.url`]: url,
    [`${oci}.created`]: created === undefined ? undefined : formatTime(created),
    [keyLabel]: key,
    [imageLabel]: image,
  };
}

function baseFacts(base: FinalBase | undefined, digest: Digest | undefined): Facts {
  if (base === undefined) return {};
  return { [`${oci}.base.name`]: formatReference(base.reference), [`${oci}.base.digest`]: digest };
}

function inOrder(facts: Facts): Readonly<Record<string, string>> {
  const entries = Object.entries(facts).flatMap(([key, value]) => {
    const text = cleanValue(value ?? '');
    return text === '' ? [] : [[key, text] as const];
  });
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** One line without control characters and without what turns the direction of text around, composed, and cut when long. */
function cleanValue(text: string): string {
  return text
    .slice(0, 4 * maxValue)
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, maxValue)
    .toWellFormed()
    .trim();
}
