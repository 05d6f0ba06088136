import type { BranchName, RepoPath } from '@image-factory/core/enrollment';
import type { ContentIds } from './content-ids.ts';

// The forms of the port that a run commits by. They match by structure: this room knows no use case.

type RefusalCode = 'symlink' | 'directory' | 'too-large' | 'not-utf8' | 'special' | 'outside' | 'unreadable';

/** What stands at a path of a commit: text, nothing, or something that is not read. */
export type ReadResult =
  | {
      readonly kind: 'file';
      /** Every character of the file, a byte order mark included. */
      readonly text: string;
      readonly bytes: number;
      /** SHA-256 of the bytes, in lower-case hex. */
      readonly hash: string;
    }
  | { readonly kind: 'missing' }
  /** `reason` is a clause: `it is a folder`. */
  | { readonly kind: 'refused'; readonly reason: string; readonly code: RefusalCode };

export type FileChange =
  | { readonly kind: 'write'; readonly path: RepoPath; readonly text: string }
  | { readonly kind: 'remove'; readonly path: RepoPath };

export interface Author {
  readonly name: string;
  readonly email: string;
}

export interface CommitRequest {
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly author: Author;
}

/** A commit, read the way that a work tree is: nothing through a link. */
export interface Head {
  /** The id of the commit. */
  readonly commit: string;
  /** @param limit - in bytes, 1 MiB unless given; a larger file is refused */
  read(path: RepoPath, limit?: number): Promise<ReadResult>;
  /** Names of the YAML files directly in a folder, in the order of their bytes; none when there is no such folder. */
  list(folder: RepoPath): Promise<readonly string[]>;
  /** What is unchanged need not be read. Undefined in a repository whose ids are not SHA-1. */
  readonly ids?: ContentIds;
  /** Earlier versions of a file, newest first. */
  readonly history: { versions(path: RepoPath): AsyncIterable<string> };
}

/** Nothing was decided, and it is worth trying again. */
export interface Busy {
  readonly kind: 'busy';
  readonly why: string;
  /** Milliseconds that GitHub asked to wait. */
  readonly afterMs?: number;
}

export type Opened = { readonly kind: 'head'; readonly head: Head } | { readonly kind: 'absent' } | Busy;

export type CommitOutcome =
  | { readonly kind: 'landed'; readonly commit: string }
  | { readonly kind: 'moved' }
  | { readonly kind: 'unclear'; readonly why: string; readonly commit?: string }
  | Busy;

/** A branch that state is kept on, by the API of GitHub. What it can not do at all it throws as a `GitHubRefusal`. */
export interface GitHubStore {
  readonly branch: BranchName;
  open(): Promise<Opened>;
  /** @param expected - the commit that the branch must be at; undefined when there must be no such branch */
  commit(expected: string | undefined, request: CommitRequest): Promise<CommitOutcome>;
  /** Whether the branch, as last opened, holds a commit. */
  holds(commit: string): Promise<boolean>;
}
