import type { FactoryConfig, Host, RepoSlug } from '../enrollment/index.ts';

/** A repository on a forge. */
interface Place {
  readonly host: Host;
  readonly repo: RepoSlug;
}

/**
 * Whether the operator lets images be built from a repository, as `factory.yaml` says (`allow`). The one who enrolls an image
 * in images.yaml can not widen it, and a consent file in the repository does not replace it: that is the other side's word.
 *
 * - The host is that of the factory, or one of `allow.hosts`.
 * - The owner is that of the factory's own repository, on the factory's own host: whoever has the same name elsewhere is somebody
 *   else. On GitLab it is the group that the factory is in, with all below it, and not the groups above.
 * - Or the owner is one of `allow.owners`, on any of these hosts. `acme` stands for all that is below it, `acme/team` for all that is
 *   below that; a part of a name stands for nothing.
 *
 * Names are the same in upper and lower case. Without `repository` in factory.yaml only the listed owners are allowed. For an
 * image whose source is this repository there is nothing to ask.
 */
export function isAllowedOwner({ host, repo }: Place, config: Pick<FactoryConfig, 'host' | 'repository' | 'allow'>): boolean {
  const { owners, hosts } = config.allow;
  if (host !== config.host && !hosts.includes(host)) return false;
  if (owners.some((owner) => isBelow(repo, owner))) return true;
  return host === config.host && config.repository !== undefined && isBelow(repo, ownerOf(config.repository));
}

function isBelow(repo: RepoSlug, owner: string): boolean {
  return repo.toLowerCase().startsWith(`${owner.toLowerCase()}/`);
}

function ownerOf(repo: RepoSlug): string {
  return repo.slice(0, repo.lastIndexOf('/'));
}
