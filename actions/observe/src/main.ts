import { lazily, onGitHub, readInputs, runAction } from '@image-factory/action-kit';
import { describeOrigin, openGround } from '@image-factory/store';
import { emptyObservation, observeRun, runOn, type ObservedRun } from '@image-factory/use-cases';
import { readEvent } from './event.ts';
import { ObserveInputs } from './inputs.ts';
import { nothing, renderSummary, toOutputs } from './report.ts';

await runAction({
  name: 'observe',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const given = readInputs(ObserveInputs, env, { report: take });
    const { imageFactoryDir: dir, images: only, event: file, strict, commit, push, githubToken, dryRun } = given;
    const root = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const token = githubToken?.reveal();
    const event = file === undefined ? undefined : await readEvent(file);
    const ground = openGround(root, { push, checkouts: new Map(), ...(token === undefined ? {} : { token }) });
    const github = onGitHub(given, { env, origin: () => describeOrigin(root), load: loadGitHub });
    const clock = { now: () => new Date() };
    const registries = lazily(async () => {
      const { openRegistries } = await import('@image-factory/registry');
      return openRegistries({ env, token, log });
    });
    const inputs = { dir, dryRun, ...(only.length === 0 ? {} : { only }), ...(event === undefined ? {} : { event }) };
    let done: ObservedRun | undefined;
    const { report: run, commit: landed = '' } = await runOn({ dir, commit }, { ...ground, ...github, log }, async (place) => {
      done = await observeRun(inputs, place, { clock, log, registries });
      return done.run;
    });
    // The last try did not land: what it says has not happened.
    const report = done?.run === run ? done.report : emptyObservation(run.problems, dryRun);
    const { problems } = report;
    const failed = report.failed > 0 || problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
    return { outputs: toOutputs(report, landed), problems, summary: renderSummary(report, landed), failed };
  },
});

/** Named one by one: whatever else is in there stays out of the bundle. */
async function loadGitHub() {
  const { createGitHubStores, openStandingPullRequest } = await import('@image-factory/forge');
  return { createGitHubStores, openStandingPullRequest };
}
