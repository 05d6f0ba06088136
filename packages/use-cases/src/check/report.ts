import type { RadiusSize } from '@image-factory/core/graph';
import type { Problem } from '@image-factory/core/problem';

/**
 * What a change would do, as data: what the front doors show, and what a later job needs to write a comment. Plain JSON;
 * {@link readCheckReport} reads it back.
 */
export interface CheckReport {
  readonly version: 1;
  readonly subject: Subject;
  /** The side that could not be planned, so that the two can not be held against each other. */
  readonly incomparable?: 'base' | 'head';
  /** Everything that is wrong at head, worst first. */
  readonly problems: readonly CheckProblem[];
  /** How many problems of the base are gone. */
  readonly solved: number;
  readonly changes: readonly EntityChange[];
  /** What the next run of `update` takes from the manifests of the base, or renames in them, whatever becomes of the change. */
  readonly pending?: readonly EntityChange[];
  /** What a merge would rebuild: what changed first, then by distance. */
  readonly affected: readonly AffectedImage[];
  readonly size: RadiusSize;
  /** Affected images that can not be built in any order. */
  readonly blocked: readonly string[];
  readonly grants: readonly Grant[];
  /** Images whose builds the token of this repository can not start. */
  readonly credentials: readonly NeededCredential[];
  /** Waves in the order in which they must be built. */
  readonly matrix: readonly (readonly MatrixEntry[])[];
  /** Why the matrix holds nothing; empty when it holds something. */
  readonly emptyReason: string;
}

/** What was compared. */
export interface Subject {
  /** The id of the commit that the change sets out from. */
  readonly base: string;
  /** The id of the commit; left out for a work tree. */
  readonly head?: string;
  readonly pullRequest?: number;
  /** Folder of the factory, where it is not the usual one: a repository may hold several. */
  readonly dir?: string;
}

export interface CheckProblem extends Problem {
  /** Whether the base has it, too: then it is not the change's doing. */
  readonly old: boolean;
}

/** A state file's entity or a Kubernetes object that would be another. */
export interface EntityChange {
  readonly layer: 'state' | 'manifest';
  /** `image`, `base image`, or the kind of the object. */
  readonly kind: string;
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** The name that it has at base, where that is another: it is deleted there and made here. */
  readonly was?: string;
  /** What follows from it beside the fields: a clause without its stop, in which `…` marks code. */
  readonly note?: string;
  /** What differs, of an entity that is in both; at most {@link mostFields}. */
  readonly fields: readonly FieldChange[];
  /** How many fields differ. */
  readonly fieldCount: number;
}

/** The path of a field, and what it held and holds, as far as that is short. */
export interface FieldChange {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before?: string;
  readonly after?: string;
}

export const mostFields = 20;

export interface AffectedImage {
  readonly image: string;
  /** 0: changed itself; else the number of steps from what changed. */
  readonly depth: number;
  /** The image that it follows. */
  readonly via?: string;
  /** Sentences without their stops, in which `…` marks code. */
  readonly because: readonly string[];
  /** From 1; left out for images that can not be built in any order. */
  readonly wave?: number;
}

/** Something that a merge would allow and that was not allowed before. */
export interface Grant {
  readonly kind: 'source' | 'workflow' | 'publish' | 'update' | 'emergency' | 'owner' | 'host' | 'credentials' | 'dispatch';
  /** The enrolled image, unless it is a setting of the factory. */
  readonly image?: string;
  /** A sentence without its stop, in which `…` marks code. */
  readonly text: string;
  /** What it was before; left out when there was nothing. */
  readonly before?: string;
  readonly file?: string;
  readonly line?: number;
}

export interface NeededCredential {
  readonly image: string;
  readonly needs: 'app' | 'app-and-consent' | 'gitlab';
}

/** A build, for the matrix of a job. Texts are empty where an image says nothing. */
export interface MatrixEntry {
  readonly image: string;
  /** From 1. */
  readonly wave: number;
  /** Where it is published, without a tag. */
  readonly reference: string;
  /** The source repository; empty: this one. */
  readonly repository: string;
  readonly branch: string;
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string;
  /** As buildx takes them: `linux/amd64,linux/arm64`. */
  readonly platforms: string;
}
