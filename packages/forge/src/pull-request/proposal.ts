import type { Author, Busy, FileChange } from '../state-store/types.ts';

export interface Proposal {
  /** The head of the base that the changes were planned on. */
  readonly planned: string;
  /** None when nothing is to change any more. */
  readonly changes: readonly FileChange[];
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** Of the commit. */
  readonly message: string;
  readonly author: Author;
  /**
   * What somebody says no to who closes it without merging: that is not proposed again, whatever else differs by then.
   * Default: the changes themselves.
   */
  readonly matter?: string;
}

export type ProposalOutcome =
  /** There is nothing to change, and no pull request. */
  | { readonly kind: 'nothing' }
  /** The open one proposes just this. */
  | { readonly kind: 'unchanged'; readonly pull: number; readonly url: string }
  /** Somebody closed one that proposed just this: it is not proposed again until it is something else. */
  | { readonly kind: 'declined'; readonly pull: number; readonly url: string }
  /** `besides`: commits of others are on the branch, and stay there. */
  | { readonly kind: 'opened' | 'updated'; readonly pull: number; readonly url: string; readonly commit: string; readonly besides: boolean }
  | { readonly kind: 'closed'; readonly pull: number; readonly url: string; readonly branch: 'removed' | 'kept' }
  /** The base has moved on: plan again. */
  | { readonly kind: 'moved' }
  | Busy;
