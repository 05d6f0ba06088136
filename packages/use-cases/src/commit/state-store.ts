import type { BranchName } from '@image-factory/core/enrollment';
import type { FileChange, History, Tree } from '../ports.ts';

export interface Author {
  readonly name: string;
  readonly email: string;
}

/** A commit of the branch that state is kept on, for reading. */
export interface Head extends Pick<Tree, 'read' | 'list' | 'ids'> {
  /** The id of the commit. */
  readonly commit: string;
  readonly history: History;
}

/** What became of reading a branch. */
export type Opened =
  | { readonly kind: 'head'; readonly head: Head }
  /** There is no such branch. */
  | { readonly kind: 'absent' }
  | Busy;

/** Nothing was decided, and it is worth trying again. */
export interface Busy {
  readonly kind: 'busy';
  /** Words that end a sentence "… because". */
  readonly why: string;
  /** Milliseconds that the other side asked to wait. */
  readonly afterMs?: number;
}

export interface CommitRequest {
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly author: Author;
}

export type CommitOutcome =
  | { readonly kind: 'landed'; readonly commit: string }
  /** Somebody else's commit came first: nothing of ours is there. */
  | { readonly kind: 'moved' }
  /** The answer was lost: the commit may be there or not. */
  | { readonly kind: 'unclear'; readonly why: string; readonly commit?: string }
  | Busy;

/**
 * A branch that state is kept on: read at its newest commit, and changed by one commit at a time that names the commit it
 * was planned on (compare-and-swap, SPEC section 9). What a store can not do at all it throws, as an error with `path`,
 * `hint` and `code`.
 */
export interface StateStore {
  readonly branch: BranchName;
  open(): Promise<Opened>;
  /** @param expected - the commit that the branch must be at; undefined when there must be no such branch */
  commit(expected: string | undefined, request: CommitRequest): Promise<CommitOutcome>;
  /** Whether the branch, as last opened, holds a commit of ours whose answer was lost. */
  holds(commit: string): Promise<boolean>;
  /** Brings a checkout up to date that a run left half-way which was killed; a store without a checkout has none of it to do. */
  settle?(): Promise<void>;
}

/** Time as it passes here, and chance. A clock that somebody sets, or that is wrong by days, changes nothing of it. */
export interface Pace {
  /** Milliseconds since some moment. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}
