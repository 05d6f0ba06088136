import {
  parseRegistry,
  parseRepositoryIn,
  parseRepoSlug,
  type BranchName,
  type Host,
  type ImageName,
  type Provider,
  type RepoPath,
  type RepoSlug,
  type WorkflowFile,
} from '@image-factory/core/enrollment';
import { proposeNames } from './init-names.ts';
import { workflowFor, type WorkflowText } from './init-workflow.ts';

/** An entry that nobody has read yet. */
export interface Proposal {
  readonly name: ImageName;
  readonly registry: string;
  readonly repository: string;
  readonly provider: Provider;
  /** Where the repository is not on the provider's own host. */
  readonly host?: Host;
  readonly branch: BranchName;
  readonly dockerfile: RepoPath;
  /** The one workflow that names the Dockerfile. */
  readonly workflow?: WorkflowFile;
}

/** What the checkout tells about the repository, as far as it does. */
export interface Checkout {
  readonly slug?: RepoSlug;
  readonly host?: Host;
  readonly branch: BranchName;
  /** Name of the root folder, where no remote tells one. */
  readonly folder: string;
}

/** Stands for the owner where no remote tells one. */
export const placeholderOwner = 'your-organization';

/**
 * An entry for each Dockerfile, in their order.
 *
 * @param taken - names that are enrolled already
 */
export function proposeImages(
  dockerfiles: readonly RepoPath[],
  checkout: Checkout,
  workflows: readonly WorkflowText[],
  taken: ReadonlySet<string>,
): Proposal[] {
  const names = proposeNames(dockerfiles, checkout.slug?.split('/').at(-1) ?? checkout.folder, taken);
  const forge = forgeOf(checkout);
  return [...names].map(([dockerfile, name]) => {
    const workflow = forge.provider === 'github' ? workflowFor(dockerfile, workflows) : undefined;
    return {
      name,
      ...imageOf(name, checkout, forge.provider),
      ...forge,
      branch: checkout.branch,
      dockerfile,
      ...(workflow === undefined ? {} : { workflow }),
    };
  });
}

const ownHosts: Readonly<Record<Provider, string>> = { github: 'github.com', gitlab: 'gitlab.com' };

/** Only a guess: by the name of the host, or because GitHub has no such names. */
export function forgeOf({ host, slug }: Pick<Checkout, 'host' | 'slug'>): { readonly provider: Provider; readonly host?: Host } {
  const gitlab = host?.includes('gitlab') === true || (slug !== undefined && !parseRepoSlug(slug, 'github').ok);
  const provider = gitlab ? 'gitlab' : 'github';
  return { provider, ...(host === undefined || host === ownHosts[provider] ? {} : { host }) };
}

/** GitHub's registry has images by owner, GitLab's by project. */
function imageOf(
  name: ImageName,
  { slug, host }: Checkout,
  provider: Provider,
): { readonly registry: string; readonly repository: string } {
  const path = slug?.toLowerCase() ?? placeholderOwner;
  const registry = provider === 'gitlab' ? `registry.${host ?? ownHosts.gitlab}` : 'ghcr.io';
  const repository = `${provider === 'gitlab' ? path : path.split('/')[0]}/${name}`;
  const usable = parseRegistry(registry).ok && parseRepositoryIn(registry, repository)?.ok === true;
  // Names on forges may have characters that paths in registries do not have.
  return usable ? { registry, repository } : { registry: 'ghcr.io', repository: `${placeholderOwner}/${name}` };
}
