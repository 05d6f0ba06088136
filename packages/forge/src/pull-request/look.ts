import { ApiError } from '../api/failure.ts';
import { findHead } from '../state-store/branch-head.ts';
import { readCommit, type CommitId, type CommitReader, type Reading } from '../state-store/commit-reader.ts';
import { holdsChanges } from '../state-store/lost-answer.ts';
import type { FileChange } from '../state-store/types.ts';
import { contentIn, contentOf, contentOfBody, isAbout, isOurs } from './content.ts';
import type { Proposal } from './proposal.ts';
import type { Seen } from './decide.ts';

export interface Place {
  readonly base: string;
  readonly branch: string;
}

interface OpenPull {
  readonly number: number;
  readonly url: string;
  readonly body: string;
}

export interface Look {
  readonly base: CommitId | undefined;
  /** Head of the branch. */
  readonly head: CommitId | undefined;
  readonly pull: OpenPull | undefined;
  /** Where people see the newest one, open or closed. */
  readonly url: string;
  readonly seen: Seen;
}

/** Sees what there is: the two branches, and the newest pull requests between them. */
export async function look(
  reading: Reading,
  { base, branch }: Place,
  { changes, author: { email }, matter }: Pick<Proposal, 'changes' | 'author' | 'matter'>,
): Promise<Look> {
  const { api } = reading;
  const [at, head] = await Promise.all([base, branch].map((name) => api.read((client) => findHead(client, api, name))));
  const [[open], [closed]] = await Promise.all([pullsOf(reading, { base, branch }, 'open'), pullsOf(reading, { base, branch }, 'closed')]);
  const wanted = changes.length === 0 ? undefined : contentOf(changes);
  const refused = closed === undefined || closed.merged_at !== null ? undefined : (closed.body ?? '');
  const isSameMatter = refused !== undefined && matter !== undefined && isAbout(refused, matter);
  const content = isSameMatter ? wanted : contentOfBody(refused ?? '');
  const mergedHead = closed === undefined || closed.merged_at === null ? undefined : closed.head.sha;
  const seen: Seen = {
    ...(wanted === undefined ? {} : { wanted }),
    ...(at === undefined || head === undefined ? {} : { branch: await seeBranch(reading, at, head, { changes, email, mergedHead }) }),
    ...(open === undefined ? {} : { open: { pull: open.number, ...contentField(open.body) } }),
    ...(closed === undefined || content === undefined ? {} : { declined: { pull: closed.number, content } }),
  };
  const pull = open === undefined ? undefined : { number: open.number, url: open.html_url, body: open.body ?? '' };
  return { base: at, head, pull, url: open?.html_url ?? closed?.html_url ?? '', seen };
}

/** What was proposed last and is not merged: the branch, or what the newest pull request held when somebody closed it. */
export async function findProposed(reading: Reading, place: Place): Promise<CommitReader | undefined> {
  const { api } = reading;
  const head = await api.read((client) => findHead(client, api, place.branch));
  if (head !== undefined) return readCommit(head, reading);
  const [closed] = await pullsOf(reading, place, 'closed');
  if (closed === undefined || closed.merged_at !== null) return undefined;
  const { owner, repo } = api;
  const { data } = await api.read(({ rest }) => rest.git.getCommit({ owner, repo, commit_sha: closed.head.sha }));
  return readCommit({ commit: data.sha, tree: data.tree.sha }, reading);
}

function contentField(body: string | null): { readonly content?: string } {
  const content = contentOfBody(body ?? '');
  return content === undefined ? {} : { content };
}

async function pullsOf({ api }: Reading, { base, branch }: Place, state: 'open' | 'closed') {
  const { owner, repo } = api;
  const asked = { owner, repo, state, base, head: `${owner}:${branch}`, sort: 'created', direction: 'desc', per_page: 1 } as const;
  return (await api.read(({ rest }) => rest.pulls.list(asked))).data;
}

interface Wanted {
  readonly changes: readonly FileChange[];
  readonly email: string;
  readonly mergedHead: string | undefined;
}

async function seeBranch(
  reading: Reading,
  base: CommitId,
  head: CommitId,
  { changes, email, mergedHead }: Wanted,
): Promise<NonNullable<Seen['branch']>> {
  const since = await commitsSince(reading, base, head);
  const atHead = readCommit(head, reading);
  // What was merged is on the base: nothing of it is lost with the branch.
  const isOnlyOurs = since !== undefined && (head.commit === mergedHead || since.commits.every((commit) => isOurs(commit, email)));
  if (!isOnlyOurs) return { head: head.commit, isOurs: false, isCurrent: await holdsChanges(changes, atHead) };
  const newest = since.commits.at(-1);
  const isSame = newest !== undefined && contentIn(newest.message) === contentOf(changes) && (await holdsChanges(changes, atHead));
  return { head: head.commit, isOurs: true, isCurrent: isSame && !(await differs(changes, since.from, base, reading)) };
}

/** Whether the base has changed one of the files since the branch left it: the two could not be merged then. */
async function differs(changes: readonly FileChange[], from: CommitId, base: CommitId, reading: Reading): Promise<boolean> {
  const [before, now] = [readCommit(from, reading), readCommit(base, reading)];
  const same = await Promise.all(changes.map(async ({ path }) => (await before.entry(path))?.id === (await now.entry(path))?.id));
  return !same.every(Boolean);
}

interface Since {
  /** Where the branch left the base. */
  readonly from: CommitId;
  /** Oldest first. */
  readonly commits: readonly Parameters<typeof isOurs>[0][];
}

/** @returns undefined for a branch that has nothing to do with the base, or too many commits to look at */
async function commitsSince({ api }: Reading, base: CommitId, head: CommitId): Promise<Since | undefined> {
  const { owner, repo } = api;
  const basehead = `${base.commit}...${head.commit}`;
  try {
    const { data } = await api.read(({ rest }) => rest.repos.compareCommitsWithBasehead({ owner, repo, basehead, per_page: 100 }));
    if (data.commits.length < data.total_commits) return undefined;
    const from = { commit: data.merge_base_commit.sha, tree: data.merge_base_commit.commit.tree.sha };
    const commits = data.commits.map(({ commit, parents }) => ({
      message: commit.message,
      parents: parents.length,
      authorEmail: commit.author?.email ?? '',
      committerEmail: commit.committer?.email ?? '',
    }));
    return { from, commits };
  } catch (error) {
    if (error instanceof ApiError && error.failure.kind === 'refused' && error.failure.status === 404) return undefined;
    throw error;
  }
}
