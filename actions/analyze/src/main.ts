import { checkPart, onGitHub, readCheckouts, readInputs, runAction, sourceAccess } from '@image-factory/action-kit';
import { describeOrigin, openGround } from '@image-factory/store';
import { analyze, layoutOf, runOn } from '@image-factory/use-cases';
import { AnalyzeInputs, publishedOf } from './inputs.ts';
import { nothing, renderSummary, toOutputs } from './report.ts';

await runAction({
  name: 'analyze',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const given = readInputs(AnalyzeInputs, env, { report: take });
    const { imageFactoryDir: dir, image, shard, checkouts, strict, commit, push, githubToken, dryRun } = given;
    checkPart(given);
    const published = publishedOf(given);
    const root = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const token = githubToken?.reveal();
    const remote = sourceAccess(env, layoutOf(dir).factory, given, loadAppTokens);
    const ground = openGround(root, {
      push,
      checkouts: readCheckouts(checkouts, root),
      ...(token === undefined ? {} : { token }),
      ...(remote === undefined ? {} : { remote }),
    });
    const github = onGitHub(given, { env, origin: () => describeOrigin(root), load: loadGitHub });
    const clock = { now: () => new Date() };
    const inputs = {
      dir,
      dryRun,
      ...(image === undefined ? {} : { image }),
      ...(shard === undefined ? {} : { shard }),
      ...(published === undefined ? {} : { published }),
    };
    // State and manifests of one commit never disagree.
    const work = commit ? await loadUpdate() : analyze;
    const { report, commit: landed = '' } = await runOn({ dir, commit }, { ...ground, ...github, log }, (place) =>
      work(inputs, { ...place, clock, log }),
    );
    const { problems } = report;
    const failed = problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
    return { outputs: toOutputs(report, landed), problems, summary: renderSummary(report, landed), failed };
  },
});

/** Named one by one: whatever else is in there stays out of the bundle. */
async function loadGitHub() {
  const { createGitHubStores, openStandingPullRequest } = await import('@image-factory/forge');
  return { createGitHubStores, openStandingPullRequest };
}

async function loadUpdate() {
  const { update } = await import('@image-factory/use-cases');
  return update;
}

async function loadAppTokens() {
  const { createInstallationTokens } = await import('@image-factory/forge');
  return { createInstallationTokens };
}
