import type { BranchName } from '@image-factory/core/enrollment';
import { realpathSync } from 'node:fs';
import type { FileChange } from '../work-tree/work-tree.ts';
import { git } from './git.ts';
import { GitError } from './git-error.ts';
import { HeadMovedError, PushRefusedError } from './landing-errors.ts';

/** Who a commit is by. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

export interface Landing {
  /** The commit that the changes were planned on; the branch must still be there. */
  readonly parent: string;
  readonly branch: BranchName;
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly author: Author;
  readonly at: Date;
}

export interface LandingOptions {
  /** Whether the branch of the remote `origin` moves (then the local one follows), or only the local one. */
  readonly push: boolean;
  /** Token for `origin`; it stands only in the environment of the commands that talk to it. */
  readonly token?: string;
  /** Protocols that a push may use. */
  readonly protocols?: string;
}

/**
 * Puts one commit with all changes on a branch, if that is still where it was (SPEC section 9, P9). Neither the work tree
 * nor the index is looked at: what stands there uncommitted is no part of it. No hook runs, nothing is forced.
 *
 * @returns the id of the new commit
 * @throws HeadMovedError when somebody else was faster: nothing has changed then
 * @throws PushRefusedError when the remote refuses for another reason
 */
export async function land(root: string, landing: Landing, { push, token, protocols = 'https' }: LandingOptions): Promise<string> {
  const run = commandsIn(root, { ...credentials(token), GIT_ALLOW_PROTOCOL: protocols });
  const commit = await writeCommit(landing, run);
  if (push) await pushCommit(commit, landing, run);
  else await moveLocally(commit, landing, run);
  return commit;
}

type Run = (args: readonly string[], input?: string) => Promise<string>;

function commandsIn(root: string, env: Readonly<Record<string, string>>): Run {
  // Container jobs work as another user than the owner of the checkout. Whoever named this folder chose it.
  const trusted = ['-c', `safe.directory=${realpathSync(root)}`];
  return async (args, input) => {
    const output = await git([...trusted, ...args], {
      cwd: root,
      env,
      timeoutMs: 120_000,
      maxBytes: 8 * 1024 * 1024,
      ...(input === undefined ? {} : { input }),
    });
    return output.toString('utf8').trim();
  };
}

// Only in the environment: arguments can be seen by everybody on the machine, and URLs end up in error texts.
export function credentials(token: string | undefined): Record<string, string> {
  if (token === undefined) return {};
  const basic = Buffer.from(`x-access-token:${token}`, 'utf8').toString('base64');
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}` };
}

/** Writes the commit's objects; no branch knows of it yet. */
async function writeCommit({ parent, changes, message, author, at }: Landing, run: Run): Promise<string> {
  const scratch = `refs/image-factory/landing-${process.pid}-${performance.now().toString(36).replace('.', '')}`;
  const person = `${identity(author.name)} <${identity(author.email)}> ${Math.floor(at.getTime() / 1000)} +0000`;
  const stream = [
    `commit ${scratch}\nmark :1\nauthor ${person}\ncommitter ${person}\n${data(message)}from ${parent}\n`,
    ...changes.map((change) => (change.kind === 'write' ? `M 100644 inline ${change.path}\n${data(change.text)}` : `D ${change.path}\n`)),
    `\nget-mark :1\nreset ${scratch}\nfrom ${'0'.repeat(parent.length)}\n\ndone\n`,
  ];
  return run(['fast-import', '--quiet', '--done', '--date-format=raw'], stream.join(''));
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text, 'utf8')}\n${text}\n`;
}

function identity(text: string): string {
  return text.replaceAll(/[<>\p{Cc}]/gu, '').trim();
}

async function pushCommit(commit: string, { branch, parent }: Landing, run: Run): Promise<void> {
  try {
    // Without force, a branch that is no ancestor any more refuses.
    await run(['push', '--quiet', '--no-verify', '--end-of-options', 'origin', `${commit}:refs/heads/${branch}`]);
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    const found = await remoteHead(branch, run);
    if (found !== undefined && found !== parent) throw new HeadMovedError(branch, parent, found, { cause });
    throw new PushRefusedError(branch, cause.stderr, { cause });
  }
  await followLocally(commit, branch, parent, run);
}

async function remoteHead(branch: BranchName, run: Run): Promise<string | undefined> {
  try {
    return /^[0-9a-f]{40,64}/.exec(await run(['ls-remote', '--end-of-options', 'origin', `refs/heads/${branch}`]))?.[0];
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

async function moveLocally(commit: string, { branch, parent }: Landing, run: Run): Promise<void> {
  try {
    await run(['update-ref', '--end-of-options', `refs/heads/${branch}`, commit, parent]);
  } catch (cause) {
    const found = await localHead(branch, run);
    if (found !== undefined && found !== parent) throw new HeadMovedError(branch, parent, found, { cause });
    throw cause;
  }
  if ((await currentBranch(run)) === branch) await updateWorkTree(commit, parent, run);
}

/** The checkout goes along where that is a plain step forward; otherwise it stays as it is, and a pull brings it up to date. */
async function followLocally(commit: string, branch: BranchName, parent: string, run: Run): Promise<void> {
  if ((await currentBranch(run)) !== branch || (await localHead(branch, run)) !== parent) return;
  if (await updateWorkTree(commit, parent, run)) await run(['update-ref', '--end-of-options', `refs/heads/${branch}`, commit, parent]);
}

/** Brings work tree and index from one commit to the next, unless that would overwrite something uncommitted. */
async function updateWorkTree(commit: string, parent: string, run: Run): Promise<boolean> {
  try {
    await run(['update-index', '-q', '--refresh']).catch(() => ''); // files that differ are found by the next command
    await run(['read-tree', '-m', '-u', parent, commit]);
    return true;
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}

async function currentBranch(run: Run): Promise<string | undefined> {
  try {
    return await run(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

async function localHead(branch: BranchName, run: Run): Promise<string | undefined> {
  try {
    return await run(['rev-parse', '--quiet', '--verify', '--end-of-options', `refs/heads/${branch}^{commit}`]);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
