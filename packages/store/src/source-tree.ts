import type { BranchName } from '@image-factory/core/enrollment';
import type { Brand } from '@image-factory/core/text';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { credentials, protocolsFor } from './git/credentials.ts';
import { git } from './git/git.ts';
import { GitError } from './git/git-error.ts';
import { fetchUrl, type RemotePlace } from './git/remote-url.ts';

/** A commit of a repository by its id, 40 or 64 lower-case hex digits. */
export type CommitId = Brand<string, 'CommitId'>;

/** What of a repository is built: the head of a branch, a tag, or one commit. */
export type SourceRef =
  | { readonly kind: 'branch'; readonly name: BranchName }
  | { readonly kind: 'tag'; readonly name: BranchName }
  | { readonly kind: 'commit'; readonly id: CommitId };

export interface SourceTreeRequest {
  readonly from: RemotePlace;
  readonly ref: SourceRef;
  /** There and empty; of this user alone. */
  readonly folder: string;
  readonly token?: string;
}

/** The files of one commit, without a repository around them. */
export interface SourceTree {
  readonly folder: string;
  readonly commit: CommitId;
  /** When it was made, in seconds since 1970. */
  readonly committedAt: number;
}

/** A patch that does not fit the source that it is for. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
  readonly patch: string;

  /** @param detail - what git says, in one line */
  constructor(patch: string, detail: string) {
    super(`${patch} does not apply: ${detail}`);
    this.patch = patch;
  }
}

const own = 'refs/image-factory/source';
const mostBytes = 1024 * 1024;

/** Reads the id of a commit; anything else is undefined. */
export function parseCommitId(text: string): CommitId | undefined {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? (text as CommitId) : undefined;
}

/**
 * Fetches one commit and writes its files into a folder, for a build to read. No hook, filter or submodule of the
 * repository is run or fetched; what Git LFS keeps elsewhere stays a pointer.
 *
 * @throws GitError when it can not be fetched or written
 */
export async function writeSourceTree({ from, ref, folder, token }: SourceTreeRequest): Promise<SourceTree> {
  const [repository, files] = [join(folder, 'repository'), join(folder, 'files')];
  await Promise.all([mkdir(repository), mkdir(files)]);
  const address = fetchUrl(from);
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Buffer> =>
    git(args, { cwd: repository, env, timeoutMs: 600_000, maxBytes: mostBytes });
  await run(['init', '--quiet', '--template=', '--initial-branch=image-factory/none']);
  await run(
    ['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--end-of-options', address, `${wanted(ref)}:${own}`],
    { ...credentials(token), GIT_ALLOW_PROTOCOL: protocolsFor(address) },
  );
  const said = await run(['rev-parse', '--verify', '--end-of-options', `${own}^{commit}`]);
  const commit = parseCommitId(said.toString('utf8').trim());
  if (commit === undefined) throw new Error('git does not say which commit it fetched.');
  const time = await run(['show', '--no-patch', '--format=%ct', '--end-of-options', commit]);
  await run(['read-tree', '--end-of-options', commit]);
  await run(['checkout-index', '--all', '--quiet', `--prefix=${files}/`]);
  await rm(repository, { recursive: true, force: true });
  return { folder: files, commit, committedAt: Number(time.toString('utf8').trim()) };
}

function wanted(ref: SourceRef): string {
  if (ref.kind === 'commit') return ref.id;
  return ref.kind === 'branch' ? `refs/heads/${ref.name}` : `refs/tags/${ref.name}`;
}

/**
 * Applies patches to the files of a source, one after the other. What a patch says of files outside the folder, or behind
 * a symbolic link, is refused by git.
 *
 * @param patches - their names, for errors, and texts
 * @throws PatchError for the first that does not fit; the folder is then not to be built
 */
export async function applyPatches(folder: string, patches: readonly { readonly name: string; readonly text: string }[]): Promise<void> {
  for (const { name, text } of patches) {
    try {
      await git(['apply', '--whitespace=nowarn', '-'], {
        cwd: folder,
        // The folder is no repository, and none around it is asked for.
        env: { GIT_CEILING_DIRECTORIES: join(folder, '..') },
        timeoutMs: 120_000,
        maxBytes: mostBytes,
        input: text,
      });
    } catch (error) {
      if (!(error instanceof GitError) || error.failure !== 'failed') throw error;
      throw new PatchError(name, error.stderr.split('\n')[0]?.replace(/^error: /, '') ?? 'git refuses it');
    }
  }
}
