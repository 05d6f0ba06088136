import { readCheckouts, readInputs, runAction } from '@image-factory/action-kit';
import { update } from '@image-factory/use-cases';
import { UpdateInputs } from './inputs.ts';
import { nothing, renderSummary, toOutputs } from './report.ts';
import { openTarget } from './target.ts';

await runAction({
  name: 'update',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const {
      imageFactoryDir: dir,
      image,
      checkouts,
      strict,
      commit,
      push,
      githubToken,
      dryRun,
    } = readInputs(UpdateInputs, env, { report: take });
    const root = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const { tree, history, sources, landed } = await openTarget({
      root,
      dir,
      checkouts: readCheckouts(checkouts, root),
      commit,
      push,
      token: githubToken,
    });
    const clock = { now: () => new Date() };
    const report = await update({ dir, ...(image === undefined ? {} : { image }), dryRun }, { tree, history, sources, clock, log });
    const { problems } = report;
    const failed = problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
    return { outputs: toOutputs(report, landed()), problems, summary: renderSummary(report, landed()), failed };
  },
});
