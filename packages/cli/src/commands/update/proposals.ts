import type { BranchName, RepoSlug } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';

import type { Proposals } from '@image-factory/use-cases';
import type { Context } from '../../context.ts';

export type OpenProposals = (base: BranchName, branch: BranchName) => Promise<Proposals>;

/** The pull requests of the repository that `origin` names, with the token in GITHUB_TOKEN. */
export async function proposalsIn({ env, ports }: Pick<Context, 'env' | 'ports'>): Promise<Result<OpenProposals, Problem[]>> {
  const [token = '', apiUrl = ''] = [env['GITHUB_TOKEN'], env['GITHUB_API_URL']];
  const { slug, host } = await ports.repository();
  if (slug === undefined || (host !== 'github.com' && apiUrl === '')) return fail([notOnGitHub(slug, host)]);
  if (token === '') return fail([noToken(slug)]);
  const where = { repository: slug, token, ...(apiUrl === '' ? {} : { apiUrl }) };
  return ok(async (base, branch) => {
    const { openStandingPullRequest } = await import('@image-factory/forge'); // most runs need none of it
    return openStandingPullRequest({ ...where, base, branch });
  });
}

function notOnGitHub(slug: RepoSlug | undefined, host: string | undefined): Problem {
  const where = slug === undefined ? 'there is no remote `origin` that names one' : `\`origin\` is ${host}/${slug}`;
  return error('commit/unsupported-mode', `Pull requests are opened in repositories on GitHub, and ${where}.`, {
    hint: 'On GitLab, let state live on an unprotected branch (`commit.stateBranch` in factory.yaml). For GitHub Enterprise Server, set GITHUB_API_URL.',
  });
}

function noToken(slug: RepoSlug): Problem {
  return error('inputs/missing', `A pull request in ${slug} needs a token.`, {
    hint: 'Set GITHUB_TOKEN to one that may write contents and pull requests there.',
  });
}
