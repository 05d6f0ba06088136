import type { Api } from '../api/client.ts';
import type { CommitId, CommitReader } from './commit-reader.ts';
import { formatMessage, type Message } from './message.ts';
import type { FileChange } from './types.ts';

/** Leaves out the removals of what is not there: GitHub refuses them. */
export async function withoutVain(changes: readonly FileChange[], at: CommitReader | undefined): Promise<readonly FileChange[]> {
  const kept = await Promise.all(
    changes.map(async (change) => change.kind === 'write' || (at !== undefined && (await at.entry(change.path)) !== undefined)),
  );
  return changes.filter((_, index) => kept[index]);
}

/**
 * Writes a commit that no branch knows of yet. Its author and committer are left to GitHub, which then signs it.
 *
 * @param parent - undefined for a commit without a past
 * @param changes - removals only of what is there
 */
export async function writeCommit(
  api: Api,
  parent: CommitId | undefined,
  changes: readonly FileChange[],
  message: Message,
): Promise<CommitId> {
  const { owner, repo } = api;
  const entries = changes.map((change) => ({
    path: change.path,
    mode: '100644' as const,
    type: 'blob' as const,
    ...(change.kind === 'write' ? { content: change.text } : { sha: null }),
  }));
  const base = parent === undefined ? {} : { base_tree: parent.tree };
  const tree = await api.write(({ rest }) => rest.git.createTree({ owner, repo, ...base, tree: entries }));
  const commit = await api.write(({ rest }) =>
    rest.git.createCommit({
      owner,
      repo,
      message: formatMessage(message),
      tree: tree.data.sha,
      parents: parent === undefined ? [] : [parent.commit],
    }),
  );
  return { commit: commit.data.sha, tree: tree.data.sha };
}
