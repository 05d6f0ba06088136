import type { Problem } from '@image-factory/core/problem';
import type { Digest } from '@image-factory/core/reference';
import type { Result } from '@image-factory/core/text';

/** Where a build tells what it does: what BuildKit says, line by line, without control characters and secrets. */
export interface Log {
  info(text: string): void;
  debug(text: string): void;
}

export interface BuilderVersion {
  /** `0.37.2`; as it says it, where that is no version. */
  readonly buildx: string;
  /** Of the oldest node; undefined where nobody says. */
  readonly buildkit?: string;
}

/** What a build may reach on this machine beside its folder. */
export interface Allowed {
  /** Files and folders that are there. */
  readonly read: readonly string[];
  /** Folders; they are made when they are not there. */
  readonly write: readonly string[];
  /** The agent with the keys. */
  readonly ssh: boolean;
}

export interface BakeRequest {
  /** A bake file in JSON, the last word on the target. */
  readonly definition: string;
  readonly target: string;
  /** Absolute; relative paths of the definition begin here, and everything in it may be read. */
  readonly workDir: string;
  /** Bake files that the definition is laid over. */
  readonly files?: readonly string[];
  readonly allowed?: Allowed;
  /**
   * Variables that the build needs beside those of the builder: those that its secrets come from, and those that a bake file
   * reads. Nothing else of the environment of this process is passed on.
   */
  readonly env?: Readonly<Record<string, string>>;
  /** Values that are not to be seen in the log; those that the secrets of the definition come from are among them anyway. */
  readonly secrets?: readonly string[];
  /** The Dockerfile as people know it, which problems point to; BuildKit says no more than its last part. */
  readonly dockerfile?: string;
  /** Default: two hours. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What BuildKit made. */
export interface BakeResult {
  /** Of what was pushed or written; undefined where the output is none. */
  readonly digest?: Digest;
  /** What buildx says of the target, as it says it. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly seconds: number;
}

export interface Builder {
  /** Asked once, and kept. */
  version(): Promise<Result<BuilderVersion, Problem>>;
  /**
   * Builds a target. Options that this builder is too old for, and secrets that are not there, are found before anything is
   * built: BuildKit builds without them and says nothing.
   *
   * @returns problems for everything that can go wrong with a build, the one that ended it first
   */
  bake(request: BakeRequest): Promise<Result<BakeResult, readonly Problem[]>>;
}
