import type { RepoPath, Source } from '@image-factory/core/enrollment';

/** What reading a file came to. A refusal is an answer, not an exception. */
export type FileRead =
  | { readonly kind: 'file'; readonly text: string; readonly hash: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string };

export type FileChange =
  | { readonly kind: 'write'; readonly path: RepoPath; readonly text: string }
  | { readonly kind: 'remove'; readonly path: RepoPath };

/** Names of contents: two files of the same name hold the same. */
export interface ContentIds {
  /** The name of what stands at a path, as a rule without reading it; undefined for anything but a regular file. */
  of(path: RepoPath): Promise<string | undefined>;
  /** The name that a file of this text has. */
  for(text: string): string;
  /** A name for many parts together, which need not be in memory at the same time; where a part ends is part of it. */
  forParts(parts: Iterable<string>): string;
}

/** The tree that holds enrollment, state and manifests. */
export interface Tree {
  /** @param limit - bytes above which a file is refused */
  read(path: RepoPath, limit?: number): Promise<FileRead>;
  /** Names of the YAML files in a folder, ordered; none when there is no such folder. */
  list(folder: RepoPath): Promise<readonly string[]>;
  /** Where contents have names: what is made from others is then made only when these have changed. */
  readonly ids?: ContentIds;
  /**
   * Makes all changes; each file whole or not at all.
   *
   * @param message - what changed and why, for a tree that makes a commit of it
   */
  apply(changes: readonly FileChange[], message: string): Promise<void>;
}

/** Earlier versions of a file, newest first; none where there is no history. */
export interface History {
  versions(path: RepoPath): AsyncIterable<string>;
}

/** A file of a source; or there is no checkout of its repository, or the repository could not be asked. */
export type SourceRead =
  | FileRead
  | { readonly kind: 'elsewhere'; readonly repo: string }
  /** `reason` is a clause, `hint` are sentences. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly hint: string };

/** Where Dockerfiles are read. */
export interface Sources {
  read(source: Source, path: RepoPath): Promise<SourceRead>;
}

export interface Clock {
  now(): Date;
}

export interface Log {
  info(text: string): void;
  debug(text: string): void;
  phase<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** How far a long phase has come; shown only where somebody watches. */
  progress?(done: number, total: number): void;
}
