import { hash } from 'node:crypto';
import type { FileChange, Head, Opened } from '../../state-store/types.ts';
import { contentIn, contentOf, contentOfBody, isAbout, isOurs } from '../content.ts';
import type { Seen } from '../decide.ts';
import type { Proposal } from '../proposal.ts';
import type { ProposalGit } from './git.ts';
import type { MergeRequest, MergeRequests } from './merge-requests.ts';

type Busy = Extract<Opened, { kind: 'busy' }>;

export interface Look {
  readonly kind: 'seen';
  /** Undefined where there is no such branch. */
  readonly base: Head | undefined;
  readonly head: Head | undefined;
  readonly open: MergeRequest | undefined;
  /** Where people see the newest one, open or closed. */
  readonly url: string;
  readonly seen: Seen;
}

/** Larger than any manifest. */
const largestFile = 256 * 1024 * 1024;

/** Sees what there is: the two branches, and the newest merge requests between them. */
export async function look(
  git: ProposalGit,
  requests: MergeRequests,
  { changes, author: { email }, matter }: Pick<Proposal, 'changes' | 'author' | 'matter'>,
): Promise<Look | Busy> {
  const at = await git.base.open();
  const work = await git.branch.open();
  if (at.kind === 'busy') return at;
  if (work.kind === 'busy') return work;
  const all = await requests.list();
  const open = all.find(({ state }) => state === 'open');
  const ended = all.find(({ state }) => state !== 'open');
  const wanted = changes.length === 0 ? undefined : contentOf(changes);
  const refused = ended?.state === 'closed' ? ended : undefined;
  const isSameMatter = refused !== undefined && matter !== undefined && isAbout(refused.description, matter);
  const declined = isSameMatter ? wanted : contentOfBody(refused?.description ?? '');
  const proposed = open === undefined ? undefined : contentOfBody(open.description);
  const [base, head] = [at, work].map((opened) => (opened.kind === 'head' ? opened.head : undefined));
  const merged = ended?.state === 'merged' ? ended.head : undefined;
  const seen: Seen = {
    ...(wanted === undefined ? {} : { wanted }),
    ...(base === undefined || head === undefined ? {} : { branch: await seeBranch(git, base, head, { changes, email, merged }) }),
    ...(open === undefined ? {} : { open: { pull: open.iid, ...(proposed === undefined ? {} : { content: proposed }) } }),
    ...(refused === undefined || declined === undefined ? {} : { declined: { pull: refused.iid, content: declined } }),
  };
  return { kind: 'seen', base, head, open, url: open?.url ?? ended?.url ?? '', seen };
}

interface Wanted {
  readonly changes: readonly FileChange[];
  readonly email: string;
  /** The commit that was merged last. */
  readonly merged: string | undefined;
}

async function seeBranch(
  git: ProposalGit,
  base: Head,
  head: Head,
  { changes, email, merged }: Wanted,
): Promise<NonNullable<Seen['branch']>> {
  const since = await git.since(base.commit, head.commit);
  // What was merged is on the base: nothing of it is lost with the branch.
  const isOnlyOurs = since !== undefined && (head.commit === merged || since.commits.every((commit) => isOurs(commit, email)));
  const isThere = await holds(changes, head);
  if (!isOnlyOurs) return { head: head.commit, isOurs: false, isCurrent: isThere };
  const newest = since.commits.at(-1);
  const isSame = isThere && newest !== undefined && contentIn(newest.message) === contentOf(changes);
  return { head: head.commit, isOurs: true, isCurrent: isSame && !(await differs(changes, await git.at(since.from), base)) };
}

/** Whether a commit has every file as the changes would leave it. */
async function holds(changes: readonly FileChange[], at: Pick<Head, 'read'>): Promise<boolean> {
  const held = await Promise.all(
    changes.map(async (change) => {
      const read = await at.read(change.path, largestFile);
      return change.kind === 'remove' ? read.kind === 'missing' : read.kind === 'file' && read.hash === hash('sha256', change.text, 'hex');
    }),
  );
  return held.every(Boolean);
}

/** Whether the base has changed one of the files since the branch left it: the two could not be merged then. */
async function differs(changes: readonly FileChange[], from: Pick<Head, 'read'> | undefined, base: Pick<Head, 'read'>): Promise<boolean> {
  if (from === undefined) return true;
  const same = await Promise.all(
    changes.map(async ({ path }) => {
      const [before, now] = await Promise.all([from.read(path, largestFile), base.read(path, largestFile)]);
      return before.kind === 'file' ? now.kind === 'file' && now.hash === before.hash : now.kind === before.kind;
    }),
  );
  return !same.every(Boolean);
}
