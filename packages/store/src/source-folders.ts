import type { BranchName, ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, show, type Result } from '@image-factory/core/text';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitError } from './git/git-error.ts';
import { askLocally } from './git/local.ts';
import type { RemotePlace } from './git/remote-url.ts';
import { describeRepository } from './git/describe-repository.ts';
import { applyPatches, parseCommitId, PatchError, writeSourceTree, type SourceRef } from './source-tree.ts';
import type { ReadResult } from './work-tree/read.ts';
import { openWorkTree } from './work-tree/work-tree.ts';

export interface SourceFoldersOptions {
  /** The checkout of the factory's own repository. */
  readonly root: string;
  /** Where that repository is; undefined: its own images are built from the checkout alone. */
  readonly home?: RemotePlace;
  readonly tokenFor: (place: RemotePlace) => Promise<string | undefined>;
}

/** The source of an image, in a folder that a builder reads. It goes with its scope. */
export interface SourceFolder extends AsyncDisposable {
  readonly path: string;
  readonly revision?: string;
  readonly committedAt?: number;
  readonly sources: { read(source: unknown, path: RepoPath): Promise<ReadResult> };
  writeBeside(name: string, text: string): Promise<string>;
  patch(patches: readonly { readonly name: string; readonly text: string }[]): Promise<Problem | undefined>;
}

const mostDockerfile = 1024 * 1024;

/**
 * Puts sources into folders. An image of the factory's own repository is built from its checkout, when that is of the wanted
 * branch or commit; all others are fetched at one commit. What has patches is fetched, too: a checkout is never changed.
 */
export function openSourceFolders({ root, home, tokenFor }: SourceFoldersOptions): {
  open(image: ManagedImage, revision: string | undefined): Promise<Result<SourceFolder, Problem[]>>;
} {
  async function open(image: ManagedImage, revision: string | undefined): Promise<Result<SourceFolder, Problem[]>> {
    const { source, local } = image;
    const commit = revision === undefined ? undefined : parseCommitId(revision);
    if (revision !== undefined && commit === undefined) return fail([noCommit(image, revision)]);
    const hasPatches = (local?.patchFiles ?? []).length > 0;
    const isHome = source.repo === undefined || isSame(home, { host: source.host, slug: source.repo });
    if (isHome && !hasPatches) {
      const here = await checkedOut(root, source.branch, commit);
      if (here !== undefined || home === undefined) return ok(await folderOf(root, here ?? {}, false));
    }
    const from = source.repo === undefined ? home : { host: source.host, slug: source.repo };
    if (from === undefined) return fail([nowhere(image)]);
    return fetched(image, from, commit === undefined ? { kind: 'branch', name: source.branch } : { kind: 'commit', id: commit });
  }

  async function fetched(image: ManagedImage, from: RemotePlace, ref: SourceRef): Promise<Result<SourceFolder, Problem[]>> {
    const folder = await mkdtemp(join(tmpdir(), 'image-factory-source-'));
    try {
      const token = await tokenFor(from);
      const tree = await writeSourceTree({ from, ref, folder, ...(token === undefined ? {} : { token }) });
      return ok(await folderOf(tree.folder, { revision: tree.commit, committedAt: tree.committedAt }, true, folder));
    } catch (cause) {
      await rm(folder, { recursive: true, force: true });
      if (!(cause instanceof GitError)) throw cause;
      return fail([notFetched(image, from, cause)]);
    }
  }

  return { open };
}

/** Forges do not tell upper from lower case in these names. */
function isSame(a: RemotePlace | undefined, b: RemotePlace): boolean {
  return a !== undefined && a.host === b.host && a.slug.toLowerCase() === b.slug.toLowerCase();
}

interface Commit {
  readonly revision?: string;
  readonly committedAt?: number;
}

/** The commit of the checkout, when it is the one that is wanted. */
async function checkedOut(root: string, branch: BranchName, commit: string | undefined): Promise<Commit | undefined> {
  const said = await askLocally(root, ['show', '--no-patch', '--format=%H %ct', '--end-of-options', 'HEAD'], 8 * 1024);
  const [, head, time] = /^(\S+) (\d+)\n/.exec(said?.toString('utf8') ?? '') ?? [];
  if (head === undefined || time === undefined) return undefined;
  const isWanted = commit === undefined ? (await describeRepository(root)).branch === branch : commit === head;
  return isWanted ? { revision: head, committedAt: Number(time) } : undefined;
}

/** @param own - what goes with the scope */
async function folderOf(path: string, commit: Commit, isOurs: boolean, own?: string): Promise<SourceFolder> {
  const beside = await mkdtemp(join(tmpdir(), 'image-factory-beside-'));
  const tree = openWorkTree(path);
  return {
    path,
    ...commit,
    sources: { read: (_source, file) => tree.read(file, mostDockerfile) },
    async writeBeside(name, text) {
      const file = join(beside, name);
      await writeFile(file, text);
      return file;
    },
    async patch(patches) {
      if (patches.length === 0) return undefined;
      if (!isOurs) throw new TypeError('a checkout is never patched');
      try {
        await applyPatches(path, patches);
        return undefined;
      } catch (cause) {
        if (!(cause instanceof PatchError)) throw cause;
        return error('build/patch', `${cause.message}.`, {
          source: { file: cause.patch },
          hint: 'The source has moved on: make the patch anew, or build the commit that it was made for.',
        });
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([beside, ...(own === undefined ? [] : [own])].map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}

function noCommit(image: ManagedImage, revision: string): Problem {
  return error('build/source', `${image.name}: ${show(revision)} is not the id of a commit.`, {
    image: image.name,
    hint: 'Give all of its 40 hex digits, or leave it out for the newest commit of the branch.',
  });
}

function nowhere(image: ManagedImage): Problem {
  return error('build/source', `${image.name}: nobody knows where its source is fetched from.`, {
    image: image.name,
    source: image.at,
    hint: 'Run in a checkout that has a remote `origin`, or name the repository in `source.repo`.',
  });
}

function notFetched(image: ManagedImage, { host, slug }: RemotePlace, { stderr, failure }: GitError): Problem {
  const said = stderr.split('\n').find((line) => line !== '') ?? failure;
  return error('build/source', `${image.name}: ${slug} on ${host} can not be fetched: ${said}`, {
    image: image.name,
    source: image.at,
    hint: 'Look at `source` in images.yaml, and at the token: a private repository needs one that may read it.',
  });
}
