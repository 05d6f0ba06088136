import type { RepoPath } from '@image-factory/core/enrollment';
import { join } from 'node:path';
import { treeOf, type CommitTree } from '../git/commit-tree.ts';
import { askLocally } from '../git/local.ts';
import { createObjectReader } from '../git/objects.ts';
import type { ReadResult } from '../work-tree/read.ts';
import { fetchBlobs } from './fetch-commit.ts';
import type { Unreachable } from './remote.ts';
import type { Talk } from './talk.ts';

/** Reads files of commits whose folders are here; files that are asked for at the same time are fetched together. */
export interface BlobReader {
  read(commit: string, path: RepoPath, limit: number): Promise<ReadResult | Unreachable>;
}

interface Wanted {
  readonly commit: string;
  readonly path: RepoPath;
  readonly limit: number;
  readonly settle: (read: ReadResult | Unreachable) => void;
  readonly fail: (error: unknown) => void;
}

const mostAtOnce = 64;

/** @param folder - the bare repository's */
export function createBlobReader(folder: string, talk: Talk): BlobReader {
  const objects = createObjectReader(folder);
  const trees = new Map<string, CommitTree>();
  const waiting: Wanted[] = [];
  let isBusy = false;

  function openTree(commit: string): CommitTree {
    const tree = trees.get(commit) ?? treeOf(commit, '', objects);
    trees.set(commit, tree);
    return tree;
  }

  async function readAll(turn: readonly Wanted[]): Promise<void> {
    const ids = await Promise.all(turn.map(({ commit, path }) => blobAt(folder, commit, path)));
    const absent = await absentOf([...new Set(ids.filter((id) => id !== undefined))]);
    const limit = Math.max(...turn.map((wanted) => wanted.limit));
    const failure = absent.size === 0 ? undefined : await fetchBlobs(talk, [...absent], limit);
    for (const [at, { commit, path, limit, settle }] of turn.entries()) {
      const id = ids[at];
      if (failure !== undefined && id !== undefined && absent.has(id)) settle(failure);
      else settle(await openTree(commit).read(path, limit));
    }
  }

  async function absentOf(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const infos = await Promise.all(ids.map((id) => objects.info(id)));
    return new Set(ids.filter((_, at) => infos[at] === undefined));
  }

  async function work(): Promise<void> {
    isBusy = true;
    // Whoever asks in the same moment comes along.
    await new Promise((go) => setImmediate(go));
    while (waiting.length > 0) {
      const turn = waiting.splice(0, mostAtOnce);
      await readAll(turn).catch((error: unknown) => {
        for (const { fail } of turn) fail(error);
      });
    }
    isBusy = false;
  }

  return {
    read(commit, path, limit) {
      return new Promise((settle, fail) => {
        waiting.push({ commit, path, limit, settle, fail });
        if (!isBusy) void work();
      });
    },
  };
}

/** The id of a regular file's contents; undefined for anything else, which is not fetched. */
async function blobAt(folder: string, commit: string, path: RepoPath): Promise<string | undefined> {
  const output = await askLocally(folder, ['ls-tree', '-z', '--end-of-options', commit, path], 64 * 1024, {
    env: { GIT_DIR: join(folder, '.git') },
  });
  return /^100(?:644|755|664) blob ([0-9a-f]{40,64})\t/.exec(output?.toString('utf8') ?? '')?.[1];
}
