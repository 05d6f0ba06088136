import { synth } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import type { Outcome } from '../../outcome.ts';
import { runOutcome } from '../run-outcome.ts';
import type { synthSpec } from './spec.ts';

export async function runSynth({ options }: Parsed<typeof synthSpec>, { place, ports, log }: Context): Promise<Outcome> {
  const report = await synth({ dir: place.dir, dryRun: options['dry-run'] }, { ...ports, log });
  return runOutcome(report, place.dir);
}
