import { parseWorkflowFile } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { dispatch, planRebuilds, refuseEmergency, wishesOf, type DispatchInputs } from '@image-factory/use-cases';
import { randomUUID } from 'node:crypto';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { homeIn, openForge, type Home } from '../../place/open-forge.ts';
import { contentsOf } from '../../place/contents.ts';
import { tokenIn } from '../commit.ts';
import { renderPlan } from '../plan/render.ts';
import { reportsOf } from '../plan/read-reports.ts';
import { renderDispatch } from './render.ts';
import type { dispatchSpec } from './spec.ts';

export async function runDispatch({ options, positionals }: Parsed<typeof dispatchSpec>, context: Context): Promise<Outcome> {
  const { cwd, place, ports, log, env } = context;
  // A workflow's run can be run again, so its number alone would be the same twice.
  const by = `${env['GITHUB_RUN_ID'] ?? 'cli'}-${randomUUID()}`;
  const actor = env['GITHUB_TRIGGERING_ACTOR'] ?? env['GITHUB_ACTOR'] ?? '';
  const [wishes, workflow] = [wishesOf({ ...options, images: positionals, by: actor }, by), parseWorkflowFile(options['build-workflow'])];
  if (!wishes.ok) return refused(wishes.error);
  if (!workflow.ok) return refused([error('inputs/invalid', `--build-workflow: ${workflow.error.message}`)]);
  const reports = await reportsOf(options, cwd);
  const decided = { wishes: wishes.value, ...(reports && { reports }) };
  if (options['dry-run']) return dryRun(decided, context);
  const where = await whereOf(context);
  if (!where.ok) return refused(where.error);
  const { branch, home } = where.value;
  const forge = await openForge(env, home);
  const refusal = options.emergency ? await refuseEmergency(place.dir, actor, forge.rights, ports) : undefined;
  if (refusal !== undefined) return refused([refusal]);
  const token = tokenIn(env);
  const ground = ports.ground({ checkouts: new Map(), push: true, ...(token === undefined ? {} : { token }) });
  const ownBuild = { kind: 'workflow', workflow: workflow.value } as const;
  const registries = ports.registries(env, log);
  const report = await dispatch(
    { dir: place.dir, branch, by, ownBuild, ...decided },
    { open: ground.store, pace: ground.pace, log, runs: forge.runs, clock: forge.clock, registries },
  );
  const { problems, ...rest } = report;
  return { report: rest, problems, changed: report.commits.length > 0, render: (page) => renderDispatch(rest, page) };
}

async function dryRun(decided: Pick<DispatchInputs, 'wishes' | 'reports'>, context: Context): Promise<Outcome> {
  const { place, ports, clock } = context;
  const names = [...(decided.wishes?.keys() ?? [])];
  const only = names.length === 0 ? {} : { only: names };
  const { problems, ...plan } = await planRebuilds({ dir: place.dir, ...decided, ...only }, { ...ports, clock, ...contentsOf(context) });
  return {
    report: { ...plan, dryRun: true },
    problems,
    changed: plan.images.some(({ decision }) => decision === 'rebuild'),
    render: (page) => `${renderPlan(plan, page)}\nDry run: no tag was looked up, and nothing was written or started.\n`,
  };
}

interface Where {
  readonly branch: DispatchInputs['branch'];
  /** The repository that the factory is in. */
  readonly home: Home;
}

async function whereOf({ ports, env }: Context): Promise<Result<Where, Problem[]>> {
  const { branch, slug, host } = await ports.repository();
  if (branch === undefined)
    return fail([
      error('state/no-branch', 'No branch is checked out, so nobody knows where state is.', {
        hint: 'Check out the branch that holds images.yaml.',
      }),
    ]);
  const home = homeIn(env);
  if (home !== undefined) return ok({ branch, home });
  if (slug === undefined || host === undefined)
    return fail([
      error('dispatch/no-target', 'Nothing says in which repository this factory is.', { hint: 'Let the remote `origin` name it.' }),
    ]);
  return ok({ branch, home: { repo: slug, host } });
}
