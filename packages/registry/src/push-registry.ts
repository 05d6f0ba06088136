import { manifestBytesAt, presentAt, taggedAt } from './content/manifest-bytes.ts';
import { listTagsAt } from './content/tags.ts';
import { moveTagAt } from './push/move-tag.ts';
import { putManifestAt } from './push/put-manifest.ts';
import { openReach, type RegistryOptions } from './reach.ts';
import type { PushRegistry } from './types.ts';

/**
 * Opens registries for whoever may push: with a keychain of its own, so that those who only read never hold a credential that
 * writes. A mirror is not asked: what is put goes to the registry itself, and so does every question about it.
 */
export function createPushRegistry(options: RegistryOptions = {}): PushRegistry {
  const { at, pace } = openReach(options);
  return {
    listTags: (repository) => at(repository, listTagsAt),
    manifestBytes: (repository, digest) => at(repository, (place) => manifestBytesAt(place, digest)),
    exists: (repository, digest) => at(repository, (place) => presentAt(place, digest)),
    tagged: (repository, tag) => at(repository, (place) => taggedAt(place, tag)),
    putManifest: (repository, manifest, name) => at(repository, (place) => putManifestAt(place, manifest, name)),
    moveTag: (repository, tag, digest) => at(repository, (place) => moveTagAt(place, tag, digest, pace)),
  };
}
