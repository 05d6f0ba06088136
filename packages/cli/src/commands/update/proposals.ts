import type { BranchName, RepoSlug } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import type { Proposals } from '@image-factory/use-cases';
import type { Context } from '../../context.ts';
import { gitLabApiOf, gitLabTokenIn, openGitLabProposals } from '../../place/gitlab-proposals.ts';

export type OpenProposals = (base: BranchName, branch: BranchName) => Promise<Proposals>;

/**
 * The pull requests of the repository that `origin` names: on GitHub with the token in GITHUB_TOKEN, on GitLab the merge
 * requests with the one in GITLAB_TOKEN.
 */
export async function proposalsIn({
  env,
  ports,
  place,
}: Pick<Context, 'env' | 'ports' | 'place'>): Promise<Result<OpenProposals, Problem[]>> {
  const { slug, host } = await ports.repository();
  const gitLab = host === undefined ? undefined : gitLabApiOf(host, env);
  if (slug !== undefined && gitLab !== undefined) {
    const token = gitLabTokenIn(env);
    if (token === undefined) return fail([noToken('merge request', slug, 'GITLAB_TOKEN', 'a project access token with the scope `api`')]);
    return ok((base, branch) => openGitLabProposals(place.root, { project: slug, apiUrl: gitLab, token }, base, branch));
  }
  const [token = '', apiUrl = ''] = [env['GITHUB_TOKEN'], env['GITHUB_API_URL']];
  if (slug === undefined || (host !== 'github.com' && apiUrl === '')) return fail([onNeither(slug, host)]);
  if (token === '') return fail([noToken('pull request', slug, 'GITHUB_TOKEN', 'one that may write contents and pull requests there')]);
  const where = { repository: slug, token, ...(apiUrl === '' ? {} : { apiUrl }) };
  return ok(async (base, branch) => {
    const { openStandingPullRequest } = await import('@image-factory/forge'); // most runs need none of it
    return openStandingPullRequest({ ...where, base, branch });
  });
}

function onNeither(slug: RepoSlug | undefined, host: string | undefined): Problem {
  const where = slug === undefined ? 'there is no remote `origin` that names one' : `\`origin\` is ${host}/${slug}`;
  return error('commit/unsupported-mode', `Pull requests are opened in repositories on GitHub or GitLab, and ${where}.`, {
    hint: 'For GitHub Enterprise Server, set GITHUB_API_URL. For a GitLab of your own, set CI_SERVER_HOST to its host, as its jobs do.',
  });
}

function noToken(what: string, slug: RepoSlug, name: string, kind: string): Problem {
  return error('inputs/missing', `A ${what} in ${slug} needs a token.`, { hint: `Set ${name} to ${kind}.` });
}
