import type { OpenedPlace, PinForge, PinPlace } from '@image-factory/use-cases';
import type { Context } from '../../context.ts';
import { gitLabApiOf, gitLabTokenIn, openGitLabProposals } from '../../place/gitlab-proposals.ts';
import type { Home } from '../../place/open-forge.ts';

/** The forge that the factory is on, with the tokens in the environment. */
export async function openPlaces(factory: Home, { env, place: { root } }: Pick<Context, 'env' | 'place'>): Promise<PinForge> {
  const gitLab = gitLabApiOf(factory.host, env);
  if (gitLab !== undefined) return { open: async (place) => openOnGitLab(place, factory, gitLab, root, env) };
  const { openPullRequestPlaces } = await import('@image-factory/forge'); // a dry run needs none of it
  const [own, others, apiUrl] = [env['GITHUB_TOKEN'] ?? env['GH_TOKEN'], env['IMAGE_FACTORY_PULL_REQUEST_TOKEN'], env['GITHUB_API_URL']];
  return openPullRequestPlaces({
    factory,
    tokens: { ...(isGiven(own) ? { own } : {}), ...(isGiven(others) ? { others } : {}) },
    ...(isGiven(apiUrl) ? { apiUrl } : {}),
  });
}

/** Merge requests are made from a clone, so only the project that is checked out here has them. */
async function openOnGitLab(
  { repo, branch }: PinPlace,
  { repo: project }: Home,
  apiUrl: string,
  root: string,
  env: Context['env'],
): Promise<OpenedPlace> {
  if (repo !== undefined)
    return { kind: 'refused', why: 'merge requests are opened in the project of the factory alone', hint: 'Move its pins by hand.' };
  const token = gitLabTokenIn(env);
  if (token === undefined)
    return { kind: 'refused', why: 'there is no token for it', hint: 'Set GITLAB_TOKEN to a project access token with the scope `api`.' };
  const where = { project, apiUrl, token };
  return {
    kind: 'open',
    head: async () => (await openGitLabProposals(root, where, branch, branch)).open(),
    proposals: (proposed) => openGitLabProposals(root, where, branch, proposed),
  };
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
