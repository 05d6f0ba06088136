import type { Missing, Unknown } from '@image-factory/core/observe';
import type { Digest, Repository, Tag } from '@image-factory/core/reference';

/** What a rollback asks of registries, and has them do. What could not be had is an answer, not an exception. */
export interface RollbackRegistry {
  listTags(
    repository: Repository,
  ): Promise<{ readonly kind: 'tags'; readonly tags: readonly Tag[]; readonly isComplete: boolean } | Missing | Unknown>;
  /** What a tag points to at this moment. */
  tagged(repository: Repository, tag: Tag): Promise<{ readonly kind: 'tagged'; readonly digest: Digest } | Missing | Unknown>;
  /** Whether a manifest or index is there. */
  exists(repository: Repository, digest: Digest): Promise<{ readonly kind: 'present' } | Missing | Unknown>;
  /** The bytes of a manifest or index, which have the digest. */
  manifestBytes(
    repository: Repository,
    digest: Digest,
  ): Promise<{ readonly kind: 'bytes'; readonly bytes: Uint8Array } | Missing | Unknown>;
  /** Moves a tag to something that the repository has, and makes sure that it is there. */
  moveTag(repository: Repository, tag: Tag, digest: Digest): Promise<{ readonly kind: 'moved' | 'there' } | Missing | Unknown>;
}
