import { readInputs, runAction } from '@image-factory/action-kit';
import { openHistory, openWorkTree } from '@image-factory/store';
import { synth } from '@image-factory/use-cases';
import { SynthInputs } from './inputs.ts';
import { nothing, renderSummary, toOutputs } from './report.ts';

await runAction({
  name: 'synth',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const { imageFactoryDir: dir, strict, dryRun } = readInputs(SynthInputs, env, { report: take });
    const root = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const report = await synth({ dir, dryRun }, { tree: openWorkTree(root), history: openHistory(root), log });
    const { problems } = report;
    const failed = problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
    return { outputs: toOutputs(report), problems, summary: renderSummary(report), failed };
  },
});
