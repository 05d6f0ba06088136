import type { EnrolledImage, ExternalImage, FactoryConfig, ImageName, ManagedImage } from '../enrollment/index.ts';
import type { ImageUse } from '../dockerfile/index.ts';
import type { BaseKey, ImageReference, RepositoryUrl, Tag } from '../reference/index.ts';
import type { TagWatch } from '../state/index.ts';

/** An image that a managed image is built from. */
export type Dependency =
  | {
      readonly kind: 'managed';
      readonly name: ImageName;
      readonly reference: ImageReference;
      /** The tag that it names, where the image publishes another one as current. */
      readonly otherTag?: Tag;
      readonly use: ImageUse;
      readonly line: number;
    }
  | {
      readonly kind: 'watched';
      readonly name: ImageName | BaseKey;
      readonly reference: ImageReference;
      readonly use: ImageUse;
      readonly line: number;
    };

/** What is known of a published image at run time, for people; manifests for Kargo never read it. */
export interface RuntimeFacts {
  readonly digest?: string;
  readonly version?: string;
  readonly lastBuilt?: string;
  readonly lastUpdated?: string;
  readonly lastChecked?: string;
  readonly rebuildStatus?: string;
  readonly discoveryStatus?: string;
}

export interface ManagedNode {
  readonly kind: 'managed';
  readonly image: ManagedImage;
  /** Ordered by name; an image that is used several times occurs once (its first use). */
  readonly dependencies: readonly Dependency[];
  readonly facts: RuntimeFacts;
}

export interface ExternalNode {
  readonly kind: 'external';
  readonly image: ExternalImage;
  readonly name: ImageName;
  readonly repository: RepositoryUrl;
  readonly watch: TagWatch;
  /** Managed images built from it, ordered. */
  readonly dependents: readonly ImageName[];
  readonly facts: RuntimeFacts;
}

export interface BaseNode {
  readonly kind: 'base';
  readonly name: BaseKey;
  readonly reference: ImageReference;
  readonly repository: RepositoryUrl;
  /** Undefined when the reference is a digest alone: nothing can move. */
  readonly watch?: TagWatch;
  readonly dependents: readonly ImageName[];
  readonly facts: RuntimeFacts;
}

/** Enrollment and state, merged: what synth, graph, explain and status work on. Lists are ordered by name. */
export interface FactoryModel {
  readonly config: FactoryConfig;
  readonly managed: readonly ManagedNode[];
  readonly external: readonly ExternalNode[];
  readonly bases: readonly BaseNode[];
}

export type { EnrolledImage, TagWatch };
