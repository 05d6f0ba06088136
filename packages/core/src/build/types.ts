import type { Platform } from '../dockerfile/index.ts';
import type { ImageName } from '../enrollment/index.ts';
import type { RebuildKey, RunId } from '../rebuild/index.ts';
import type { Digest, ImageReference, Tag } from '../reference/index.ts';
import type { Brand } from '../text/index.ts';

/** What a build calls its result: `1.4.2`, `2026.11.21.1`, `118`. Always a valid tag of its own. */
export type Version = Brand<string, 'Version'>;

/** A base image and what it is pinned to, on each platform that somebody decided about. */
export interface Pin {
  /** With a tag, as the Dockerfile names it; without a digest. */
  readonly reference: ImageReference;
  readonly digests: ReadonlyMap<Platform, Digest>;
}

/** A secret that `RUN --mount=type=secret` can see: a file, or a variable of the builder's environment. */
export type BuildSecret =
  | { readonly id: string; readonly from: 'file'; readonly path: string }
  | { readonly id: string; readonly from: 'environment'; readonly variable: string };

/** Keys that `RUN --mount=type=ssh` can use: files, or without any the agent. */
export interface BuildSsh {
  readonly id: string;
  readonly paths: readonly string[];
}

/** Where a cache is taken from or put, as BuildKit has it: `{type: 'gha', attributes: {scope: 'app'}}`. */
export interface BuildCache {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A note on the index, or on the manifest of one platform or of all. */
export type BuildAnnotation =
  | { readonly on: 'index'; readonly key: string; readonly value: string }
  | { readonly on: 'manifest'; readonly platform?: Platform; readonly key: string; readonly value: string };

export interface BuildAttestations {
  /** `max` has the build arguments and the whole Dockerfile in it; `min` has neither. */
  readonly provenance: 'max' | 'min' | 'none';
  /** A text is the image of the generator. */
  readonly sbom: boolean | string;
}

export type BuildOutput =
  /** `name` is a repository, or with `pushByDigest: false` a reference with a tag. */
  | { readonly kind: 'registry'; readonly name: string; readonly pushByDigest: boolean }
  /** A folder with an OCI layout. */
  | { readonly kind: 'oci-layout'; readonly path: string }
  /** Nothing but the cache is kept. */
  | { readonly kind: 'none' };

/** One build, as we tell it to BuildKit. Paths are relative to the folder in which the builder is started. */
export interface BuildPlan {
  /**
   * A target of a bake file of the user's, and the targets that it takes contexts from; what this plan leaves out is then what
   * that file says.
   */
  readonly base?: { readonly target: string; readonly linked?: readonly string[] };
  readonly context?: string;
  /** Relative to the context, or absolute. */
  readonly dockerfile?: string;
  /** The build stage to build. */
  readonly stage?: string;
  /** Names of the Dockerfile's build stages: no pin may have such a name, BuildKit would replace the stage by it. */
  readonly stages: readonly string[];
  readonly platforms: readonly Platform[];
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Those of a bake file of the user's as well: what they stand in for is not pulled, and what they are is pinned. */
  readonly contexts: Readonly<Record<string, string>>;
  readonly pins: readonly Pin[];
  readonly secrets: readonly BuildSecret[];
  readonly ssh: readonly BuildSsh[];
  readonly cacheFrom: readonly BuildCache[];
  readonly cacheTo: readonly BuildCache[];
  readonly pull: boolean;
  readonly noCache: boolean;
  /** `none`: steps of the Dockerfile reach nobody, this machine neither. Default: what the builder gives them. */
  readonly network?: 'none';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: readonly BuildAnnotation[];
  readonly attest: BuildAttestations;
  readonly output: BuildOutput;
  /** Seconds since 1970; the times in the image are none later. */
  readonly sourceDateEpoch?: number;
  /** Whether files in layers get that time, too. */
  readonly rewriteTimestamp: boolean;
}

export type BuildOutcome =
  /** The tags are on it. */
  | 'published'
  /** The published image has the same contents; no tag moved. */
  | 'unchanged'
  /** Pushed and complete, without a tag. */
  | 'built'
  /** Pushed, and not good enough for a tag. */
  | 'gate-failed';

/** Digests of the images that a build took, by canonical reference (`docker.io/library/node:22`) and platform. */
export type BuiltFrom = ReadonlyMap<string, ReadonlyMap<Platform, Digest>>;

/** What came of one build: what the action says, and what the factory records. */
export interface BuildMetadata {
  readonly schemaVersion: 1;
  readonly image: ImageName;
  readonly outcome: BuildOutcome;
  readonly key?: RebuildKey;
  readonly version?: Version;
  /** Of the index that was built. */
  readonly digest: Digest;
  /** What the published tag points to after this build, as far as that is known. */
  readonly publishedDigest?: Digest;
  /** The tags that point to `digest` now; none unless it was published. */
  readonly tags: readonly Tag[];
  /** The manifest of each platform. */
  readonly platforms: ReadonlyMap<Platform, Digest>;
  /** The commit of the source. */
  readonly revision?: string;
  /** As the build's own provenance says, not as it was asked for. */
  readonly builtFrom: BuiltFrom;
  /** To the second. */
  readonly startedAt: Date;
  readonly durationSeconds: number;
  /** Which attempt for this key it was, from 1. */
  readonly attempt?: number;
  readonly sizes: {
    /** Bytes of the compressed layers, of what was published before. */
    readonly before?: ReadonlyMap<Platform, number>;
    readonly after: ReadonlyMap<Platform, number>;
  };
  readonly run?: RunId;
}
