import { parseRepoPath, type BranchName, type RepoPath } from '@image-factory/core/enrollment';
import type { ContentIds } from '../content-ids.ts';
import type { ReadResult } from '../work-tree/read.ts';
import type { FileChange } from '../work-tree/work-tree.ts';
import { treeOf } from './commit-tree.ts';
import { credentials, protocolsFor } from './credentials.ts';
import { checkoutOf } from './follow.ts';
import { GitError } from './git-error.ts';
import { openHistory, type History } from './history.ts';
import { judgeRemote, refuseUnwritable } from './judge.ts';
import { RemoteRefusedError } from './landing-errors.ts';
import { createObjectReader } from './objects.ts';
import { ask, commandsIn, type Run } from './run.ts';
import { writeCommit, type Author, type NewCommit } from './write-commit.ts';

/** A commit of the branch, for reading. */
export interface BranchHead {
  readonly commit: string;
  readonly history: History;
  read(path: RepoPath, limit?: number): Promise<ReadResult>;
  list(folder: RepoPath): Promise<string[]>;
  /** Undefined in a repository whose ids are not SHA-1. */
  readonly ids?: ContentIds<RepoPath>;
}

interface Busy {
  readonly kind: 'busy';
  readonly why: string;
}

export type OpenedBranch = { readonly kind: 'head'; readonly head: BranchHead } | { readonly kind: 'absent' } | Busy;

export type BranchCommit =
  | { readonly kind: 'landed'; readonly commit: string }
  | { readonly kind: 'moved' }
  | { readonly kind: 'unclear'; readonly why: string; readonly commit?: string }
  | Busy;

/** A branch that is read at its newest commit and changed by compare-and-swap (docs/adr/0004). */
export interface BranchStore {
  readonly branch: BranchName;
  /** @throws RemoteRefusedError when the remote can not be read at all */
  open(): Promise<OpenedBranch>;
  /**
   * Puts one commit on the branch, if that is where it is expected. No hook runs, nothing is forced, and a branch that was
   * deleted meanwhile is not made again.
   *
   * @throws RemoteRefusedError when the remote does not take it
   * @throws CloneUnwritableError when there is no room for it here
   */
  commit(expected: string | undefined, request: BranchCommitRequest): Promise<BranchCommit>;
  /**
   * Takes the branch away from the remote, if that is where it is expected.
   *
   * @returns whether it is gone
   * @throws RemoteRefusedError when the remote does not take that
   */
  remove(expected: string): Promise<boolean>;
  holds(commit: string): Promise<boolean>;
  /** Brings a checkout up to date that a run left half-way which was killed. */
  settle(): Promise<void>;
}

export interface BranchCommitRequest {
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly author: Author;
  /**
   * The commit to stand on, when it is not the expected one: what the branch holds beside it is given up. For branches that
   * are ours alone.
   */
  readonly onto?: string;
}

export interface BranchStoreOptions {
  readonly branch: BranchName;
  /** Whether the branch of the remote `origin` is meant (the local one follows it), or only the local one. */
  readonly push: boolean;
  /** Token for `origin`; it stands only in the environment of the commands that talk to it. */
  readonly token?: string;
  readonly now: () => Date;
}

/**
 * The branch of a repository on this machine, or that of its remote. What stands uncommitted is neither read nor committed.
 *
 * @param root - the folder that paths start at; it may lie below the top of the repository
 */
export async function openBranchStore(root: string, { branch, push, token, now }: BranchStoreOptions): Promise<BranchStore> {
  const run = commandsIn(root, { GIT_ALLOW_PROTOCOL: '' });
  const [prefix, address] = await Promise.all([askPrefix(run), push ? askOrigin(run) : '']);
  const remote = commandsIn(root, { ...credentials(token), GIT_ALLOW_PROTOCOL: protocolsFor(address) });
  const objects = createObjectReader(root);
  const checkout = checkoutOf({ root, branch, prefix, objects, run });
  // What was fetched is kept under a name of ours: branches of the user are the user's. The name has no folders, so that a
  // branch `state/a` can follow a branch `state` that is no more.
  const seen = push ? `refs/image-factory/seen/${encodeURIComponent(branch)}` : `refs/heads/${branch}`;

  async function fetch(): Promise<OpenedBranch | undefined> {
    if (address === '') throw new RemoteRefusedError(branch, 'no-remote', 'there is no remote called `origin`');
    try {
      await remote([
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-recurse-submodules',
        '--no-write-fetch-head',
        '--refmap=', // names of the user's that follow the remote stay as they are, too
        '--end-of-options',
        'origin',
        `+refs/heads/${branch}:${seen}`,
      ]);
      return undefined;
    } catch (cause) {
      if (!(cause instanceof GitError)) throw cause;
      const judged = judgeRemote(cause, branch, 'fetch', cause);
      return judged.kind === 'absent' ? { kind: 'absent' } : { kind: 'busy', why: 'why' in judged ? judged.why : 'the remote is busy' };
    }
  }

  return {
    branch,
    async open() {
      const obstacle = push ? await fetch() : undefined;
      if (obstacle !== undefined) return obstacle;
      const commit = (await objects.info(`${seen}^{commit}`))?.id;
      if (commit === undefined) return { kind: 'absent' };
      const { read, list, ids } = treeOf(commit, prefix, objects);
      return { kind: 'head', head: { commit, read, list, ...(ids === undefined ? {} : { ids }), history: openHistory(root, commit) } };
    },
    async commit(expected, request) {
      const changes = prefix === '' ? request.changes : request.changes.map((change) => ({ ...change, path: below(prefix, change.path) }));
      const commit = await writeHere({ ...request, changes, parent: request.onto ?? expected, at: now() }, branch, run);
      if (!push) return (await checkout.move(commit, expected)) ? { kind: 'landed', commit } : { kind: 'moved' };
      const outcome = await pushCommit(commit, branch, expected, remote);
      if (outcome.kind === 'landed') await checkout.follow(commit);
      return outcome;
    },
    async remove(expected) {
      const outcome = await pushCommit('', branch, expected, remote);
      return outcome.kind === 'landed';
    },
    async holds(commit) {
      return (await ask(run, ['merge-base', '--is-ancestor', '--end-of-options', commit, seen])) !== undefined;
    },
    settle: checkout.settle,
  };
}

async function writeHere(commit: NewCommit, branch: BranchName, run: Run): Promise<string> {
  try {
    return await writeCommit(commit, run);
  } catch (cause) {
    if (cause instanceof GitError) refuseUnwritable(cause.stderr, branch, cause);
    throw cause;
  }
}

/** @throws TypeError when the two make no path together: the folder is one that git named */
function below(prefix: string, path: RepoPath): RepoPath {
  const parsed = parseRepoPath(`${prefix}/${path}`);
  if (!parsed.ok) throw new TypeError(`${prefix} is no folder for files of ours: ${parsed.error.message}`);
  return parsed.value;
}

async function askPrefix(run: Run): Promise<string> {
  return ((await ask(run, ['rev-parse', '--show-prefix'])) ?? '').replace(/\/$/, '');
}

async function askOrigin(run: Run): Promise<string> {
  return (await ask(run, ['remote', 'get-url', '--push', 'origin'])) ?? '';
}

/** @param commit - empty to take the branch away */
async function pushCommit(commit: string, branch: BranchName, expected: string | undefined, remote: Run): Promise<BranchCommit> {
  // The lease makes it a swap: whatever is there by now, deleted branches included, it must be what was read. The commit
  // stands on that one, so nothing is ever overwritten that nobody has seen.
  const lease = `--force-with-lease=refs/heads/${branch}:${expected ?? ''}`;
  try {
    await remote(['push', '--quiet', '--no-verify', lease, '--end-of-options', 'origin', `${commit}:refs/heads/${branch}`]);
    return { kind: 'landed', commit };
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    const judged = judgeRemote(cause, branch, 'push', cause);
    if (judged.kind === 'unclear') return { ...judged, commit };
    return judged.kind === 'absent' ? { kind: 'moved' } : judged;
  }
}
