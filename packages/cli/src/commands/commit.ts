import type { RepoSlug } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { layoutOf, runOn, type CommittedRun, type Ground, type RunOnInputs, type RunPlace, type RunReport } from '@image-factory/use-cases';
import type { Context } from '../context.ts';
import { remoteAccess } from '../place/remote-access.ts';

export interface CommitOptions {
  readonly commit: boolean;
  readonly 'no-push': boolean;
  readonly offline?: boolean;
}

/** A run, and where its changes went. */
export interface Ran {
  readonly report: RunReport;
  /** The commit that was made; undefined when there was none to make. */
  readonly commit?: string;
  readonly pushes: boolean;
  readonly pullRequest?: NonNullable<CommittedRun['pullRequest']>;
}

/** Where a run ends: the branch, when it is not the one that is checked out; and whether in a pull request, and whose. */
export type Proposing = Pick<RunOnInputs, 'proposes' | 'branch'> & Pick<Ground, 'proposals'>;

/** Runs on the work tree, or on the branch that is checked out, as the options say. */
export async function runWhere(
  options: CommitOptions,
  checkouts: ReadonlyMap<RepoSlug, string>,
  { place, ports, env, log }: Context,
  work: (target: RunPlace) => Promise<RunReport>,
  { proposes = 'never', branch, ...proposing }: Proposing = {},
): Promise<Result<Ran, Problem[]>> {
  const push = !options['no-push'];
  if (!options.commit && !push) return fail([error('inputs/missing', '--no-push needs --commit.')]);
  const token = tokenIn(env);
  const remote = remoteAccess(env, layoutOf(place.dir).factory, options.offline ?? false);
  const ground = ports.ground({ checkouts, push, ...(token === undefined ? {} : { token }), ...(remote === undefined ? {} : { remote }) });
  const { tries: _tries, ...ran } = await runOn(
    { dir: place.dir, commit: options.commit, proposes, ...(branch === undefined ? {} : { branch }) },
    { ...ground, ...proposing, log },
    work,
  );
  return ok({ ...ran, pushes: push });
}

/** The token of the job, for the remote of its repository. */
export function tokenIn(env: Context['env']): string | undefined {
  return [env['GITHUB_TOKEN'], env['GITLAB_TOKEN']].find((token) => token !== undefined && token !== '');
}
