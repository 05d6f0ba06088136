import type { BranchName, Host, Provider, RepoPath, RepoSlug } from '@image-factory/core/enrollment';

/** A repository on a forge. */
export interface RemoteRepository {
  readonly provider: Provider;
  readonly host: Host;
  readonly slug: RepoSlug;
}

/** Why nothing could be read; never a statement about what is in the repository. */
export interface Unreachable {
  readonly kind: 'unreachable';
  /** `host`: it did not answer, or not as a forge does. `repository`: it answered, and refused this. */
  readonly concerns: 'host' | 'repository';
  /** A clause: `acme/app was not found on github.com`. Holds no credential. */
  readonly reason: string;
  /** What to do next, as sentences. */
  readonly hint: string;
}

/** The commit that a branch was at. */
interface Pinned {
  readonly kind: 'commit';
  readonly commit: string;
  /** The forge's own number of the repository. */
  readonly repositoryId?: string;
}

/** What stands at a path of a commit. */
export type SourceFile =
  | { readonly kind: 'file'; readonly text: string; readonly bytes: number; readonly hash: string }
  | { readonly kind: 'missing' }
  /** `reason` is a clause: `it is a folder`. */
  | { readonly kind: 'refused'; readonly code: 'symlink' | 'directory' | 'special' | 'too-large' | 'not-utf8'; readonly reason: string };

/** Reads repositories by the API of their forge. */
export interface ForgeRemote {
  resolve(repository: RemoteRepository, branch: BranchName): Promise<Pinned | Unreachable>;
  /** @param limit - in bytes; a larger file is refused */
  read(repository: RemoteRepository, pinned: Pinned, path: RepoPath, limit: number): Promise<SourceFile | Unreachable>;
}

/**
 * A token that may read this one repository; undefined for one that everybody may read.
 *
 * @param options - `fresh`: the one given before was refused, and is not to be given again
 */
export type TokenFor = (host: Host, slug: RepoSlug, options?: { readonly fresh?: boolean }) => Promise<string | undefined>;
