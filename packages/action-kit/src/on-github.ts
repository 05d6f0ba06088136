import { parseHost, parseRepoSlug, type BranchName, type Host, type RepoSlug } from '@image-factory/core/enrollment';
import type { SecretText } from './inputs/secret.ts';
import { UserError } from './run/user-error.ts';

interface Access {
  readonly repository: RepoSlug;
  readonly token: string;
  readonly apiUrl?: string;
}

/** What writes through the API of GitHub; it is loaded when something is written that way. */
export interface GitHubWriting<Store, Proposals> {
  createGitHubStores(access: Access): (branch: BranchName) => Store;
  openStandingPullRequest(where: Access & { readonly base: BranchName; readonly branch: BranchName }): Proposals;
}

/** The inputs that say how to commit, as `commitInputs` reads them. */
interface CommitBy {
  readonly commit: boolean;
  readonly push: boolean;
  readonly commitBy: 'git' | 'api';
  readonly githubToken?: SecretText | undefined;
}

interface Runner<Store, Proposals> {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the checkout calls `origin`. */
  readonly origin: () => Promise<{ readonly slug?: RepoSlug; readonly host?: Host }>;
  readonly load: () => Promise<GitHubWriting<Store, Proposals>>;
}

/**
 * The parts of a run's ground that the API of GitHub takes over: its branches, with `commit-by: api`, and its pull request.
 *
 * @throws UserError when the inputs contradict each other
 */
export function onGitHub<Store, Proposals>(
  { commit, push, commitBy, githubToken }: CommitBy,
  { env, origin, load }: Runner<Store, Proposals>,
): {
  readonly store?: (branch: BranchName) => Promise<Store>;
  readonly proposals: (base: BranchName, branch: BranchName) => Promise<Proposals>;
} {
  if (commit && !push && commitBy === 'api')
    throw new UserError('`commit-by: api` commits on GitHub, and `push: false` says not to.', { hint: 'Leave one of them out.' });
  let stores: Promise<(branch: BranchName) => Store> | undefined;

  async function access(): Promise<Access> {
    if (githubToken === undefined)
      throw new UserError('Nothing is written through the API of GitHub without a token.', { hint: 'Set `github-token`.' });
    const apiUrl = env['GITHUB_API_URL'];
    return { repository: repositoryOf(env, await origin()), token: githubToken.reveal(), ...(apiUrl === undefined ? {} : { apiUrl }) };
  }

  async function openStores(): Promise<(branch: BranchName) => Store> {
    const [{ createGitHubStores }, how] = await Promise.all([load(), access()]);
    return createGitHubStores(how);
  }

  return {
    ...(commitBy === 'git' ? {} : { store: async (branch: BranchName) => (await (stores ??= openStores()))(branch) }),
    async proposals(base, branch) {
      const [{ openStandingPullRequest }, how] = await Promise.all([load(), access()]);
      return openStandingPullRequest({ ...how, base, branch });
    },
  };
}

/** The repository that is checked out; where its remote does not tell, the one that the workflow is in. */
function repositoryOf(
  env: Runner<unknown, unknown>['env'],
  { slug, host }: Awaited<ReturnType<Runner<unknown, unknown>['origin']>>,
): RepoSlug {
  const server = parseHost(URL.parse(env['GITHUB_SERVER_URL'] ?? '')?.host ?? 'github.com');
  if (slug !== undefined && server.ok && host !== server.value)
    throw new UserError(`The checkout is of ${host}/${slug}, which the API of ${server.value} can not write to.`, {
      hint: 'Use `commit-by: git` there.',
    });
  const own = parseRepoSlug(env['GITHUB_REPOSITORY'] ?? '', 'github');
  const repository = slug ?? (own.ok ? own.value : undefined);
  if (repository === undefined)
    throw new UserError('It is not known which repository of GitHub is checked out.', {
      hint: 'Check it out by https, so that `origin` names it.',
    });
  return repository;
}
