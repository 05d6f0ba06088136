// pnpm test: does the product do what it should? Every step runs; the last line counts them.
import { runSteps } from './steps/run-steps.ts';
import { bundles, generated, lint, tests, types } from './steps/steps.ts';

const ok = await runSteps([types, lint(), bundles, generated, tests()], console.log);
process.exitCode = ok ? 0 : 1;
