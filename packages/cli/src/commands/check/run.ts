import { check, isEventful, layoutOf, notParted, shownProblems, unknownRevision, type CheckReport } from '@image-factory/use-cases';
import { resolve } from 'node:path';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { remoteAccess } from '../../place/remote-access.ts';
import { parseCheckouts } from '../checkouts.ts';
import { renderCheck } from './render.ts';
import type { checkSpec } from './spec.ts';

export async function runCheck({ options }: Parsed<typeof checkSpec>, { cwd, place, ports, clock, env, log }: Context): Promise<Outcome> {
  const { base, head, checkout, 'report-file': file } = options;
  const checkouts = parseCheckouts(checkout, cwd);
  if (checkouts.problems.length > 0) return refused(checkouts.problems);
  const { compareRevisions, openRevision, readingElsewhere, writeReportFile } = await import('@image-factory/store');
  const { root, dir } = place;
  const compared = await compareRevisions(root, { ...(base === undefined ? {} : { base }), ...(head === undefined ? {} : { head }) });
  if (compared.kind === 'unknown') return refused([unknownRevision(compared, `--${compared.side}`)]);
  const home = await ports.repository();
  const open = (commit: string | undefined) => openRevision(commit, { root, origin: async () => home, checkouts: checkouts.value });
  const subject = { base: compared.base, ...(compared.head === undefined ? {} : { head: compared.head }) };
  const access = remoteAccess(env, layoutOf(dir).factory, options.offline);
  const [before, after] = readingElsewhere(await open(compared.base), await open(compared.head), access);
  const report = await check(
    { dir, subject },
    {
      base: before,
      head: after,
      paths: compared.paths,
      home,
      clock,
      log,
    },
  );
  if (file !== undefined) await writeReportFile(resolve(cwd, file), `${JSON.stringify(report, null, 2)}\n`);
  return toOutcome(report, compared.parted);
}

function toOutcome(report: CheckReport, parted: boolean): Outcome {
  const { problems, ...rest } = report;
  return {
    report: rest,
    problems: [...shownProblems(problems), ...(parted ? [] : [notParted()])],
    changed: isEventful(report),
    render: (page) => renderCheck(report, page),
  };
}
