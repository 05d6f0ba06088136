import { fsck } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import type { Outcome } from '../../outcome.ts';
import { openFolders } from './open-folders.ts';
import { renderFsck } from './render.ts';
import type { fsckSpec } from './spec.ts';

export async function runFsck({ options }: Parsed<typeof fsckSpec>, { place, ports, clock, log }: Context): Promise<Outcome> {
  const report = await fsck({ dir: place.dir, repair: options.repair }, { ...ports, folders: openFolders(place.root), clock, log });
  const { problems, findings, ...rest } = report;
  return {
    report: {
      ...rest,
      findings: findings.map(({ repair, ...finding }) => ({
        ...finding,
        derivable: repair !== undefined,
        ...(repair === undefined ? {} : { repair }),
      })),
    },
    problems,
    changed: report.changed,
    render: (page) => renderFsck(report, page),
  };
}
