import type { BranchName, Host, ManagedImage, RepoPath, RepoSlug } from '@image-factory/core/enrollment';
import { formatReference, type ImageReference } from '@image-factory/core/reference';
import type { PinPlace } from './ports.ts';

/** The repository that the factory is in, and the branch that its own pins are on. */
export interface PinHome {
  readonly branch: BranchName;
  readonly repo?: RepoSlug;
  readonly host?: Host;
}

/** Where the sources of an image are. One that names the factory's own repository is there. */
export function placeOf({ source }: Pick<ManagedImage, 'source'>, home: PinHome): PinPlace {
  const { provider, host, repo, branch } = source;
  const isHome = repo === undefined || (repo.toLowerCase() === home.repo?.toLowerCase() && (home.host === undefined || home.host === host));
  return isHome ? { provider, host, branch: home.branch } : { provider, host, repo, branch };
}

/** The same text for the same place. */
export function placeId({ host, repo, branch }: PinPlace): string {
  return repo === undefined ? '' : `${host}/${repo.toLowerCase()} ${branch}`;
}

/** For people: `acme/app`, or nothing for the factory's own repository. */
export function repositoryOf({ repo }: PinPlace, home: PinHome): string {
  return repo ?? home.repo ?? '';
}

/** Names a file in a place. */
export function fileId(place: PinPlace, path: RepoPath): string {
  return `${placeId(place)} ${path}`;
}

/** Names what is one pull request: a base in a place. */
export function groupId(place: PinPlace, base: ImageReference): string {
  return `${placeId(place)} ${formatReference(base)}`;
}

/**
 * The branch of a place as part of the name of what is proposed for it: only in a repository where pins are on several
 * branches, and then for all but the usual one.
 */
export function intoBranch(place: PinPlace, places: readonly PinPlace[]): BranchName | undefined {
  const branches = new Set(places.filter(({ host, repo }) => host === place.host && repo === place.repo).map(({ branch }) => branch));
  return branches.size > 1 && !/^(?:main|master)$/.test(place.branch) ? place.branch : undefined;
}
