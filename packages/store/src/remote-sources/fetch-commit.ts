import type { BranchName } from '@image-factory/core/enrollment';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { askLocally } from '../git/local.ts';
import type { Unreachable } from './remote.ts';
import type { Talk } from './talk.ts';

/** The folders of one commit: of a repository with a million files about 100 MiB. */
const mostFolders = 512 * 1024 * 1024;
const quiet = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'];

/** @returns the commit that the branch is at now; undefined when there is no such branch */
export async function remoteHead(talk: Talk, branch: BranchName): Promise<string | undefined | Unreachable> {
  const name = `refs/heads/${branch}`;
  const reply = await talk({ args: ['ls-remote', '--quiet', '--end-of-options', 'origin', name], maxFetched: 0 });
  if (reply.kind === 'unreachable') return reply;
  // The server matches the end of names: there may be more lines.
  const line = reply.kind === 'said' ? reply.text.split('\n').find((line) => line.endsWith(`\t${name}`)) : undefined;
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})(?=\t)/.exec(line ?? '')?.[0];
}

/**
 * Fetches a commit and its folders without the files, unless they are here. A server that gives no commit by its id is
 * asked for the branch, which may have moved on by then.
 *
 * @param branch - undefined: no other commit will do
 * @returns the commit that is here now
 */
export async function fetchCommit(folder: string, talk: Talk, commit: string, branch?: BranchName): Promise<string | Unreachable> {
  // Each commit has a name of its own: two processes never move the same one apart.
  const own = `refs/if/${commit}`;
  if ((await commitAt(folder, own)) === commit) return commit;
  const fetched = await fetchInto(talk, commit, own);
  if (fetched.kind === 'no-such-commit') return branch === undefined ? gone(commit) : fetchBranch(folder, talk, branch);
  return fetched.kind === 'unreachable' ? fetched : commit;
}

/** Undefined also where the ref is there and its commit is not. */
async function commitAt(folder: string, ref: string): Promise<string | undefined> {
  const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${ref}^{commit}`];
  const output = await askLocally(folder, args, 8 * 1024, { env: { GIT_DIR: join(folder, '.git') } });
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})(?=\n)/.exec(output?.toString('utf8') ?? '')?.[0];
}

async function fetchBranch(folder: string, talk: Talk, branch: BranchName): Promise<string | Unreachable> {
  const own = `refs/if/branch-${randomUUID()}`;
  const fetched = await fetchInto(talk, `refs/heads/${branch}`, own);
  if (fetched.kind === 'unreachable') return fetched;
  const commit = await commitAt(folder, own);
  if (commit === undefined) throw new Error(`git fetched ${branch}, and it is not there.`);
  return commit;
}

function gone(commit: string): Unreachable {
  return {
    kind: 'unreachable',
    concerns: 'repository',
    reason: `the commit ${commit} is no longer given out`,
    hint: 'Run again: the branch has been rewritten meanwhile.',
  };
}

function fetchInto(talk: Talk, from: string, to: string): ReturnType<Talk> {
  const args = ['fetch', ...quiet, '--depth=1', '--filter=blob:none', '--end-of-options', 'origin', `+${from}:${to}`];
  return talk({ args, maxFetched: mostFolders });
}

/** Fetches files by the ids of their contents, all in one go. @returns why they did not come, if they did not */
export async function fetchBlobs(talk: Talk, ids: readonly string[], maxBytes: number): Promise<Unreachable | undefined> {
  const args = ['fetch', ...quiet, '--filter=blob:none', '--stdin', '--end-of-options', 'origin'];
  const input = ids.map((id) => `${id}\n`).join('');
  const fetched = await talk({ args, input, maxFetched: ids.length * maxBytes + 65_536 });
  if (fetched.kind === 'unreachable') return fetched;
  if (fetched.kind === 'said') return undefined;
  return {
    kind: 'unreachable',
    concerns: 'repository',
    reason: 'the server gives out no single files',
    hint: 'Its git needs `uploadpack.allowAnySHA1InWant` together with `uploadpack.allowFilter`.',
  };
}
