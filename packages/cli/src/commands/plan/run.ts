import { planRebuilds } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import type { Outcome } from '../../outcome.ts';
import { renderPlan } from './render.ts';
import type { planSpec } from './spec.ts';

export async function runPlan({ positionals }: Parsed<typeof planSpec>, { place, ports, clock, log }: Context): Promise<Outcome> {
  const only = positionals.length === 0 ? {} : { only: positionals };
  const { problems, ...plan } = await log.phase('Decide', () => planRebuilds({ dir: place.dir, ...only }, { ...ports, clock }));
  return {
    report: plan,
    problems,
    changed: plan.images.some(({ decision }) => decision === 'rebuild'),
    render: (page) => renderPlan(plan, page),
  };
}
