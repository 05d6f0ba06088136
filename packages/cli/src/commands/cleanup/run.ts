import { parseDelay } from '@image-factory/core/enrollment';
import { error } from '@image-factory/core/problem';
import { cleanup } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { runJob } from '../state-job.ts';
import { renderCleanup } from './render.ts';
import type { cleanupSpec } from './spec.ts';

export async function runCleanup({ options }: Parsed<typeof cleanupSpec>, context: Context): Promise<Outcome> {
  const { 'older-than': age, 'dry-run': dryRun } = options;
  const parsed = age === undefined ? undefined : parseDelay(age);
  if (parsed?.ok === false)
    return refused([error('inputs/invalid', `--older-than: ${parsed.error.message}`, { hint: 'For example `90d` for ninety days.' })]);
  const olderThan = parsed?.value.milliseconds;
  const inputs = { dir: context.place.dir, dryRun, ...(olderThan === undefined ? {} : { olderThan }) };
  const done = await runJob(options, dryRun, context, (deps) => cleanup(inputs, deps));
  if (!done.ok) return refused(done.error);
  const { report, problems, landed, commit } = done.value;
  const { problems: _problems, ...rest } = report;
  return {
    report: { ...rest, ...(commit === undefined ? {} : { commit }) },
    problems,
    changed: report.changed,
    render: (page) => `${renderCleanup(report, page)}${landed}`,
  };
}
