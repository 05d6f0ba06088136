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

/** A manifest or index, byte for byte. */
export interface ManifestBytes {
  readonly kind: 'bytes';
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export type ManifestToPut = Pick<ManifestBytes, 'bytes' | 'mediaType'>;

/** A registry says that it has a manifest. */
export interface Present {
  readonly kind: 'present';
  readonly digest: Digest;
}

/** What a tag points to. */
export interface Tagged {
  readonly kind: 'tagged';
  readonly digest: Digest;
}

/** A registry says that it took a manifest. */
export interface Put {
  readonly kind: 'put';
  readonly digest: Digest;
}

/** A tag is where it should be: it was `moved` there, or was `there` already. */
export interface MovedTag {
  readonly kind: 'moved' | 'there';
  readonly digest: Digest;
  /** What it pointed to before; absent when there was no such tag. */
  readonly from?: Digest;
}

/**
 * What is written in registries, and asked around that. As in `Registry` nothing throws, and no words hold a credential; but
 * every question is asked anew, for the answers change by what is done here.
 */
export interface PushRegistry {
  /** All tags, or the first 20,000. */
  listTags(repository: Repository): Promise<TagList | Missing | Unknown>;
  /** What was pushed under a digest, held against it. */
  manifestBytes(repository: Repository, digest: Digest): Promise<ManifestBytes | Missing | Unknown>;
  /** Whether a manifest or index is there, by the registry's word. */
  exists(repository: Repository, digest: Digest): Promise<Present | Missing | Unknown>;
  /** What a tag points to now, by the registry's word. */
  tagged(repository: Repository, tag: Tag): Promise<Tagged | Missing | Unknown>;
  /**
   * Puts a manifest or index whose parts are there. `denied` says which permission is missing; `missing` that there is no such
   * repository.
   *
   * @param name - its digest, or a tag, which then points to it
   */
  putManifest(repository: Repository, manifest: ManifestToPut, name: Tag | Digest): Promise<Put | Missing | Unknown>;
  /**
   * Moves a tag to something that the repository has, and looks whether it is there afterwards: `mismatch` when the registry
   * said yes and did something else. Others may move it at the same time; registries know no compare-and-swap.
   */
  moveTag(repository: Repository, tag: Tag, digest: Digest): Promise<MovedTag | Missing | Unknown>;
}
