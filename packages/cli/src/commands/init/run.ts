import { parseBranchName, type BranchName } from '@image-factory/core/enrollment';
import { init } from '@image-factory/use-cases';
import { basename } from 'node:path';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import type { Outcome } from '../../outcome.ts';
import type { Ports } from '../../ports.ts';
import { renderInit } from './render.ts';
import type { initSpec } from './spec.ts';

export async function runInit({ options }: Parsed<typeof initSpec>, { place, ports, log }: Context): Promise<Outcome> {
  const { slug, host } = await ports.repository();
  const checkout = {
    branch: await mainBranch(ports),
    folder: basename(place.root),
    ...(slug === undefined ? {} : { slug }),
    ...(host === undefined ? {} : { host }),
  };
  const report = await init({ dir: place.dir, checkout, dryRun: options['dry-run'] }, { ...ports, log });
  const { problems, ...rest } = report;
  return { report: rest, problems, changed: report.changed, render: (page) => renderInit(report, page) };
}

const usual: ReadonlySet<string> = new Set(['main', 'master', 'trunk', 'develop']);

/** What the remote says, else the branch that is checked out when it is a usual main branch: people try things on others. */
async function mainBranch(ports: Ports): Promise<BranchName> {
  const [said, { branch }] = await Promise.all([ports.defaultBranch(), ports.repository()]);
  if (said !== undefined) return said;
  if (branch !== undefined && usual.has(branch)) return branch;
  const fallback = parseBranchName('main');
  if (!fallback.ok) throw new TypeError(fallback.error.message);
  return fallback.value;
}
