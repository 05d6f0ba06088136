import { checkPart, onGitHub, readCheckouts, readInputs, runAction, sourceAccess } from '@image-factory/action-kit';
import { describeOrigin, openGround } from '@image-factory/store';
import { layoutOf, runOn, update } from '@image-factory/use-cases';
import { proposesOf, UpdateInputs } from './inputs.ts';
import { nothing, renderSummary, toOutputs } from './report.ts';

await runAction({
  name: 'update',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const given = readInputs(UpdateInputs, env, { report: take });
    const { imageFactoryDir: dir, image, shard, checkouts, strict, commit, push, githubToken, dryRun } = given;
    checkPart(given);
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
    const inputs = { dir, dryRun, ...(image === undefined ? {} : { image }), ...(shard === undefined ? {} : { shard }) };
    const proposes = proposesOf(given);
    const ran = await runOn({ dir, commit, proposes }, { ...ground, ...github, log }, (target) =>
      update(inputs, { ...target, clock, log }),
    );
    const { report } = ran;
    const { problems } = report;
    const failed = problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
    return { outputs: toOutputs(ran), problems, summary: renderSummary(ran), failed };
  },
});

/** Named one by one: whatever else is in there stays out of the bundle. */
async function loadGitHub() {
  const { createGitHubStores, openStandingPullRequest } = await import('@image-factory/forge');
  return { createGitHubStores, openStandingPullRequest };
}

async function loadAppTokens() {
  const { createInstallationTokens } = await import('@image-factory/forge');
  return { createInstallationTokens };
}
