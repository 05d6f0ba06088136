import type { BranchName, RepoSlug } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import type { RemotePlace, RepositoryDescription } from '@image-factory/store';
import type { Context } from '../../context.ts';
import { tokenIn } from '../commit.ts';
import { checkRepository, sameText, type Claims } from './claims.ts';

/** The repository that holds the state, for as long as a run lasts. */
export interface OpenState extends AsyncDisposable {
  /** With ports that stand on that repository. */
  readonly context: Context;
  readonly repository: RepositoryDescription;
  readonly checkouts: ReadonlyMap<RepoSlug, string>;
  /** The branch to commit to, when it was named. */
  readonly branch?: BranchName;
  readonly isElsewhere: boolean;
}

export interface StateOptions {
  readonly commit: boolean;
  readonly 'no-push': boolean;
}

type Checkouts = ReadonlyMap<RepoSlug, string>;

/**
 * Opens what `--git-repo` names: this checkout; an empty folder, which becomes one; or, with `--commit`, a copy in a
 * temporary folder. Then nothing of the folder here is written, and a checkout here is one of a source repository.
 */
export async function openState(
  { gitRepo, gitBranch }: Claims,
  { commit, 'no-push': noPush }: StateOptions,
  checkouts: Checkouts,
  context: Context,
): Promise<Result<OpenState, readonly Problem[]>> {
  const { ports, env } = context;
  if (commit && gitRepo !== undefined && gitBranch !== undefined) await ports.clone(gitRepo, gitBranch, tokenIn(env));
  const here = gitRepo === undefined && gitBranch === undefined ? {} : await ports.repository();
  if (gitRepo !== undefined && commit && !isSame(gitRepo, here) && !(noPush && here.slug === undefined)) {
    if (noPush) return fail([error('inputs/disagreement', '--no-push would leave nothing: --git-repo is not checked out here.')]);
    if (gitBranch === undefined) return fail([error('inputs/missing', '--git-repo is not checked out here: it needs --git-branch.')]);
    return ok(await openCopy(gitRepo, gitBranch, here, checkouts, context));
  }
  const disagreements = checkRepository(
    { ...(gitRepo === undefined ? {} : { gitRepo }), ...(gitBranch === undefined || commit ? {} : { gitBranch }) },
    here,
  );
  if (disagreements.length > 0) return fail(disagreements);
  const branch = commit && gitBranch !== undefined ? { branch: gitBranch } : {};
  const repository = gitRepo === undefined && gitBranch === undefined ? await ports.repository() : here;
  return ok({ context, repository, checkouts, ...branch, isElsewhere: false, [Symbol.asyncDispose]: async () => {} });
}

function isSame({ host, slug }: RemotePlace, here: RepositoryDescription): boolean {
  return here.slug !== undefined && sameText(slug, here.slug) && (here.host === undefined || host === here.host);
}

async function openCopy(
  from: RemotePlace,
  branch: BranchName,
  here: RepositoryDescription,
  checkouts: Checkouts,
  context: Context,
): Promise<OpenState> {
  const { ports, env, place } = context;
  const copy = await ports.elsewhere(from, branch, tokenIn(env));
  return {
    context: { ...context, ports: { ...ports, ground: (options) => copy.ground(options) } },
    repository: from,
    checkouts: here.slug === undefined || checkouts.has(here.slug) ? checkouts : new Map([...checkouts, [here.slug, place.root]]),
    branch,
    isElsewhere: true,
    [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose](),
  };
}
