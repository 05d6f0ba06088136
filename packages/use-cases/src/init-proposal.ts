import { parseRegistry, parseRepoPath, parseRepositoryIn, type BranchName, type Host, type ImageName, type Provider, type RepoPath, type RepoSlug, type WorkflowFile } from '@image-factory/core/enrollment';
import { notice, type Checked, type Problem } from '@image-factory/core/problem';
import { show } from '@image-factory/core/text';
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

/** What the checkout tells, as far as it does. */
export interface Surroundings {
  readonly slug?: RepoSlug;
  readonly host?: Host;
  readonly branch: BranchName;
  /** Name of the root folder, where no remote tells one. */
  readonly folder: string;
}

/** Stands for the owner where no remote tells one. */
export const placeholderOwner = 'your-organization';

/** An entry for each Dockerfile. Paths that images.yaml could not hold are left out and named. */
export function proposeImages(paths: readonly string[], around: Surroundings, workflows: readonly WorkflowText[]): Checked<readonly Proposal[]> {
  const problems: Problem[] = [];
  const dockerfiles: RepoPath[] = [];
  for (const path of paths) {
    const parsed = parseRepoPath(path);
    if (parsed.ok) dockerfiles.push(parsed.value);
    else problems.push(notice('init/left-out', `${parsed.error.message} No entry was proposed for it.`, { hint: 'Rename it, or add an entry by hand once it has another path.' }));
  }
  const names = proposeNames(dockerfiles, around.slug?.split('/').at(-1) ?? around.folder);
  const forge = forgeOf(around);
  const value = dockerfiles.flatMap((dockerfile): Proposal[] => {
    const name = names.get(dockerfile);
    if (name === undefined) return [];
    const workflow = forge.provider === 'github' ? workflowFor(dockerfile, workflows) : undefined;
    return [{ name, ...imageOf(name, around, forge.provider), ...forge, branch: around.branch, dockerfile, ...(workflow === undefined ? {} : { workflow }) }];
  });
  return { value, problems };
}

const ownHosts: Readonly<Record<Provider, string>> = { github: 'github.com', gitlab: 'gitlab.com' };

function forgeOf({ host, slug }: Surroundings): { readonly provider: Provider; readonly host?: Host } {
  const gitlab = host !== undefined && (host.includes('gitlab') || (slug?.split('/').length ?? 0) > 2);
  const provider = gitlab ? 'gitlab' : 'github';
  return { provider, ...(host === undefined || host === ownHosts[provider] ? {} : { host }) };
}

/** GitHub's registry has images by owner, GitLab's by project. */
function imageOf(name: ImageName, { slug, host }: Surroundings, provider: Provider): { readonly registry: string; readonly repository: string } {
  const path = slug?.toLowerCase() ?? placeholderOwner;
  const image = provider === 'gitlab' ? { registry: `registry.${host ?? ownHosts.gitlab}`, repository: `${path}/${name}` } : { registry: 'ghcr.io', repository: `${path.split('/')[0] ?? path}/${name}` };
  const usable = parseRegistry(image.registry).ok && parseRepositoryIn(image.registry, image.repository)?.ok === true;
  // Names of forges may have characters that paths of registries do not have.
  return usable ? image : { registry: 'ghcr.io', repository: `${placeholderOwner}/${name}` };
}

/** Parts of proposals that a person has to fill in. */
export function guessProblems(proposals: readonly Proposal[], file: string): Problem[] {
  const guessed = proposals.filter(({ repository }) => repository.startsWith(`${placeholderOwner}/`));
  if (guessed.length === 0) return [];
  return [notice('init/guessed', `No git remote tells who owns the images: \`repository\` begins with ${show(placeholderOwner)}.`, { source: { file }, hint: 'Put the owner that you publish under in its place.' })];
}
