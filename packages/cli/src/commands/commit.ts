import type { RepoSlug } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { commitTarget, type History, type Sources, type Tree } from '@image-factory/use-cases';
import type { Context } from '../context.ts';

export interface CommitOptions {
  readonly commit: boolean;
  readonly 'no-push': boolean;
}

/** Where a command reads and writes: the work tree, or a branch that it makes a commit on. */
export interface Target {
  readonly tree: Tree;
  readonly history: History;
  sources(checkouts: ReadonlyMap<RepoSlug, string>): Sources;
  /** The commit that was made, once it was. */
  landed(): string | undefined;
  readonly pushes: boolean;
}

/** Opens what the options name. */
export async function openTarget(options: CommitOptions, { place, ports, env }: Context): Promise<Result<Target, Problem[]>> {
  const push = !options['no-push'];
  if (!options.commit) {
    const orphan = error('inputs/missing', '--no-push needs --commit.');
    return push ? ok({ ...ports, landed: () => undefined, pushes: false }) : fail([orphan]);
  }
  const { branch: name } = await ports.repository();
  if (name === undefined) return fail([noBranch('No branch is checked out here')]);
  const token = tokenIn(env);
  const branch = await ports.branch(name, { push, ...(token === undefined ? {} : { token }) });
  if (branch === undefined) return fail([noBranch(`The branch ${name} has no commit yet`)]);
  const target = await commitTarget(place.dir, branch);
  if (!target.ok) return target;
  return ok({
    ...target.value,
    sources: (checkouts) => ports.sources(checkouts, branch),
    landed: () => branch.landed.at(-1),
    pushes: push,
  });
}

/** The token of the job, for the remote of its repository. */
export function tokenIn(env: Context['env']): string | undefined {
  return [env['GITHUB_TOKEN'], env['GITLAB_TOKEN']].find((token) => token !== undefined && token !== '');
}

function noBranch(what: string): Problem {
  return error('inputs/invalid', `--commit: ${what}.`, { hint: 'Check out the branch that holds the state.' });
}
