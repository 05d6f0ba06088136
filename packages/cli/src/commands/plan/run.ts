import { planRebuilds } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import type { Outcome } from '../../outcome.ts';
import { contentsOf } from '../../place/contents.ts';
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
