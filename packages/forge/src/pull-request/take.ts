import { ApiError } from '../api/failure.ts';
import { commitOnBranch } from '../state-store/commit.ts';
import { withoutVain, writeCommit } from '../state-store/commit-objects.ts';
import { readCommit, type CommitId, type Reading } from '../state-store/commit-reader.ts';
import { toMessage, withTrailer, type Message } from '../state-store/message.ts';
import { besidesNote, contentOf, contentTrailer, markBody, settleBody } from './content.ts';
import type { Step } from './decide.ts';
import type { Look, Place } from './look.ts';
import { moveBranch } from './move-branch.ts';
import type { Proposal, ProposalOutcome } from './proposal.ts';

export interface Work extends Place {
  readonly reading: Reading;
  readonly found: Look;
  readonly proposal: Proposal;
}

/**
 * Takes one step.
 *
 * @throws ApiError when it could not be taken, or not all of it; looking again tells what is left to do
 */
export async function take(step: Step, work: Work): Promise<ProposalOutcome> {
  switch (step.kind) {
    case 'nothing':
      return step;
    case 'unchanged':
    case 'declined':
      return { ...step, url: work.found.url };
    case 'close':
      return close(step, work);
    case 'tell':
      return tell(work, step.head, step.besides);
    case 'create':
      return tell(work, await create(work), false);
    case 'rebuild':
      return tell(work, await rebuild(work, step.head), false);
    case 'add':
      return tell(work, await add(work, step.head), work.found.seen.branch?.isOurs !== true);
  }
}

async function create(work: Work): Promise<string> {
  const { reading, branch } = work;
  const { api } = reading;
  const { commit } = await onBase(work);
  await api.write(({ rest }) => rest.git.createRef({ owner: api.owner, repo: api.repo, ref: `refs/heads/${branch}`, sha: commit }));
  return commit;
}

async function rebuild(work: Work, head: string): Promise<string> {
  const { commit } = await onBase(work);
  await moveBranch(work.reading.api, work.branch, head, commit);
  return commit;
}

/** A commit on the head of the base that no branch knows of yet. */
async function onBase({ reading, found: { base }, proposal }: Work): Promise<CommitId> {
  if (base === undefined) throw new Error('There is no base to commit on.');
  return writeCommit(reading.api, base, await withoutVain(proposal.changes, readCommit(base, reading)), messageOf(proposal));
}

async function add({ reading, branch, found, proposal }: Work, expected: string): Promise<string> {
  const at = found.head === undefined ? undefined : readCommit(found.head, reading);
  const changes = await withoutVain(proposal.changes, at);
  const { commit } = await commitOnBranch(reading.api, { branch, expected, changes, message: messageOf(proposal) });
  return commit;
}

function messageOf({ message, author, changes }: Proposal): Message {
  const { headline, body } = toMessage(message, author);
  return { headline, body: withTrailer(body, `${contentTrailer}: ${contentOf(changes)}`) };
}

/** Opens the pull request for what is on the branch, or tells in the open one what has become of it. */
async function tell(
  { reading: { api }, base, branch, found: { pull }, proposal }: Work,
  commit: string,
  besides: boolean,
): Promise<ProposalOutcome> {
  const { owner, repo } = api;
  const { title } = proposal;
  const text = besides ? `${proposal.body.trimEnd()}\n\n${besidesNote}` : proposal.body;
  const body = markBody(text, contentOf(proposal.changes), proposal.matter);
  const { data } =
    pull === undefined
      ? await api.write(({ rest }) => rest.pulls.create({ owner, repo, title, body, base, head: branch }))
      : await api.write(({ rest }) => rest.pulls.update({ owner, repo, pull_number: pull.number, title, body }));
  return { kind: pull === undefined ? 'opened' : 'updated', pull: data.number, url: data.html_url, commit, besides };
}

async function close(
  { pull, remove }: Extract<Step, { kind: 'close' }>,
  { reading: { api }, branch, base, found }: Work,
): Promise<ProposalOutcome> {
  const { owner, repo } = api;
  const { url } = found;
  const body = settleBody(found.pull?.body ?? '');
  await api.write(({ rest }) => rest.pulls.update({ owner, repo, pull_number: pull, state: 'closed', body }));
  const why = remove === undefined ? ' The branch holds commits of others, so it stays.' : '';
  await api.write(({ rest }) =>
    rest.issues.createComment({ owner, repo, issue_number: pull, body: `Nothing is left to change on \`${base}\`.${why}` }),
  );
  if (remove === undefined) return { kind: 'closed', pull, url, branch: 'kept' };
  try {
    await moveBranch(api, branch, remove, undefined);
    return { kind: 'closed', pull, url, branch: 'removed' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { kind: 'closed', pull, url, branch: 'kept' }; // somebody pushed meanwhile, or it may not be taken away
  }
}
