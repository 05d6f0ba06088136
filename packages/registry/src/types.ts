import type { Platform } from '@image-factory/core/dockerfile';
import type { Found, LookUp, Missing, Unknown } from '@image-factory/core/observe';
import type { Digest, ImageReference, Repository, Tag } from '@image-factory/core/reference';

/** What a caller saw under a reference before. */
export type Known = Pick<Found, 'digest' | 'platforms'>;

export interface Layer {
  /** Of the bytes that are pulled. */
  readonly digest: Digest;
  /** Of the uncompressed layer: the same in every registry and with every compression. */
  readonly diffId: Digest;
}

/** What an image of one platform is made of. */
export interface ImageConfig {
  readonly kind: 'image';
  /** Of the manifest. */
  readonly digest: Digest;
  readonly platform: Platform;
  /** What the image says of itself, never a clock; absent where it says nothing that is a time. */
  readonly created?: Date;
  readonly labels: ReadonlyMap<string, string>;
  /** Lowest first. */
  readonly layers: readonly Layer[];
  /** Instructions that run in builds that begin with this image. */
  readonly onBuild: readonly string[];
}

export interface TagList {
  readonly kind: 'tags';
  readonly tags: readonly Tag[];
  /** False when there are more than we read. */
  readonly isComplete: boolean;
}

/** An artifact that names a manifest as its subject: a signature, a bill of materials. */
export interface Referrer {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly size: number;
  readonly annotations: ReadonlyMap<string, string>;
}

export interface ReferrerList {
  readonly kind: 'referrers';
  readonly referrers: readonly Referrer[];
  /** False when there are more than we read. */
  readonly isComplete: boolean;
}

/**
 * What OCI registries say (distribution specification 1.1). Nothing here throws: what went wrong is part of the answer, its
 * words hold no credential. Everything is asked once in the life of a `Registry`: make one for each run.
 */
export interface Registry {
  /**
   * What stands under a reference now. A digest goes before a tag, and `latest` is meant where there is neither.
   *
   * @param known - when the registry says this digest, nothing else is fetched and these platforms are the answer
   */
  lookUp(reference: ImageReference, known?: Known): Promise<LookUp>;
  /** @param digest - of the manifest of one platform, as `lookUp` gives it */
  imageConfig(repository: Repository, digest: Digest): Promise<ImageConfig | Missing | Unknown>;
  /** The JSON of a manifest or index, as it was written; undefined when it could not be had. */
  manifest(repository: Repository, digest: Digest): Promise<unknown>;
  /** The text of a blob; undefined when it could not be had, or has more than `maxBytes`. */
  blob(repository: Repository, digest: Digest, maxBytes: number): Promise<string | undefined>;
  /** Labels and unpacked layers of the image of one platform; undefined when they could not be had. */
  config(
    repository: Repository,
    digest: Digest,
  ): Promise<{ readonly labels: ReadonlyMap<string, string>; readonly diffIds: readonly Digest[] } | undefined>;
  /** All tags, or the first 20,000. */
  listTags(repository: Repository): Promise<TagList | Missing | Unknown>;
  /**
   * What refers to a manifest; where the registry lacks that question, what is listed under the tag `sha256-…`.
   *
   * @param artifactType - only those of this type
   */
  referrers(repository: Repository, digest: Digest, artifactType?: string): Promise<ReferrerList | Unknown>;
}

/** What the operator says of registries: `registries` of factory.yaml. Sources that are built have no say in it. */
export interface RegistryEntry {
  /** Hosts that may ask for the credentials of this registry. Absent: those that are built in. */
  readonly realms?: readonly string[];
  /** A registry to ask first. */
  readonly mirror?: string;
  /** Hosts, or with a dot in front all below one, that this registry keeps its content on; besides those built in. */
  readonly redirects?: readonly string[];
}

export type RegistryTable = Readonly<Record<string, RegistryEntry>>;
