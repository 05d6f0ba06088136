import { ApiError } from '../api/failure.ts';
import { blobId } from './blobs.ts';
import { readCommit, type CommitId, type CommitReader, type Reading } from './commit-reader.ts';
import { formatMessage, type Message } from './message.ts';
import type { FileChange } from './types.ts';

/** What became of a commit whose answer was lost. */
export type Found = { readonly kind: 'landed'; readonly at: CommitId } | { readonly kind: 'moved' } | { readonly kind: 'unknown' };

interface Attempt {
  readonly expected: string;
  readonly changes: readonly FileChange[];
  readonly message: Message;
}

/**
 * Looks whether a commit landed. It can stand in one place only, right on top of the commit that was expected: if that place
 * is taken by another one, ours never lands; if it is empty, ours may still come.
 *
 * @param head - where the branch is now
 */
export async function findLost({ expected, changes, message }: Attempt, head: string | undefined, reading: Reading): Promise<Found> {
  if (head === undefined) return { kind: 'moved' };
  if (head === expected) return { kind: 'unknown' };
  const { api } = reading;
  try {
    const basehead = `${expected}...${head}`;
    const { data } = await api.read(({ rest }) =>
      rest.repos.compareCommitsWithBasehead({ owner: api.owner, repo: api.repo, basehead, per_page: 1 }),
    );
    const next = data.commits.find(({ parents }) => parents[0]?.sha === expected);
    if (next === undefined || next.commit.message.trim() !== formatMessage(message).trim()) return { kind: 'moved' };
    const at = { commit: next.sha, tree: next.commit.tree.sha };
    return (await holdsChanges(changes, readCommit(at, reading))) ? { kind: 'landed', at } : { kind: 'moved' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.failure.kind === 'refused' && error.failure.status === 404 ? { kind: 'moved' } : { kind: 'unknown' };
  }
}

/** Whether a commit has every file as the changes would leave it. */
export async function holdsChanges(changes: readonly FileChange[], at: CommitReader): Promise<boolean> {
  const held = await Promise.all(
    changes.map(async (change) => {
      const entry = await at.entry(change.path);
      return change.kind === 'remove'
        ? entry === undefined
        : entry?.kind === 'file' && entry.id === blobId(Buffer.from(change.text, 'utf8'));
    }),
  );
  return held.every(Boolean);
}
