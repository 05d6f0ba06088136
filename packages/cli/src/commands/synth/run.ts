import { error } from '@image-factory/core/problem';
import { synth } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { runWhere } from '../commit.ts';
import { runOutcome } from '../run-outcome.ts';
import type { synthSpec } from './spec.ts';

export async function runSynth({ options, positionals }: Parsed<typeof synthSpec>, context: Context): Promise<Outcome> {
  if (options.explain) return (await import('./explain.ts')).runSynthExplain({ options, positionals }, context);
  if (positionals.length > 0)
    return refused([
      error('inputs/unknown', 'Only --verify looks at files that are named.', { hint: 'Add --verify, or leave the names out.' }),
    ]);
  const { place, log } = context;
  const inputs = { dir: place.dir, dryRun: options['dry-run'] };
  const ran = await runWhere(options, new Map(), context, (target) => synth(inputs, { ...target, log }));
  return ran.ok ? runOutcome(ran.value, place.dir) : refused(ran.error);
}
