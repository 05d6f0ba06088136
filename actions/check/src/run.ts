import { readCheckouts, readInputs, sourceAccess, UserError, type ActionResult, type Kit } from '@image-factory/action-kit';
import { compareRevisions, describeOrigin, openRevision, readingElsewhere, writeReportFile } from '@image-factory/store';
import { check, layoutOf, unknownRevision } from '@image-factory/use-cases';
import { resolve } from 'node:path';
import { readEvent } from './event.ts';
import { CheckInputs } from './inputs.ts';
import { toOutputs, type CheckOutputs } from './outputs.ts';
import { renderSummary, toProblems } from './report.ts';

/** Needs no token and writes nothing but the report: the change may be anybody's. With an App it reads sources that not everybody may read. */
export async function runCheck({ env, log, report: take }: Kit): Promise<ActionResult<CheckOutputs>> {
  const given = readInputs(CheckInputs, env, { report: take });
  const { imageFactoryDir: dir, base, head, checkouts: lines, strict, reportFile } = given;
  const root = env['GITHUB_WORKSPACE'] ?? process.cwd();
  const checkouts = readCheckouts(lines, root);
  // Whoever names both needs no event.
  const event = base === undefined || head === undefined ? await readEvent(env) : {};
  const compared = await compareRevisions(root, {
    ...event,
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
  });
  if (compared.kind === 'unknown')
    throw new UserError('The change can not be compared.', { problems: [unknownRevision(compared, compared.side)] });
  const home = await describeOrigin(root);
  const open = (commit: string | undefined) => openRevision(commit, { root, checkouts, origin: async () => home });
  const subject = {
    base: compared.base,
    ...(compared.head === undefined ? {} : { head: compared.head }),
    ...(event.pullRequest === undefined ? {} : { pullRequest: event.pullRequest }),
  };
  const access = sourceAccess(env, layoutOf(dir).factory, given, loadAppTokens);
  const [before, after] = readingElsewhere(await open(compared.base), await open(compared.head), access);
  const report = await check(
    { dir, subject },
    {
      base: before,
      head: after,
      paths: compared.paths,
      home,
      clock: { now: () => new Date() },
      log,
    },
  );
  const file = reportFile === undefined ? '' : resolve(root, reportFile);
  if (file !== '') await writeReportFile(file, `${JSON.stringify(report)}\n`);
  const problems = toProblems(report, compared.parted);
  const failed = problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
  return { outputs: toOutputs(report, file), problems, summary: renderSummary(report), failed };
}

/** Named one by one: whatever else is in there stays out of the bundle. */
async function loadAppTokens() {
  const { createInstallationTokens } = await import('@image-factory/forge');
  return { createInstallationTokens };
}
