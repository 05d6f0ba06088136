import type { EnrolledImage, Host, RepoSlug } from '@image-factory/core/enrollment';

/**
 * What the factory needs to start builds of an image (SPEC section 16, Consent):
 *
 * - `none`: the image is only watched;
 * - `own`: its source is this repository, so the token of the workflow run is enough;
 * - `app`: another repository of the same owner, which a GitHub App has to be installed in;
 * - `app-and-consent`: a repository of another owner, which has to agree in a file of its own, too;
 * - `gitlab`: a pipeline trigger token of the GitLab project.
 */
export type Credential = 'none' | 'own' | 'app' | 'app-and-consent' | 'gitlab';

/** The repository that the factory is in, as far as that is known. */
export interface Home {
  readonly slug?: RepoSlug;
  readonly host?: Host;
}

export function credentialFor(image: EnrolledImage, { slug, host }: Home): Credential {
  if (image.kind === 'external') return 'none';
  const { source } = image;
  if (source.provider === 'gitlab') return 'gitlab';
  if (source.repo === undefined) return 'own';
  const sameHost = host === undefined || host === source.host;
  if (sameHost && slug !== undefined && sameName(source.repo, slug)) return 'own';
  return sameHost && slug !== undefined && sameName(ownerOf(source.repo), ownerOf(slug)) ? 'app' : 'app-and-consent';
}

function ownerOf(slug: RepoSlug): string {
  return slug.slice(0, slug.indexOf('/'));
}

/** Forges do not tell upper from lower case in these names. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
