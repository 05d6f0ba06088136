import { update } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { parseCheckouts } from '../checkouts.ts';
import { runOutcome } from '../run-outcome.ts';
import type { updateSpec } from './spec.ts';

export async function runUpdate({ options }: Parsed<typeof updateSpec>, { cwd, place, ports, clock, log }: Context): Promise<Outcome> {
  const { image, 'dry-run': dryRun, checkout } = options;
  const checkouts = parseCheckouts(checkout, cwd);
  if (checkouts.problems.length > 0) return refused(checkouts.problems);
  const sources = await ports.sources(checkouts.value);
  const report = await update({ dir: place.dir, dryRun, ...(image === undefined ? {} : { image }) }, { ...ports, sources, clock, log });
  return runOutcome(report, place.dir);
}
