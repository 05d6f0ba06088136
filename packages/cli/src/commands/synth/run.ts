import { synth } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { runWhere } from '../commit.ts';
import { runOutcome } from '../run-outcome.ts';
import type { synthSpec } from './spec.ts';

export async function runSynth({ options }: Parsed<typeof synthSpec>, context: Context): Promise<Outcome> {
  const { place, log } = context;
  const inputs = { dir: place.dir, dryRun: options['dry-run'] };
  const ran = await runWhere(options, new Map(), context, (target) => synth(inputs, { ...target, log }));
  return ran.ok ? runOutcome(ran.value, place.dir) : refused(ran.error);
}
