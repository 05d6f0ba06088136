import { programs, show, showNode } from '../program.ts';
import { testsStep } from './run-vitest.ts';
import { step, type Step } from './step.ts';

const none: readonly string[] = [];

/** Types of everything; also what bundles are made from. */
export const types: Step = step('types', () => show(programs.tsc, ['-b']));

export const deadCode: Step = step('dead code', () => show(programs.knip, []));

export const bundles: Step = step('bundles in dist/', () => showNode(['tools/bundle.ts', '--check']));

export const generated: Step = step('generated files', () =>
  showNode(['--conditions=@image-factory/source', 'tools/generate.ts', '--check']),
);

/** @param paths - none means everything */
export function lint(paths = none): Step {
  return step('lint', () => show(programs.oxlint, [...(process.env['GITHUB_ACTIONS'] === 'true' ? ['--format=github'] : []), ...paths]));
}

/** @param paths - none means everything */
export function format(paths = none): Step {
  return step('format', () => show(programs.oxfmt, ['--check', ...paths]));
}

/** @param paths - none means everything */
export function tests(paths = none): Step {
  return testsStep(paths);
}
