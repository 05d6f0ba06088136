import type { BranchName, RepoSlug } from '@image-factory/core/enrollment';
import type { BranchTree, RemotePlace, RepositoryDescription, WorkTree } from '@image-factory/store';
import type { History, Sources, Tree } from '@image-factory/use-cases';
import { existsSync, readdirSync } from 'node:fs';
import type { FoundFiles } from './place/find-dockerfiles.ts';

/** What commands reach of the world outside, all of it below one repository's root. */
export interface Ports {
  readonly tree: Tree;
  readonly history: History;
  /** What the checkout tells about itself. */
  repository(): Promise<RepositoryDescription>;
  /** The branch that the remote takes for its main one; undefined when it never said. */
  defaultBranch(): Promise<BranchName | undefined>;
  /**
   * @param checkouts - work trees of other repositories, by slug
   * @param tree - what this repository's own sources are read from; default: the work tree
   */
  sources(checkouts: ReadonlyMap<RepoSlug, string>, tree?: Pick<WorkTree, 'read'>): Sources;
  /** The branch at its present commit, for a run that ends in a commit; undefined when there is no such branch. */
  branch(name: BranchName, options: { readonly push: boolean; readonly token?: string }): Promise<BranchTree | undefined>;
  /** Fetches a branch into the root, when that is an empty folder; otherwise it does nothing. */
  clone(from: RemotePlace, branch: BranchName, token: string | undefined): Promise<void>;
  findDockerfiles(): Promise<FoundFiles>;
}

export type OpenPorts = (root: string) => Promise<Ports>;

/** The real ones: a work tree on this machine, and its git. */
export async function openPorts(root: string): Promise<Ports> {
  const [
    { cloneBranch, createSources, describeRepository, openBranch, openHistory, openWorkTree },
    { askDefaultBranch },
    { findDockerfiles },
  ] = await Promise.all([import('@image-factory/store'), import('./place/default-branch.ts'), import('./place/find-dockerfiles.ts')]);
  let description: Promise<RepositoryDescription> | undefined;
  const repository = (): Promise<RepositoryDescription> => (description ??= describeRepository(root));
  return {
    tree: openWorkTree(root),
    history: openHistory(root),
    repository,
    defaultBranch: () => askDefaultBranch(root),
    branch: (name, options) => openBranch(root, name, { ...options, now: () => new Date() }),
    sources: (checkouts, tree) => createSources({ root, checkouts, origin: repository, ...(tree === undefined ? {} : { tree }) }),
    async clone(from, branch, token) {
      if (existsSync(root) && readdirSync(root).length === 0) await cloneBranch(from, branch, root, token === undefined ? {} : { token });
    },
    findDockerfiles: async () => findDockerfiles(root),
  };
}
