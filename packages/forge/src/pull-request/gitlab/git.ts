import type { CommitOutcome, CommitRequest, Head, Opened } from '../../state-store/types.ts';

/**
 * What git does for a merge request. GitLab's API can make commits, but not compare and swap: only a push with a lease never
 * takes away what somebody else put on a branch meanwhile.
 */
export interface ProposalGit {
  /** The branch to merge into, as the remote has it. */
  readonly base: { open(): Promise<Opened> };
  /** The branch that is proposed. */
  readonly branch: {
    open(): Promise<Opened>;
    /**
     * @param expected - where the branch must be; undefined when there must be no such branch
     * @param request - `onto`: the commit to stand on, when it is another one
     */
    commit(expected: string | undefined, request: CommitRequest & { readonly onto?: string }): Promise<CommitOutcome>;
    /** @returns whether it is gone; not when it is somewhere else by now */
    remove(expected: string): Promise<boolean>;
  };
  /** What the one commit has that the other has not, the oldest first; undefined when that can not be told. */
  since(base: string, head: string): Promise<{ readonly from: string; readonly commits: readonly SeenCommit[] } | undefined>;
  at(commit: string): Promise<Pick<Head, 'read'> | undefined>;
}

interface SeenCommit {
  readonly message: string;
  readonly parents: number;
  readonly authorEmail: string;
  readonly committerEmail: string;
}
