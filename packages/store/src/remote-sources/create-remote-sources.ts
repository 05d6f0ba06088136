import type { BranchName, Host, RepoPath, RepoSlug, Source } from '@image-factory/core/enrollment';
import { join } from 'node:path';
import type { ReadResult } from '../work-tree/read.ts';
import { createFileCache } from './file-cache.ts';
import { createGitRemote, type GitRemoteOptions } from './git-remote.ts';
import { createHostGate, type HostGateOptions } from './host-gate.ts';
import { orLfsPointer } from './lfs.ts';
import { identityOf, type Pinned, type Remote, type RemoteRepository, type Unreachable } from './remote.ts';

export interface RemoteSourcesOptions extends GitRemoteOptions, HostGateOptions {
  /** Hosts that may be asked, exactly as written; never taken from what people enroll. */
  readonly hosts: readonly Host[];
  /** How a repository is read instead of by git, such as by the API of its forge; by git where it gives undefined. */
  readonly remoteFor?: (repository: RemoteRepository) => Remote | undefined;
  /** What is kept of files between runs, in bytes. Default: 256 MiB. */
  readonly maxCacheBytes?: number;
}

/** Which commit a branch was read at. */
export interface PinnedCommit {
  readonly host: Host;
  readonly repo: RepoSlug;
  readonly branch: BranchName;
  readonly commit: string;
}

export type RemoteRead = ReadResult | Unreachable;

/** Files of other repositories. A source without `repo` is in this one: to ask for it is an error of the program. */
export interface RemoteSources {
  /** The commit that the source's branch is read at: the same one until the end of the run. */
  resolve(source: Source): Promise<Pinned | Unreachable>;
  read(source: Source, path: RepoPath): Promise<RemoteRead>;
  /** The commits that were read so far, in the order of host, repository and branch. */
  commits(): PinnedCommit[];
}

/** The largest file that is read, in bytes. */
const limit = 1024 * 1024;

/**
 * Reads files of other repositories, each branch at one commit for a whole run. Nothing is checked out, nothing of a
 * repository is run, and no link is followed. What fails is an answer; nothing throws but programming errors.
 */
export function createRemoteSources(options: RemoteSourcesOptions): RemoteSources {
  const { cacheFolder, hosts, maxCacheBytes = 256 * 1024 * 1024, remoteFor = () => undefined } = options;
  const byGit = createGitRemote(options);
  const gate = createHostGate(options);
  const cache = createFileCache({ folder: join(cacheFolder, 'files'), maxBytes: maxCacheBytes });
  const pins = new Map<string, Promise<Pinned | Unreachable>>();
  const known = new Map<string, PinnedCommit>();

  const openRemote = (repository: RemoteRepository): Remote => remoteFor(repository) ?? byGit;

  async function resolveAnew(repository: RemoteRepository, branch: BranchName, key: string): Promise<Pinned | Unreachable> {
    const { host, slug: repo } = repository;
    if (!hosts.includes(host)) return notAllowed(host);
    const pinned = await gate.enter(host, () => openRemote(repository).resolve(repository, branch));
    if (pinned.kind === 'commit') known.set(key, { host, repo, branch, commit: pinned.commit });
    return pinned;
  }

  function resolve(source: Source): Promise<Pinned | Unreachable> {
    const repository = repositoryOf(source);
    const key = JSON.stringify([...identityOf(repository), source.branch]);
    const pin = pins.get(key) ?? resolveAnew(repository, source.branch, key);
    pins.set(key, pin);
    return pin;
  }

  return {
    resolve,
    async read(source, path) {
      const repository = repositoryOf(source);
      const pinned = await resolve(source);
      if (pinned.kind === 'unreachable') return pinned;
      const key = [...identityOf(repository, pinned.repositoryId), pinned.commit, path];
      const kept = await cache.find(key);
      if (kept !== undefined) return kept;
      const read = await gate.enter(repository.host, () => openRemote(repository).read(repository, pinned, path, limit));
      if (read.kind === 'unreachable') return read;
      const result = orLfsPointer(read);
      await cache.keep(key, result);
      return result;
    },
    commits: () => [...known.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, pinned]) => pinned),
  };
}

function repositoryOf({ provider, host, repo }: Source): RemoteRepository {
  if (repo === undefined) throw new TypeError('a source without a repository is in this one');
  return { provider, host, slug: repo };
}

function notAllowed(host: Host): Unreachable {
  return {
    kind: 'unreachable',
    concerns: 'repository',
    reason: `${host} is not among the hosts that may be asked`,
    hint: `The operator of the factory adds it to \`allow.hosts\` in factory.yaml.`,
  };
}
