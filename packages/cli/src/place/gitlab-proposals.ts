import type { BranchName, RepoSlug } from '@image-factory/core/enrollment';
import type { Proposals } from '@image-factory/use-cases';
import type { Env } from '../terminal/stream.ts';

/** A project on GitLab, and the token for its merge requests and its branches. */
export interface GitLabPlace {
  readonly project: RepoSlug;
  readonly apiUrl: string;
  readonly token: { readonly kind: 'private' | 'job'; readonly value: string };
}

/**
 * Where the API of a GitLab is, when a host is one: gitlab.com, or the server that the environment of a job names.
 *
 * @returns undefined for other hosts, and for an API behind an address that a token is not sent to
 */
export function gitLabApiOf(host: string, env: Env): string | undefined {
  const own = [env['CI_SERVER_FQDN'], env['CI_SERVER_HOST']].includes(host);
  if (!own) return host === 'gitlab.com' ? 'https://gitlab.com/api/v4' : undefined;
  const given = env['CI_API_V4_URL'];
  const url = URL.parse(given === undefined || given === '' ? `https://${host}/api/v4` : given);
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return undefined;
  const isHere = url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || isHere ? url.href.replace(/\/$/, '') : undefined;
}

/** The token for merge requests: one that somebody made, else that of the job. */
export function gitLabTokenIn(env: Env): GitLabPlace['token'] | undefined {
  const [own = '', job = ''] = [env['GITLAB_TOKEN'], env['CI_JOB_TOKEN']];
  if (own !== '') return { kind: 'private', value: own };
  return job === '' ? undefined : { kind: 'job', value: job };
}

/** The one merge request from `branch` to `base`. Branches are read and pushed by git, over https with the same token. */
export async function openGitLabProposals(
  root: string,
  { project, apiUrl, token }: GitLabPlace,
  base: BranchName,
  branch: BranchName,
): Promise<Proposals> {
  const { commitsSince, openBranchStore, openCommit } = await import('@image-factory/store');
  const { openStandingMergeRequest } = await import('@image-factory/forge'); // most runs need none of it
  const remote = { push: true, token: token.value, now: () => new Date() };
  const stores = {
    base: await openBranchStore(root, { ...remote, branch: base }),
    branch: await openBranchStore(root, { ...remote, branch }),
  };
  const git = {
    ...stores,
    since: (from: string, head: string) => commitsSince(root, from, head),
    at: (commit: string) => openCommit(root, commit),
  };
  return openStandingMergeRequest({ project, apiUrl, token, base, branch, git });
}
