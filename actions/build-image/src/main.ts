import { problemList, readInputs, runAction } from '@image-factory/action-kit';
import { BuildInputs } from './inputs.ts';
import { nothing, toOutputs } from './report.ts';
import { runMode } from './run-mode.ts';

await runAction({
  name: 'build-image',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const given = readInputs(BuildInputs, env, { report: take });
    const ended = await runMode(given, { env, log, root: env['GITHUB_WORKSPACE'] ?? process.cwd() });
    const { problems } = ended;
    const isBad = problems.some(({ severity }) => severity === 'error' || (given.strict && severity === 'warning'));
    return {
      outputs: toOutputs(ended),
      problems,
      summary: ['## Image Factory: build-image', ended.summary, problemList(problems)].filter((part) => part !== '').join('\n\n'),
      failed: isBad,
    };
  },
});
