import type { Host, RepoPath, RepoSlug, Source } from '@image-factory/core/enrollment';
import { describeOrigin, type Origin } from './git/describe-repository.ts';
import type { ReadResult } from './work-tree/read.ts';
import { openWorkTree, type WorkTree } from './work-tree/work-tree.ts';

export interface SourcesOptions {
  /** The work tree of this repository. */
  readonly root: string;
  /** What this repository's own sources are read from instead of the work tree, such as a commit. */
  readonly tree?: Pick<WorkTree, 'read'>;
  /**
   * What this repository is called: a source that names it so is read from `root`. Asked once, when the first source names
   * a repository. Default: what the remote `origin` of `root` tells.
   */
  readonly origin?: () => Promise<Origin>;
  /** Work trees of other repositories, by slug; whatever is checked out there is read. */
  readonly checkouts: ReadonlyMap<RepoSlug, string>;
}

/** The file, or the repository of which there is no checkout. */
export type SourceRead = ReadResult | { readonly kind: 'elsewhere'; readonly repo: string };

export interface Sources {
  read(source: Source, path: RepoPath): Promise<SourceRead>;
}

/** The largest Dockerfile that is read, in bytes. */
const limit = 1024 * 1024;

/** Reads the sources of images from work trees on this machine. */
export function createSources({
  root,
  origin = () => describeOrigin(root),
  checkouts,
  tree: own = openWorkTree(root),
}: SourcesOptions): Sources {
  let asked: Promise<Origin> | undefined;
  const others = new Map<string, WorkTree>();
  for (const [slug, folder] of checkouts) others.set(normalise(slug), openWorkTree(folder));

  async function isHere(repo: RepoSlug, at: Host): Promise<boolean> {
    const { slug, host } = await (asked ??= origin());
    return slug !== undefined && normalise(repo) === normalise(slug) && (host === undefined || at === host);
  }

  return {
    async read({ repo, host: at }, path) {
      if (repo === undefined) return own.read(path, limit);
      // A checkout that was named wins: somebody said what to read.
      const other = others.get(normalise(repo));
      if (other !== undefined) return other.read(path, limit);
      return (await isHere(repo, at)) ? own.read(path, limit) : { kind: 'elsewhere', repo };
    },
  };
}

/** Forges do not tell upper from lower case in these names. */
function normalise(slug: RepoSlug): string {
  return slug.toLowerCase();
}
