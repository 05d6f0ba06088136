import { filesIn, lazily, readInputs, runAction, UserError } from '@image-factory/action-kit';
import { parseHost, parseRepoSlug } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import type { OpenRunsOptions } from '@image-factory/forge';
import { openGround } from '@image-factory/store';
import { dispatch, planRebuilds, readReports, refuseEmergency, wishesOf, type DispatchReport } from '@image-factory/use-cases';
import { randomUUID } from 'node:crypto';
import { readEvent } from './event.ts';
import { DispatchInputs } from './inputs.ts';
import { nothing, plannedOnly, renderSummary, toOutputs } from './report.ts';

type Env = Readonly<Record<string, string | undefined>>;

await runAction({
  name: 'dispatch-rebuild',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const given = readInputs(DispatchInputs, env, { report: take });
    const { imageFactoryDir: dir, mode, images, reason, emergency, buildWorkflow, strict } = given;
    const root = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const token = given.githubToken?.reveal();
    // A workflow's run can be run again, so its number alone would be the same twice.
    const by = `${env['GITHUB_RUN_ID'] ?? 'action'}-${randomUUID()}`;
    const actor = env['GITHUB_TRIGGERING_ACTOR'] ?? env['GITHUB_ACTOR'] ?? '';
    const wishes = wishesOf({ images, reason, emergency, by: actor }, by);
    if (!wishes.ok) return ended(plannedOnly({ at: '', images: [], cascade: [], problems: wishes.error }), true, strict);
    const ground = openGround(root, { push: true, checkouts: new Map(), ...(token === undefined ? {} : { token }) });
    const here = ground.workTree();
    const registries = lazily(async () => {
      const { openRegistries } = await import('@image-factory/registry');
      return openRegistries({ env, token, log });
    });
    const { advisories, event: file } = given;
    const event = file === undefined ? undefined : { file, text: await readEvent(file) };
    const reports =
      given.reports.length + advisories.length === 0 && event === undefined
        ? undefined
        : await readReports({ reports: given.reports, advisories, ...(event && { event }) }, filesIn(here.tree));
    const scanned = reports && { reports };
    if (mode === 'plan') {
      const clock = { now: () => new Date() };
      return ended(
        plannedOnly(await planRebuilds({ dir, wishes: wishes.value, ...scanned }, { ...here, clock, contents: registries })),
        true,
        strict,
      );
    }
    const where = forgeOf(given, env);
    const { openRuns } = await import('@image-factory/forge'); // a plan needs none of it
    const forge = openRuns(where);
    const refusal = emergency ? await refuseEmergency(dir, actor, forge.rights, here) : undefined;
    if (refusal !== undefined) return ended(plannedOnly({ at: '', images: [], cascade: [], problems: [refusal] }), false, strict);
    const branch = await ground.branch();
    if (branch === undefined)
      throw new UserError('No branch is checked out.', { hint: 'Check the branch out by its name, such as `ref: main`.' });
    const report = await dispatch(
      { dir, branch, by, ownBuild: { kind: 'workflow', workflow: buildWorkflow }, wishes: wishes.value, ...scanned },
      { open: ground.store, pace: ground.pace, log, runs: forge.runs, clock: forge.clock, registries },
    );
    return ended(report, false, strict);
  },
});

function ended(report: DispatchReport, isPlan: boolean, strict: boolean) {
  const isBad = ({ severity }: Problem): boolean => severity === 'error' || (strict && severity === 'warning');
  return {
    outputs: toOutputs(report),
    problems: report.problems,
    summary: renderSummary(report, isPlan),
    failed: report.problems.some(isBad),
  };
}

/** @throws UserError where the runner does not say which repository this is */
function forgeOf({ githubToken, dispatchToken, gitlabTriggerToken, gitlabHost }: DispatchInputs, env: Env): OpenRunsOptions {
  const host = parseHost(URL.parse(env['GITHUB_SERVER_URL'] ?? '')?.hostname ?? 'github.com');
  const repo = parseRepoSlug(env['GITHUB_REPOSITORY'] ?? '', 'github');
  if (!host.ok || !repo.ok)
    throw new UserError('The runner does not say which repository this is.', { hint: 'Set GITHUB_REPOSITORY and GITHUB_SERVER_URL.' });
  return {
    factory: { host: host.value, repo: repo.value },
    tokens: { own: githubToken?.reveal(), others: dispatchToken?.reveal(), gitlabTrigger: gitlabTriggerToken?.reveal() },
    gitlabHost,
    apiUrl: env['GITHUB_API_URL'],
  };
}
