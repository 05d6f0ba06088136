import { parseTime, type Hold } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { rollback } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { openPushes } from '../../place/pushes.ts';
import { tokenIn } from '../commit.ts';
import { renderRollback } from './render.ts';
import type { rollbackSpec } from './spec.ts';

export async function runRollback({ options, positionals }: Parsed<typeof rollbackSpec>, context: Context): Promise<Outcome> {
  const { place, ports, log, env, clock } = context;
  const [image = ''] = positionals;
  const asked = readAsked(options);
  if (!asked.ok) return refused(asked.error);
  const { branch } = await ports.repository();
  if (branch === undefined)
    return refused([
      error('state/no-branch', 'No branch is checked out, so nobody knows where images.yaml is.', {
        hint: 'Check out the branch that holds images.yaml.',
      }),
    ]);
  const token = tokenIn(env);
  const ground = ports.ground({ checkouts: new Map(), push: true, ...(token === undefined ? {} : { token }) });
  const { problems, ...report } = await rollback(
    { dir: place.dir, branch, image, dryRun: options['dry-run'], ...asked.value },
    { open: ground.store, pace: ground.pace, log, clock, registries: openPushes(env, log) },
  );
  return { report, problems, changed: report.changed, render: (page) => renderRollback(report, page) };
}

interface Asked {
  readonly to: string;
  readonly hold: Hold;
  readonly tags?: readonly string[];
}

function readAsked({ to, reason, until, tags: given }: Parsed<typeof rollbackSpec>['options']): Result<Asked, readonly Problem[]> {
  const time = until === undefined ? undefined : parseTime(until);
  const problems = [
    ...(to === undefined ? [error('inputs/missing', '--to is missing.', { hint: 'Name a version, a rebuild key or a digest.' })] : []),
    ...(reason === undefined
      ? [error('inputs/missing', '--reason is missing.', { hint: 'Such as "1.5.0 does not start": it becomes the reason of the hold.' })]
      : []),
    ...(time?.ok === false ? [error('inputs/invalid', `--until: ${time.error.message}`)] : []),
  ];
  if (to === undefined || reason === undefined || time?.ok === false) return fail(problems);
  const tags = given.flatMap((text) => text.split(',')).map((tag) => tag.trim());
  return ok({
    to,
    hold: { reason, ...(time === undefined ? {} : { until: time.value }) },
    ...(tags.length === 0 ? {} : { tags }),
  });
}
