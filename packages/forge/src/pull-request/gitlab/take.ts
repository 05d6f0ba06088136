import { withTrailer } from '../../state-store/message.ts';
import type { CommitOutcome } from '../../state-store/types.ts';
import { besidesNote, contentOf, contentTrailer, markBody, settleBody } from '../content.ts';
import type { Step } from '../decide.ts';
import type { Proposal, ProposalOutcome } from '../proposal.ts';
import type { ProposalGit } from './git.ts';
import type { Look } from './look.ts';
import type { MergeRequests } from './merge-requests.ts';

export interface Work {
  readonly base: string;
  readonly git: ProposalGit;
  readonly requests: MergeRequests;
  readonly found: Look;
  readonly proposal: Proposal;
}

/**
 * Takes one step.
 *
 * @returns undefined when something is not as it was, or nobody knows: looking again tells what is left to do
 * @throws GitLabError when GitLab did not do its part
 */
export async function take(step: Step, work: Work): Promise<ProposalOutcome | undefined> {
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
      return told(work, await commit(work, undefined, 'on the base'), false);
    case 'rebuild':
      return told(work, await commit(work, step.head, 'on the base'), false);
    case 'add':
      return told(work, await commit(work, step.head, 'on the branch'), true);
  }
}

/** GitLab takes no more characters. */
const mostTitle = 255;

function commit(
  { git, found, proposal }: Work,
  expected: string | undefined,
  where: 'on the base' | 'on the branch',
): Promise<CommitOutcome> {
  const { changes, author } = proposal;
  const [headline = '', ...rest] = proposal.message.trim().split('\n');
  const message = `${headline.trim()}\n\n${withTrailer(rest.join('\n').trim(), `${contentTrailer}: ${contentOf(changes)}`)}\n`;
  const onto = where === 'on the base' && found.base !== undefined ? { onto: found.base.commit } : {};
  return git.branch.commit(expected, { changes, author, message, ...onto });
}

async function told(work: Work, outcome: CommitOutcome, besides: boolean): Promise<ProposalOutcome | undefined> {
  if (outcome.kind === 'busy') return outcome;
  return outcome.kind === 'landed' ? tell(work, outcome.commit, besides) : undefined;
}

/** Opens the merge request for what is on the branch, or tells in the open one what has become of it. */
async function tell({ requests, found: { open }, proposal }: Work, head: string, besides: boolean): Promise<ProposalOutcome> {
  const text = besides ? `${proposal.body.trimEnd()}\n\n${besidesNote}` : proposal.body;
  const description = markBody(text, contentOf(proposal.changes), proposal.matter);
  const title = proposal.title.slice(0, mostTitle);
  const made = open === undefined ? await requests.create({ title, description }) : await requests.update(open.iid, { title, description });
  return { kind: open === undefined ? 'opened' : 'updated', pull: made.iid, url: made.url, commit: head, besides };
}

async function close({ pull, remove }: Extract<Step, { kind: 'close' }>, { base, git, requests, found }: Work): Promise<ProposalOutcome> {
  await requests.close(pull, settleBody(found.open?.description ?? ''));
  const why = remove === undefined ? ' The branch holds commits of others, so it stays.' : '';
  await requests.say(pull, `Nothing is left to change on \`${base}\`.${why}`);
  const isGone = remove !== undefined && (await git.branch.remove(remove));
  return { kind: 'closed', pull, url: found.url, branch: isGone ? 'removed' : 'kept' };
}
