import type { BranchName } from '@image-factory/core/enrollment';
import { createApi, type ApiOptions } from '../api/client.ts';
import { ApiError } from '../api/failure.ts';
import { toRefusal } from '../api/refusal.ts';
import { createBlobs } from './blobs.ts';
import { findHead } from './branch-head.ts';
import { commitOnBranch, isMoved } from './commit.ts';
import { withoutVain, writeCommit } from './commit-objects.ts';
import { readCommit, type CommitId, type Reading } from './commit-reader.ts';
import { createFolders } from './folders.ts';
import { findLost } from './lost-answer.ts';
import { toMessage } from './message.ts';
import { busyOrRefused, isLost, withRefusals } from './outcome.ts';
import type { CommitOutcome, CommitRequest, GitHubStore, Opened } from './types.ts';

/** Who is told of an older commit after this time is told the truth: somebody has put the branch back. */
const longestDelayMs = 10_000;

/**
 * The branches of one repository. What was read for one try is there for the next, and for the other branches.
 *
 * @returns for a branch always the same store
 */
export function createGitHubStores(options: ApiOptions): (branch: BranchName) => GitHubStore {
  const api = createApi(options);
  const reading = { api, folders: createFolders(api), blobs: createBlobs(api) };
  const stores = new Map<BranchName, GitHubStore>();
  return (branch) => {
    const store = stores.get(branch) ?? openStore(branch, reading);
    stores.set(branch, store);
    return store;
  };
}

/** One branch of a repository that state is kept on. */
export function openGitHubStore({ branch, ...options }: ApiOptions & { readonly branch: BranchName }): GitHubStore {
  return createGitHubStores(options)(branch);
}

export function openStore(branch: BranchName, reading: Reading): GitHubStore {
  const { api } = reading;
  const writing = { repository: `${api.owner}/${api.repo}`, branch, needs: ['contents: write'] };
  const asking = { ...writing, needs: ['contents: read'] };
  const trees = new Map<string, string>();
  let landed: { readonly on: string | undefined; readonly at: CommitId; readonly elapsed: number } | undefined;
  let opened: string | undefined;

  async function head(): Promise<CommitId | undefined> {
    const found = await api.readOnce((client) => findHead(client, api, branch));
    // Right after a commit, GitHub may still tell of the branch as it was before.
    const isBehind = landed !== undefined && found?.commit === landed.on && api.pace.elapsed() < landed.elapsed + longestDelayMs;
    const now = isBehind ? landed?.at : found;
    if (now !== undefined) trees.set(now.commit, now.tree);
    return now;
  }

  async function treeOf(commit: string): Promise<CommitId> {
    const known = trees.get(commit);
    if (known !== undefined) return { commit, tree: known };
    const { data } = await api.read(({ rest }) => rest.git.getCommit({ owner: api.owner, repo: api.repo, commit_sha: commit }));
    return { commit, tree: data.tree.sha };
  }

  function land(on: string | undefined, at: CommitId): CommitOutcome {
    landed = { on, at, elapsed: api.pace.elapsed() };
    trees.set(at.commit, at.tree);
    return { kind: 'landed', commit: at.commit };
  }

  async function commitOn(expected: string, { changes: wanted, message: text, author }: CommitRequest): Promise<CommitOutcome> {
    const message = toMessage(text, author);
    const removes = wanted.some(({ kind }) => kind === 'remove');
    const changes = removes ? await withoutVain(wanted, readCommit(await treeOf(expected), reading)) : wanted;
    try {
      return land(expected, await commitOnBranch(api, { branch, expected, changes, message }));
    } catch (error) {
      if (!isLost(error)) throw error;
      const now = await api.read((client) => findHead(client, api, branch)).catch(() => ({ commit: expected }));
      const found = await findLost({ expected, changes, message }, now?.commit, reading);
      if (found.kind === 'landed') return land(expected, found.at);
      return found.kind === 'moved' ? found : { kind: 'unclear', why: error.failure.why };
    }
  }

  /** A branch without a past: its making is the comparison, for there can be only one of a name. */
  async function createBranch({ changes: wanted, message, author }: CommitRequest): Promise<CommitOutcome> {
    const at = await writeCommit(api, undefined, await withoutVain(wanted, undefined), toMessage(message, author));
    try {
      await api.write(({ rest }) => rest.git.createRef({ owner: api.owner, repo: api.repo, ref: `refs/heads/${branch}`, sha: at.commit }));
    } catch (error) {
      if (isLost(error)) return { kind: 'unclear', why: error.failure.why, commit: at.commit };
      throw error;
    }
    return land(undefined, at);
  }

  return {
    branch,
    async open(): Promise<Opened> {
      try {
        const at = await head();
        opened = at?.commit;
        return at === undefined ? { kind: 'absent' } : { kind: 'head', head: withRefusals(readCommit(at, reading), asking) };
      } catch (error) {
        return busyOrRefused(error, asking);
      }
    },
    async commit(expected, request) {
      try {
        return expected === undefined ? await createBranch(request) : await commitOn(expected, request);
      } catch (error) {
        if (isMoved(error)) return { kind: 'moved' };
        return busyOrRefused(error, writing);
      }
    },
    async holds(commit) {
      if (opened === undefined || opened === commit) return opened === commit;
      const basehead = `${commit}...${opened}`;
      try {
        const { data } = await api.read(({ rest }) =>
          rest.repos.compareCommitsWithBasehead({ owner: api.owner, repo: api.repo, basehead, per_page: 1 }),
        );
        return data.status === 'ahead' || data.status === 'identical';
      } catch (error) {
        if (error instanceof ApiError && error.failure.kind === 'refused' && error.failure.status === 404) return false;
        throw toRefusal(error, asking);
      }
    },
  };
}
