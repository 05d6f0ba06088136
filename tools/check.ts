// pnpm check [path…]: all that must hold before a commit. With paths: their part of it, and types, which have no parts.
import { runSteps } from './steps/run-steps.ts';
import { bundles, deadCode, format, generated, lint, tests, types } from './steps/steps.ts';

const paths = process.argv.slice(2);
const whole = [bundles, generated, deadCode];
const ok = await runSteps([types, lint(paths), format(paths), ...(paths.length === 0 ? whole : []), tests(paths)], console.log);
process.exitCode = ok ? 0 : 1;
