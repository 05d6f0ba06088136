import { hash } from 'node:crypto';
import type { BranchName } from '@image-factory/core/enrollment';
import { systemPace } from '../../api/pace.ts';
import type { Head } from '../../state-store/types.ts';
import { decide } from '../decide.ts';
import type { Proposal, ProposalOutcome } from '../proposal.ts';
import type { StandingPullRequest } from '../standing.ts';
import { GitLabError, GitLabRefusal, toRefusal } from './failure.ts';
import type { ProposalGit } from './git.ts';
import { look } from './look.ts';
import { openMergeRequests, type MergeRequestsOptions } from './merge-requests.ts';
import { take } from './take.ts';

export interface StandingMergeRequestOptions extends MergeRequestsOptions {
  /** The branch that it is to be merged into. */
  readonly base: BranchName;
  /** The branch that it proposes; nobody else should need it. */
  readonly branch: BranchName;
  readonly git: ProposalGit;
}

const mostTries = 6;

/** The one merge request by which a factory on GitLab proposes changes of definitions; it works like the one on GitHub. */
export function openStandingMergeRequest({ base, branch, git, ...options }: StandingMergeRequestOptions): StandingPullRequest {
  const { project, token, pace = systemPace } = options;
  const requests = openMergeRequests(options, { base, branch });

  /** @returns undefined when somebody was faster, or an answer was lost: then everything is looked at again */
  async function attempt(proposal: Proposal): Promise<ProposalOutcome | undefined> {
    const found = await look(git, requests, proposal);
    if (found.kind === 'busy') return found;
    if (found.base === undefined)
      throw new GitLabRefusal(base, `There is no branch ${base} in ${project}.`, 'Create it, or name the branch that holds images.yaml.');
    if (found.base.commit !== proposal.planned) return { kind: 'moved' };
    try {
      return await take(decide(found.seen), { base, git, requests, found, proposal });
    } catch (error) {
      if (error instanceof GitLabError && (error.failure.kind === 'lost' || error.failure.kind === 'outdated')) return undefined;
      throw error;
    }
  }

  return {
    open: () => git.base.open(),
    async proposed() {
      const work = await git.branch.open();
      if (work.kind === 'head') return work.head;
      try {
        const [ended] = await requests.list();
        const commit = ended?.state === 'closed' ? ended.head : undefined;
        return commit === undefined ? undefined : { read: async (path) => readAt(path, commit) };
      } catch (error) {
        throw explained(error);
      }
    },
    async propose(proposal) {
      try {
        for (let tries = 1; tries <= mostTries; tries += 1) {
          const outcome = await attempt(proposal);
          if (outcome !== undefined) return outcome;
          await pace.sleep(pace.random() * 500 * 2 ** tries);
        }
        return { kind: 'busy', why: `the branch ${branch} kept changing` };
      } catch (error) {
        if (!(error instanceof GitLabError) || error.failure.kind !== 'later') throw explained(error);
        return { ...error.failure, kind: 'busy' };
      }
    },
  };

  async function readAt(path: string, commit: string): ReturnType<Head['read']> {
    try {
      const text = await requests.readFile(path, commit);
      return text === undefined ? { kind: 'missing' } : fileOf(text);
    } catch (error) {
      throw explained(error);
    }
  }

  function explained(error: unknown): unknown {
    if (!(error instanceof GitLabError)) return error;
    const { failure } = error;
    if (failure.kind === 'refused') return toRefusal(failure, { project, branch, token: token.kind });
    const why = failure.kind === 'outdated' ? 'it kept changing' : failure.why;
    return new GitLabRefusal(branch, `GitLab was asked about ${project} in vain: ${why}.`, 'Nothing is lost: run it again later.');
  }
}

function fileOf(text: string): Awaited<ReturnType<Head['read']>> {
  return { kind: 'file', text, bytes: Buffer.byteLength(text, 'utf8'), hash: hash('sha256', text, 'hex') };
}
