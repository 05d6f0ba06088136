import type { BuildPlan } from '@image-factory/core/build';
import type { ManagedImage } from '@image-factory/core/enrollment';
import type { Missing, Unknown } from '@image-factory/core/observe';
import type { Problem } from '@image-factory/core/problem';
import type { Digest, Repository, Tag } from '@image-factory/core/reference';
import type { Result } from '@image-factory/core/text';
import type { OpenRegistries } from '../observe/index.ts';
import type { Clock, Log, Sources, Tree } from '../ports.ts';
import type { Registries } from '../rebuild/ports.ts';

/** The source of an image, in a folder that the builder reads. */
export interface SourceFolder extends AsyncDisposable {
  /** Absolute. */
  readonly path: string;
  /** The commit, where it is known. */
  readonly revision?: string;
  /** When that commit was made, in seconds since 1970. */
  readonly committedAt?: number;
  /** The same files, for us. */
  readonly sources: Sources;
  /** Puts a file beside the source. @returns its path, absolute */
  writeBeside(name: string, text: string): Promise<string>;
  /** @returns a problem for the first patch that does not fit */
  patch(patches: readonly { readonly name: string; readonly text: string }[]): Promise<Problem | undefined>;
}

export interface SourceFolders {
  /** @param revision - a commit; default: the head of the source's branch, or what is checked out here */
  open(image: ManagedImage, revision: string | undefined): Promise<Result<SourceFolder, Problem[]>>;
}

/** What a build is started with. */
export interface BakeRequest {
  readonly plan: BuildPlan;
  /** Bake files of the source's that the plan is laid over; relative to `workDir`. */
  readonly files: readonly string[];
  /** What paths are relative to; absolute. */
  readonly workDir: string;
}

export interface Builder {
  /** @returns the digest of what was built, and pushed where the plan says so */
  bake(request: BakeRequest): Promise<Result<{ readonly digest: Digest }, Problem[]>>;
}

export interface ManifestBytes {
  readonly kind: 'bytes';
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** What is written in registries, and asked around that; each time anew. */
export interface RegistryWriter {
  manifestBytes(repository: Repository, digest: Digest): Promise<ManifestBytes | Missing | Unknown>;
  exists(repository: Repository, digest: Digest): Promise<{ readonly kind: 'present' } | Missing | Unknown>;
  tagged(repository: Repository, tag: Tag): Promise<{ readonly kind: 'tagged'; readonly digest: Digest } | Missing | Unknown>;
  putManifest(
    repository: Repository,
    manifest: Pick<ManifestBytes, 'bytes' | 'mediaType'>,
    name: Tag | Digest,
  ): Promise<{ readonly kind: 'put'; readonly digest: Digest } | Missing | Unknown>;
  moveTag(
    repository: Repository,
    tag: Tag,
    digest: Digest,
  ): Promise<{ readonly kind: 'moved' | 'there'; readonly from?: Digest } | Missing | Unknown>;
}

/** What is read in registries; each thing asked once. */
export interface RegistryReader extends Registries {
  listTags(
    repository: Repository,
  ): Promise<{ readonly kind: 'tags'; readonly tags: readonly Tag[]; readonly isComplete: boolean } | Missing | Unknown>;
}

/** Both, opened for one run. */
export interface BuildRegistries {
  readonly read: RegistryReader;
  readonly write: RegistryWriter;
}

/** What every step of a build needs. */
export interface StepDeps {
  /** The factory's own files. */
  readonly tree: FactoryTree;
  readonly clock: Clock;
  readonly log: Log;
  readonly registries: OpenRegistries<BuildRegistries>;
}

export type FactoryTree = Pick<Tree, 'read' | 'list'>;
