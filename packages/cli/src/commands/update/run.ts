import { update } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { parseCheckouts } from '../checkouts.ts';
import { openTarget } from '../commit.ts';
import { runOutcome } from '../run-outcome.ts';
import type { updateSpec } from './spec.ts';

export async function runUpdate({ options }: Parsed<typeof updateSpec>, context: Context): Promise<Outcome> {
  const { cwd, place, clock, log } = context;
  const { image, 'dry-run': dryRun, checkout } = options;
  const checkouts = parseCheckouts(checkout, cwd);
  if (checkouts.problems.length > 0) return refused(checkouts.problems);
  const target = await openTarget(options, context);
  if (!target.ok) return refused(target.error);
  const { tree, history } = target.value;
  const sources = target.value.sources(checkouts.value);
  const report = await update(
    { dir: place.dir, dryRun, ...(image === undefined ? {} : { image }) },
    { tree, history, sources, clock, log },
  );
  return runOutcome(report, place.dir, target.value);
}
