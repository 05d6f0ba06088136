import type { BranchName, RepoSlug } from '@image-factory/core/enrollment';
import type { RepositoryDescription } from '@image-factory/store';
import type { History, Sources, Tree } from '@image-factory/use-cases';
import type { FoundFiles } from './place/find-dockerfiles.ts';

/** What commands reach of the world outside, all of it below one repository's root. */
export interface Ports {
  readonly tree: Tree;
  readonly history: History;
  /** What the checkout tells about itself. */
  repository(): Promise<RepositoryDescription>;
  /** The branch that the remote takes for its main one; undefined when it never said. */
  defaultBranch(): Promise<BranchName | undefined>;
  /** @param checkouts - work trees of other repositories, by slug */
  sources(checkouts: ReadonlyMap<RepoSlug, string>): Promise<Sources>;
  findDockerfiles(): Promise<FoundFiles>;
}

export type OpenPorts = (root: string) => Promise<Ports>;

/** The real ones: a work tree on this machine, and its git. */
export async function openPorts(root: string): Promise<Ports> {
  const [{ createSources, describeRepository, openHistory, openWorkTree }, { askDefaultBranch }, { findDockerfiles }] = await Promise.all([
    import('@image-factory/store'),
    import('./place/default-branch.ts'),
    import('./place/find-dockerfiles.ts'),
  ]);
  let description: Promise<RepositoryDescription> | undefined;
  const repository = (): Promise<RepositoryDescription> => (description ??= describeRepository(root));
  return {
    tree: openWorkTree(root),
    history: openHistory(root),
    repository,
    defaultBranch: () => askDefaultBranch(root),
    async sources(checkouts) {
      const { slug, host } = await repository();
      return createSources({ root, checkouts, ...(slug === undefined ? {} : { here: slug }), ...(host === undefined ? {} : { host }) });
    },
    findDockerfiles: async () => findDockerfiles(root),
  };
}
