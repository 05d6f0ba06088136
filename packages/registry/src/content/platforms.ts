import type { Platform } from '@image-factory/core/dockerfile';
import type { Unknown } from '@image-factory/core/observe';
import type { Digest } from '@image-factory/core/reference';
import { unknown } from '../unknown.ts';
import { indexTypes, manifestTypes } from './media-types.ts';
import { platformOf, type Descriptor } from './schema.ts';

/** What an index lists, as far as it is an image. */
export interface Listed {
  readonly kind: 'listed';
  readonly platforms: Map<Platform, Digest>;
  /** Manifests that only their config tells the platform of. */
  readonly unsaid: readonly Digest[];
}

/** More than this have no meaning that we know, and each would be a request. */
const mostUnsaid = 8;

/**
 * The manifest of each platform. Attestations are left out, and so are artifacts and indexes within the index. Of several
 * for one platform that differ by the version or features of the system (Windows), the first stands for the platform;
 * several without such a difference are a contradiction.
 */
export function listPlatforms(entries: readonly Descriptor[]): Listed | Unknown {
  const platforms = new Map<Platform, Digest>();
  const told = new Map<string, Digest>();
  const unsaid: Digest[] = [];
  for (const entry of entries.filter(isImage)) {
    const platform = entry.platform === null || entry.platform === undefined ? 'unsaid' : platformOf(entry.platform);
    if (platform === undefined) continue;
    if (platform === 'unsaid') {
      unsaid.push(entry.digest);
      continue;
    }
    const exact = exactPlatform(platform, entry);
    if ((told.get(exact) ?? entry.digest) !== entry.digest) return unknown('broken', `the index has two manifests for ${platform}`);
    told.set(exact, entry.digest);
    if (!platforms.has(platform)) platforms.set(platform, entry.digest);
  }
  if (unsaid.length > mostUnsaid) return unknown('unsupported', 'the index does not say which platforms its manifests are for');
  return { kind: 'listed', platforms, unsaid };
}

function isImage({ mediaType, artifactType, annotations, platform }: Descriptor): boolean {
  if (annotations?.['vnd.docker.reference.type'] !== undefined) return false;
  if (indexTypes.includes(mediaType) || !manifestTypes.includes(mediaType)) return false;
  return (artifactType ?? '') === '' || (platform !== null && platform !== undefined);
}

function exactPlatform(platform: Platform, entry: Descriptor): string {
  return JSON.stringify([platform, entry.platform?.['os.version'] ?? '', entry.platform?.['os.features'] ?? []]);
}
