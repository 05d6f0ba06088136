import { layoutOf, planRebuilds } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import type { Outcome } from '../../outcome.ts';
import { remoteAccess } from '../../place/remote-access.ts';
import { renderPlan } from './render.ts';
import { reportsOf } from './read-reports.ts';
import type { planSpec } from './spec.ts';

export async function runPlan({ positionals, options }: Parsed<typeof planSpec>, context: Context): Promise<Outcome> {
  const { cwd, place, ports, clock, log } = context;
  const reports = await reportsOf(options, cwd);
  const only = positionals.length === 0 ? {} : { only: positionals };
  const inputs = { dir: place.dir, ...only, ...(reports && { reports }) };
  const { problems, ...plan } = await log.phase('Decide', () => planRebuilds(inputs, { ...ports, clock, ...contentsOf(context) }));
  return {
    report: plan,
    problems,
    changed: plan.images.some(({ decision }) => decision === 'rebuild'),
    render: (page) => renderPlan(plan, page),
  };
}

/** For a plan: none where no registry may be asked. */
export function contentsOf({ env, log, place, ports }: Context): { readonly contents?: ReturnType<Context['ports']['registries']> } {
  return remoteAccess(env, layoutOf(place.dir).factory, false) === undefined ? {} : { contents: ports.registries(env, log) };
}
