import type { FileChange, Tree } from '../ports.ts';
import type { Author, Busy, Opened } from './state-store.ts';

/** Changes that somebody is to look at before they are merged. */
export interface ProposalRequest {
  /** The head of the base that the changes were planned on. */
  readonly planned: string;
  /** All that is to change; none when nothing is to change any more. */
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

interface Pull {
  readonly pull: number;
  readonly url: string;
}

export type ProposalOutcome =
  /** There is nothing to change, and no pull request. */
  | { readonly kind: 'nothing' }
  /** `declined`: somebody closed it, and it is not proposed again until it is something else. */
  | ({ readonly kind: 'opened' | 'updated' | 'unchanged' | 'declined' | 'closed' } & Pull)
  /** The base has moved on: nothing was proposed. */
  | { readonly kind: 'moved' }
  | Busy;

/** The one pull request by which changes of definitions get onto a branch. What can not be done at all it throws as stores do. */
export interface Proposals {
  /** The head of the base. */
  open(): Promise<Opened>;
  /** What was proposed last and is not merged, for reading; undefined when there is no such thing. */
  proposed(): Promise<Pick<Tree, 'read'> | undefined>;
  propose(request: ProposalRequest): Promise<ProposalOutcome>;
}
