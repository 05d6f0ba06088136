import { readCheckouts, readInputs, runAction } from '@image-factory/action-kit';
import { createSources, openHistory, openWorkTree } from '@image-factory/store';
import { analyze } from '@image-factory/use-cases';
import { AnalyzeInputs } from './inputs.ts';
import { nothing, renderSummary, toOutputs } from './report.ts';

await runAction({
  name: 'analyze',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const { imageFactoryDir: dir, image, checkouts, strict, dryRun } = readInputs(AnalyzeInputs, env, { report: take });
    const root = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const report = await analyze(
      { dir, ...(image === undefined ? {} : { image }), dryRun },
      {
        tree: openWorkTree(root),
        history: openHistory(root),
        sources: createSources({ root, checkouts: readCheckouts(checkouts, root) }),
        clock: { now: () => new Date() },
        log,
      },
    );
    const { problems } = report;
    const failed = problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
    return { outputs: toOutputs(report), problems, summary: renderSummary(report), failed };
  },
});
