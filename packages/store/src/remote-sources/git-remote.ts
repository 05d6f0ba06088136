import type { BranchName, RepoPath } from '@image-factory/core/enrollment';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadResult } from '../work-tree/read.ts';
import { openBareRepository } from './bare-repository.ts';
import { createBlobReader, type BlobReader } from './blob-reader.ts';
import { fetchCommit, remoteHead } from './fetch-commit.ts';
import { makeRoom, remove } from './make-room.ts';
import type { Pinned, Remote, RemoteRepository, TokenFor, Unreachable } from './remote.ts';
import { BrokenError, createTalk, type Talk } from './talk.ts';

export interface GitRemoteOptions {
  /** A folder of this user alone; what is in it may be removed at any time between runs. */
  readonly cacheFolder: string;
  readonly tokenFor?: TokenFor;
  /** Milliseconds for one command. Default: 60,000. */
  readonly timeoutMs?: number;
  /** How often something that may go better in a moment is tried again. Default: 2. */
  readonly retries?: number;
  /** What is kept of repositories between runs, in bytes. Default: 2 GiB. */
  readonly maxRepositoryBytes?: number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

interface Opened {
  readonly folder: string;
  readonly talk: Talk;
  readonly reader: BlobReader;
}

/** Reads repositories of any forge by git: commits and folders of one commit, and of its files only those that are asked for. */
export function createGitRemote(options: GitRemoteOptions): Remote {
  const {
    cacheFolder,
    maxRepositoryBytes = 2 * 1024 ** 3,
    tokenFor = async () => undefined,
    timeoutMs = 60_000,
    retries = 2,
    pause = sleep,
  } = options;
  const folder = join(cacheFolder, 'repositories');
  const opened = new Map<string, Promise<Opened>>();
  let ready: Promise<void> | undefined;

  async function openAnew(repository: RemoteRepository): Promise<Opened> {
    await (ready ??= makeRoom(folder, maxRepositoryBytes));
    const place = await openBareRepository(folder, repository);
    const talk = createTalk({ repository, folder: place, tokenFor, timeoutMs, retries, pause });
    return { folder: place, talk, reader: createBlobReader(place, talk) };
  }

  function open(repository: RemoteRepository): Promise<Opened> {
    const key = keyOf(repository);
    const found = opened.get(key) ?? openAnew(repository);
    opened.set(key, found);
    return found;
  }

  /** What is kept is a convenience: when it can not be used it is thrown away, once, and fetched anew. */
  async function withRepository<Value>(
    repository: RemoteRepository,
    work: (opened: Opened) => Promise<Value>,
  ): Promise<Value | Unreachable> {
    const first = open(repository);
    try {
      return await work(await first);
    } catch (error) {
      if (error instanceof TypeError) throw error;
      const key = keyOf(repository);
      if (opened.get(key) === first) {
        opened.delete(key);
        await first.then(({ folder }) => remove(folder)).catch(() => {}); // it was not even opened
      }
    }
    try {
      return await work(await open(repository));
    } catch (error) {
      if (error instanceof TypeError) throw error;
      return unusable(repository, error);
    }
  }

  async function pin({ folder, talk }: Opened, repository: RemoteRepository, branch: BranchName): Promise<Pinned | Unreachable> {
    const head = await remoteHead(talk, branch);
    if (typeof head === 'object') return head;
    if (head === undefined) return noBranch(repository, branch);
    const commit = await fetchCommit(folder, talk, head, branch);
    return typeof commit === 'object' ? commit : { kind: 'commit', commit };
  }

  async function readAt(
    { folder, talk, reader }: Opened,
    commit: string,
    path: RepoPath,
    limit: number,
  ): Promise<ReadResult | Unreachable> {
    const present = await fetchCommit(folder, talk, commit);
    return typeof present === 'object' ? present : reader.read(commit, path, limit);
  }

  return {
    resolve: (repository, branch) => withRepository(repository, (opened) => pin(opened, repository, branch)),
    read: (repository, { commit }, path, limit) => withRepository(repository, (opened) => readAt(opened, commit, path, limit)),
  };
}

function keyOf({ host, slug }: RemoteRepository): string {
  return JSON.stringify([host, slug.toLowerCase()]);
}

function unusable({ slug }: RemoteRepository, error: unknown): Unreachable {
  if (error instanceof BrokenError) return error.answer;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return {
    kind: 'unreachable',
    concerns: 'repository',
    reason: `what was fetched of ${slug} can not be kept on this machine${code}`,
    hint: 'Look at the cache folder: it needs space, and must be writable.',
  };
}

function noBranch({ host, slug }: RemoteRepository, branch: BranchName): Unreachable {
  return {
    kind: 'unreachable',
    concerns: 'repository',
    reason: `${slug} on ${host} has no branch ${branch}`,
    hint: 'Correct `source.branch`.',
  };
}
