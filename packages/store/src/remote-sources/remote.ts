import type { BranchName, Host, Provider, RepoPath, RepoSlug } from '@image-factory/core/enrollment';
import type { ReadResult } from '../work-tree/read.ts';

/** A repository on a forge. */
export interface RemoteRepository {
  readonly provider: Provider;
  readonly host: Host;
  readonly slug: RepoSlug;
}

/** Why nothing could be read; never a statement about what is in the repository. */
export interface Unreachable {
  readonly kind: 'unreachable';
  /** `host`: it did not answer, or not as a forge does, whatever it was asked. `repository`: it answered, and refused this. */
  readonly concerns: 'host' | 'repository';
  /** A clause: `acme/app was not found on github.com`. Holds no credential. */
  readonly reason: string;
  /** What to do next, as sentences. */
  readonly hint: string;
}

/** The commit that a branch was at. */
export interface Pinned {
  readonly kind: 'commit';
  readonly commit: string;
  /** The forge's own number of the repository, which survives a new name and is never given to another. */
  readonly repositoryId?: string;
}

/** A way to read repositories of forges. */
export interface Remote {
  resolve(repository: RemoteRepository, branch: BranchName): Promise<Pinned | Unreachable>;
  /** @param limit - in bytes; a larger file is refused */
  read(repository: RemoteRepository, pinned: Pinned, path: RepoPath, limit: number): Promise<ReadResult | Unreachable>;
}

/**
 * A token that may read this one repository; undefined for one that everybody may read.
 *
 * @param options - `fresh`: the one given before was refused, and is not to be given again
 */
export type TokenFor = (host: Host, slug: RepoSlug, options?: { readonly fresh?: boolean }) => Promise<string | undefined>;

/** The same for every spelling of one repository, and for no two repositories (P7): forges do not tell upper from lower case. */
export function identityOf({ host, slug }: RemoteRepository, repositoryId?: string): readonly string[] {
  return [host, repositoryId === undefined ? 'name' : 'id', repositoryId ?? slug.toLowerCase()];
}
