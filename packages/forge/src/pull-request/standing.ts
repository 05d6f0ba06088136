import type { BranchName } from '@image-factory/core/enrollment';
import { createApi, type ApiOptions } from '../api/client.ts';
import { ApiError } from '../api/failure.ts';
import { GitHubRefusal, isProtection, toRefusal } from '../api/refusal.ts';
import { createBlobs } from '../state-store/blobs.ts';
import { isMoved } from '../state-store/commit.ts';
import type { Reading } from '../state-store/commit-reader.ts';
import { createFolders } from '../state-store/folders.ts';
import { busyOrRefused, isLost, withRefusals } from '../state-store/outcome.ts';
import { openStore } from '../state-store/store.ts';
import type { Head, Opened } from '../state-store/types.ts';
import { decide, type Step } from './decide.ts';
import { findProposed, look, type Look } from './look.ts';
import { canNotMove } from './move-branch.ts';
import type { Proposal, ProposalOutcome } from './proposal.ts';
import { take } from './take.ts';

export interface StandingPullRequestOptions extends ApiOptions {
  /** The branch that it is to be merged into. */
  readonly base: BranchName;
  /** The branch that it proposes; nobody else should need it. */
  readonly branch: BranchName;
}

/** The one pull request by which a factory proposes changes of definitions (SPEC section 9). */
export interface StandingPullRequest {
  /** The head of the base, to plan on. */
  open(): Promise<Opened>;
  /** What was proposed last and is not merged, for reading; undefined when there is no such thing. */
  proposed(): Promise<Pick<Head, 'read'> | undefined>;
  /** Brings the pull request to where it should be. What is there already is left alone; nobody's commit is lost. */
  propose(proposal: Proposal): Promise<ProposalOutcome>;
}

const mostTries = 6;

export function openStandingPullRequest({ base, branch, ...options }: StandingPullRequestOptions): StandingPullRequest {
  const api = createApi(options);
  const reading: Reading = { api, folders: createFolders(api), blobs: createBlobs(api) };
  const asked = { repository: `${api.owner}/${api.repo}`, branch, needs: ['contents: write', 'pull-requests: write'] };
  let mayForce = true;

  /** @returns undefined when somebody was faster, or an answer was lost: then everything is looked at again */
  async function attempt(proposal: Proposal): Promise<ProposalOutcome | undefined> {
    const found = await look(reading, { base, branch }, proposal);
    if (found.base === undefined)
      throw new GitHubRefusal(
        base,
        `There is no branch ${base} in ${asked.repository}.`,
        'Create it, or name the branch that holds images.yaml.',
      );
    if (found.base.commit !== proposal.planned) return { kind: 'moved' };
    const step = withoutForce(decide(found.seen), mayForce);
    try {
      return await take(step, { reading, base, branch, found, proposal });
    } catch (error) {
      if (step.kind === 'rebuild' && canNotMove(error)) mayForce = false;
      else if (!isMoved(error) && !isLost(error) && !(isOutdated(error) && (await hasMoved(found, proposal)))) throw error;
      return undefined;
    }
  }

  /** Whether there is something else by now than what was looked at. */
  async function hasMoved(before: Look, proposal: Proposal): Promise<boolean> {
    const now = await look(reading, { base, branch }, proposal).catch(() => before);
    return now.head?.commit !== before.head?.commit || now.pull?.number !== before.pull?.number;
  }

  return {
    open: () => openStore(base, reading).open(),
    async proposed() {
      try {
        const found = await findProposed(reading, { base, branch });
        return found === undefined ? undefined : withRefusals(found, asked);
      } catch (error) {
        throw toRefusal(error, asked);
      }
    },
    async propose(proposal) {
      try {
        for (let tries = 1; tries <= mostTries; tries += 1) {
          const outcome = await attempt(proposal);
          if (outcome !== undefined) return outcome;
          await api.pace.sleep(api.pace.random() * 500 * 2 ** tries);
        }
        return { kind: 'busy', why: `the branch ${branch} kept changing` };
      } catch (error) {
        return busyOrRefused(error, asked);
      }
    },
  };
}

/** Whether a refusal may mean that something is not as it was: GitHub has no word of its own for all of these. */
function isOutdated(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.failure.kind !== 'refused') return false;
  const { failure } = error;
  return (failure.status === 200 || failure.status === 422) && !failure.types.includes('FORBIDDEN') && !isProtection(failure);
}

/** On a server that can not compare and move in one step, our own commits stay, too, and the new one goes on top. */
function withoutForce(step: Step, mayForce: boolean): Step {
  return step.kind === 'rebuild' && !mayForce ? { kind: 'add', head: step.head } : step;
}
