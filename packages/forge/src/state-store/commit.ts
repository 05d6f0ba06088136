import type { Api } from '../api/client.ts';
import { ApiError, type Failure } from '../api/failure.ts';
import { isProtection } from '../api/refusal.ts';
import type { CommitId } from './commit-reader.ts';
import type { Message } from './message.ts';
import type { FileChange } from './types.ts';

export interface BranchCommit {
  readonly branch: string;
  /** The commit that the branch must be at. */
  readonly expected: string;
  /** Removals only of what is there. */
  readonly changes: readonly FileChange[];
  readonly message: Message;
}

const mutation = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid tree { oid } } }
}`;

interface Reply {
  readonly createCommitOnBranch: { readonly commit: { readonly oid: string; readonly tree: { readonly oid: string } } };
}

/**
 * Puts one commit on a branch that is still where it was: GitHub compares and swaps, and signs it.
 *
 * @throws ApiError when it did not, or may not have
 */
export async function commitOnBranch(api: Api, { branch, expected, changes, message }: BranchCommit): Promise<CommitId> {
  const input = {
    branch: { repositoryNameWithOwner: `${api.owner}/${api.repo}`, branchName: branch },
    expectedHeadOid: expected,
    message,
    fileChanges: {
      additions: changes.flatMap((change) =>
        change.kind === 'write' ? [{ path: change.path, contents: Buffer.from(change.text, 'utf8').toString('base64') }] : [],
      ),
      deletions: changes.flatMap((change) => (change.kind === 'remove' ? [{ path: change.path }] : [])),
    },
  };
  const { createCommitOnBranch } = await api.write(({ graphql }) => graphql<Reply>(mutation, { input }));
  const { oid, tree } = createCommitOnBranch.commit;
  return { commit: oid, tree: tree.oid };
}

/** Whether a commit, or a new branch, was refused because the branch is not where it was expected, or is gone. */
export function isMoved(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.failure.kind !== 'refused') return false;
  const { failure } = error;
  return !isProtection(failure) && (isStale(failure) || isGone(failure));
}

function isStale({ types, said }: Extract<Failure, { kind: 'refused' }>): boolean {
  return (
    types.includes('STALE_DATA') ||
    /expected branch to point to|is at [0-9a-f]{40} but expected|cannot lock ref|reference (?:already exists|cannot be updated)/i.test(said)
  );
}

// The branch was taken away between reading and writing. A repository that is gone is another matter.
function isGone({ types, said }: Extract<Failure, { kind: 'refused' }>): boolean {
  return types.includes('NOT_FOUND') && !/repository with the name/i.test(said);
}
