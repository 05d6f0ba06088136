import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { update } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { parseCheckouts } from '../checkouts.ts';
import { runWhere, type Proposing } from '../commit.ts';
import { runOutcome } from '../run-outcome.ts';
import { readShard } from '../shard.ts';
import { proposalsIn } from './proposals.ts';
import type { updateSpec } from './spec.ts';

export async function runUpdate({ options }: Parsed<typeof updateSpec>, context: Context): Promise<Outcome> {
  const { cwd, place, clock, log } = context;
  const { image, 'dry-run': dryRun, checkout } = options;
  const [checkouts, shard] = [parseCheckouts(checkout, cwd), readShard(options)];
  const problems = [...checkouts.problems, ...shard.problems];
  if (problems.length > 0) return refused(problems);
  const inputs = { dir: place.dir, dryRun, ...(image === undefined ? {} : { image }), ...shard.value };
  const proposing = await proposingOf(options, context);
  if (!proposing.ok) return refused(proposing.error);
  const ran = await runWhere(options, checkouts.value, context, (target) => update(inputs, { ...target, clock, log }), proposing.value);
  return ran.ok ? runOutcome(ran.value, place.dir) : refused(ran.error);
}

/** What may end in the pull request: a run over all images, for it holds everything that is to change. */
async function proposingOf(
  { image, shard, commit, 'no-push': noPush, 'pull-request': pullRequest }: Parsed<typeof updateSpec>['options'],
  context: Context,
): Promise<Result<Proposing, Problem[]>> {
  const clash = image !== undefined ? '--image' : shard !== undefined ? '--shard' : noPush ? '--no-push' : undefined;
  if (pullRequest && clash !== undefined)
    return fail([error('inputs/disagreement', `--pull-request holds all images and is made on the server: ${clash} does not go with it.`)]);
  if (!pullRequest && (!commit || clash !== undefined)) return ok({});
  const proposals = await proposalsIn(context);
  if (proposals.ok) return ok({ proposes: pullRequest ? 'always' : 'when-asked', proposals: proposals.value });
  return pullRequest ? proposals : ok({ proposes: 'never' });
}
