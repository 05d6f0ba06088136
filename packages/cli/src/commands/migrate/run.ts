import { migrate } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import type { Outcome } from '../../outcome.ts';
import { renderMigrate } from './render.ts';
import type { migrateSpec } from './spec.ts';

export async function runMigrate({ options }: Parsed<typeof migrateSpec>, { place, ports, clock, log }: Context): Promise<Outcome> {
  const report = await migrate({ dir: place.dir, dryRun: options['dry-run'] }, { ...ports, clock, log });
  const { problems, ...rest } = report;
  return { report: rest, problems, changed: report.changed, render: (page) => renderMigrate(report, place.dir, page) };
}
