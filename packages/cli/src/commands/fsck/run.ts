import { error } from '@image-factory/core/problem';
import { fsck } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { runJob } from '../state-job.ts';
import { renderFsck } from './render.ts';
import type { fsckSpec } from './spec.ts';

export async function runFsck({ options }: Parsed<typeof fsckSpec>, context: Context): Promise<Outcome> {
  const { repair, commit } = options;
  if (commit && !repair) return refused([error('inputs/missing', '--commit needs --repair: otherwise there is nothing to commit.')]);
  const done = await runJob(options, !repair, context, (deps) => fsck({ dir: context.place.dir, repair }, deps));
  if (!done.ok) return refused(done.error);
  const { report, problems, landed, commit: made } = done.value;
  const { problems: _problems, findings, ...rest } = report;
  return {
    report: {
      ...rest,
      ...(made === undefined ? {} : { commit: made }),
      findings: findings.map(({ repair: way, ...finding }) => ({
        ...finding,
        derivable: way !== undefined,
        ...(way === undefined ? {} : { repair: way }),
      })),
    },
    problems,
    changed: report.changed,
    render: (page) => `${renderFsck(report, page)}${landed}`,
  };
}
