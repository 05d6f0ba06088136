import { synth } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { openTarget } from '../commit.ts';
import { runOutcome } from '../run-outcome.ts';
import type { synthSpec } from './spec.ts';

export async function runSynth({ options }: Parsed<typeof synthSpec>, context: Context): Promise<Outcome> {
  const { place, log } = context;
  const target = await openTarget(options, context);
  if (!target.ok) return refused(target.error);
  const { tree, history } = target.value;
  const report = await synth({ dir: place.dir, dryRun: options['dry-run'] }, { tree, history, log });
  return runOutcome(report, place.dir, target.value);
}
