import { onGitHub, readInputs, runAction } from '@image-factory/action-kit';
import { describeOrigin, openGround } from '@image-factory/store';
import { runOn, synth } from '@image-factory/use-cases';
import { SynthInputs } from './inputs.ts';
import { nothing, renderSummary, toOutputs } from './report.ts';

await runAction({
  name: 'synth',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const given = readInputs(SynthInputs, env, { report: take });
    const { imageFactoryDir: dir, strict, commit, push, githubToken, dryRun } = given;
    const root = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const token = githubToken?.reveal();
    const ground = openGround(root, { push, checkouts: new Map(), ...(token === undefined ? {} : { token }) });
    const github = onGitHub(given, { env, origin: () => describeOrigin(root), load: loadGitHub });
    const clock = { now: () => new Date() };
    // State and manifests of one commit never disagree.
    const work = commit ? await loadUpdate() : synth;
    const { report, commit: landed = '' } = await runOn({ dir, commit }, { ...ground, ...github, log }, (place) =>
      work({ dir, dryRun }, { ...place, clock, log }),
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
