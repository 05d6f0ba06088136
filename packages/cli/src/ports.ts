import type { BranchName } from '@image-factory/core/enrollment';
import type { GroundOptions, RemotePlace, RepositoryDescription } from '@image-factory/store';
import type { Ground, History, OpenRegistries, Registries, Tree } from '@image-factory/use-cases';
import { existsSync, readdirSync } from 'node:fs';
import type { Elsewhere } from './place/elsewhere.ts';
import type { FoundFiles } from './place/find-dockerfiles.ts';
import type { Env } from './terminal/stream.ts';

/** What commands reach of the world outside, all of it below one repository's root. */
export interface Ports {
  readonly tree: Tree;
  readonly history: History;
  /** What the checkout tells about itself. */
  repository(): Promise<RepositoryDescription>;
  /** The branch that the remote takes for its main one; undefined when it never said. */
  defaultBranch(): Promise<BranchName | undefined>;
  /** What a run stands on: the work tree, or branches that it commits to. */
  ground(options: Omit<GroundOptions, 'origin'>): Ground;
  /** Fetches a branch into the root, when that is an empty folder; otherwise it does nothing. */
  clone(from: RemotePlace, branch: BranchName, token: string | undefined): Promise<void>;
  /** Fetches a branch of another repository, to work on it from here. */
  elsewhere(from: RemotePlace, branch: BranchName, token: string | undefined): Promise<Elsewhere>;
  findDockerfiles(): Promise<FoundFiles>;
  /** What reaches the registries; in one run each thing is asked once. */
  registries(env: Env, log: { debug(text: string): void }): OpenRegistries<Registries>;
}

export type OpenPorts = (root: string) => Promise<Ports>;

/** The real ones: a work tree on this machine, and its git. */
export async function openPorts(root: string): Promise<Ports> {
  const [
    { cloneBranch, describeRepository, openGround, openHistory, openWorkTree },
    { askDefaultBranch },
    { findDockerfiles },
    { openRegistries },
  ] = await Promise.all([
    import('@image-factory/store'),
    import('./place/default-branch.ts'),
    import('./place/find-dockerfiles.ts'),
    import('./place/registries.ts'),
  ]);
  let description: Promise<RepositoryDescription> | undefined;
  const repository = (): Promise<RepositoryDescription> => (description ??= describeRepository(root));
  return {
    tree: openWorkTree(root),
    history: openHistory(root),
    repository,
    defaultBranch: () => askDefaultBranch(root),
    ground: (options) => openGround(root, { ...options, origin: repository }),
    async clone(from, branch, token) {
      if (existsSync(root) && readdirSync(root).length === 0) await cloneBranch(from, branch, root, token === undefined ? {} : { token });
    },
    elsewhere: async (from, branch, token) => (await import('./place/elsewhere.ts')).openElsewhere(from, branch, token),
    findDockerfiles: async () => findDockerfiles(root),
    registries: openRegistries,
  };
}
