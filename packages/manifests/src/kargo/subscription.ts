import type { ManagedImage } from '@image-factory/core/enrollment';
import type { TagWatch } from '@image-factory/core/graph';
import type { ImageSubscription } from './types.ts';

/**
 * What a Warehouse looks at, in the form that Kargo 1.11 accepts. One tag is followed by its digest, which costs a
 * single request a look; patterns go into `allowTagsRegexes`, anchored, because Kargo would also take a part of a tag
 * for a match. Every default that Kargo's webhook would fill in is written out: what it adds, Argo CD sees as drift.
 * `platform` is never set: it would hide every image that is not an index.
 */
export function upstreamSubscription(repoURL: string, watch: TagWatch): ImageSubscription {
  switch (watch.strategy) {
    case 'Digest':
      return byDigest(repoURL, watch.tag);
    case 'SemVer':
      return {
        repoURL,
        imageSelectionStrategy: 'SemVer',
        ...(watch.constraint === undefined ? {} : { constraint: watch.constraint }),
        ...(watch.allow === undefined ? {} : { allowTagsRegexes: [anchored(watch.allow)] }),
        strictSemvers: watch.allow === undefined && !speaksOfShortVersions(watch.constraint ?? ''),
        discoveryLimit: candidates,
      };
    case 'Lexical':
    case 'NewestBuild':
      return {
        repoURL,
        imageSelectionStrategy: watch.strategy,
        allowTagsRegexes: [anchored(watch.allow)],
        ignoreTagsRegexes: notImages,
        strictSemvers: true,
        discoveryLimit: candidates,
      };
  }
}

/**
 * What the Warehouse of a managed image looks at: the digest behind `publishedTag`, which moves with every build.
 * Images that publish plain semantic versions are watched by version instead, so that Freight carries the version and
 * `updates` can write it down.
 */
export function publishedSubscription(repoURL: string, image: ManagedImage): ImageSubscription {
  if (!publishesVersions(image)) return byDigest(repoURL, image.publishedTag);
  return { repoURL, imageSelectionStrategy: 'SemVer', allowTagsRegexes: [plainVersion], strictSemvers: true, discoveryLimit: candidates };
}

/** Whether Freight of the image is told apart by its tag; otherwise only by its digest. */
export function publishesVersions({ versioning, tags }: ManagedImage): boolean {
  return versioning === 'semver' && (tags.length === 0 || tags.some((tag) => /^v?\{\{\s*version\s*\}\}$/.test(tag)));
}

/** A subscription in words: the tag, the range or the pattern that it follows. */
export function watchedTags({ repoURL, imageSelectionStrategy, constraint, allowTagsRegexes = [] }: ImageSubscription): string {
  if (imageSelectionStrategy === 'Digest') return `${repoURL}:${constraint}`;
  const limits = [...(constraint === undefined ? [] : [constraint]), ...allowTagsRegexes];
  return `${repoURL}, tags ${limits.length === 0 ? 'that are versions' : limits.join(' and ')}`;
}

function byDigest(repoURL: string, tag: string): ImageSubscription {
  return { repoURL, imageSelectionStrategy: 'Digest', constraint: tag, strictSemvers: true, discoveryLimit: 1 };
}

/** An expression that matches whole tags only. */
export function anchored(pattern: string): string {
  const isWhole = pattern.startsWith('^') && /(?<!\\)\$$/.test(pattern) && !pattern.includes('|');
  return isWhole ? pattern : `^(?:${pattern})$`;
}

// Freight is made of the first; the others are there for people who choose by hand.
const candidates = 3;
const plainVersion = '^v?\\d+\\.\\d+\\.\\d+$';
// Signatures, attestations and build caches: one of them among the candidates fails the whole look.
const notImages = ['^sha256-', '\\.(?:sig|att|sbom)$', '^(?:build-?)?cache$'];
/** The patterns that are not of a person's making. */
export const ownPatterns: ReadonlySet<string> = new Set([plainVersion, ...notImages]);

// `>=16 <17` is said of images that are tagged `16.4`: a strict reading would find none of them.
function speaksOfShortVersions(constraint: string): boolean {
  return /(?<![\w.-])v?\d+(?:\.\d+)?(?![\w.])/.test(constraint);
}
