import type { BranchName, RepoPath, Source } from '@image-factory/core/enrollment';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeRepository } from './git/describe-repository.ts';
import { openHistory, type History } from './git/history.ts';
import { openBranchStore, type BranchStore } from './git/state-store.ts';
import { createLazyRemote, type RemoteOptions } from './remote-ground.ts';
import type { RemoteRead } from './remote-sources/index.ts';
import { withRemote } from './remote-sources/with-remote.ts';
import { createSources, type SourceRead, type SourcesOptions } from './sources.ts';
import { openWorkTree, type WorkTree } from './work-tree/work-tree.ts';

export interface GroundOptions extends Omit<SourcesOptions, 'tree' | 'root'> {
  /** Whether commits go to the remote `origin`, or stay on this machine. */
  readonly push: boolean;
  /** Token for `origin`. */
  readonly token?: string;
  /** How other repositories are read that are not checked out; without it, they are not. */
  readonly remote?: RemoteOptions;
}

/** Files of sources, wherever they are. */
export interface GroundSources {
  read(source: Source, path: RepoPath): Promise<RemoteRead | SourceRead>;
}

/** A checkout, as what a run can stand on: its work tree, or its branches. */
export interface Ground {
  workTree(): { readonly tree: WorkTree; readonly history: History };
  /** The branch that is checked out; undefined when none is, or one of a name that is not safe everywhere. */
  branch(): Promise<BranchName | undefined>;
  store(branch: BranchName): Promise<BranchStore>;
  /** @param tree - what this repository's own sources are read from; default: the work tree */
  sources(tree?: SourcesOptions['tree']): GroundSources;
  readonly pace: { elapsed(): number; sleep(ms: number): Promise<void>; random(): number };
}

export function openGround(root: string, { push, token, remote: remoteOptions, ...options }: GroundOptions): Ground {
  const remote = remoteOptions === undefined ? undefined : createLazyRemote(remoteOptions);

  function sources(tree?: SourcesOptions['tree']): GroundSources {
    const here = createSources({ ...options, root, ...(tree === undefined ? {} : { tree }) });
    return remote === undefined ? here : withRemote(here, remote.over(tree ?? openWorkTree(root)));
  }

  return {
    workTree: () => ({ tree: openWorkTree(root), history: openHistory(root) }),
    branch: async () => (await describeRepository(root)).branch,
    store: (branch) => openBranchStore(root, { branch, push, now: () => new Date(), ...(token === undefined ? {} : { token }) }),
    sources,
    pace: { elapsed: () => performance.now(), sleep: (ms) => sleep(ms), random: Math.random },
  };
}
