import { relative, sep } from 'node:path';
import { z } from 'zod';
import type { Counts } from './step.ts';

/** The parts of vitest's JSON report that are used here. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/**
 * Counts tests. A file that could not be loaded is a failure, and so is a run that ended badly with every test green:
 * something went wrong between the tests.
 *
 * @param report - what vitest's `json` reporter wrote
 * @param endedWell - its exit status
 * @param root - the folder that files are named from
 * @throws Error when the text is no such report
 */
export function countTests(report: string, endedWell: boolean, root: string): Counts {
  const files = Report.parse(JSON.parse(report)).testResults;
  const tests = files.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: relative(root, name).split(sep).join('/') })),
  );
  const withStatus = (...wanted: string[]): typeof tests => tests.filter(({ status }) => wanted.includes(status));
  const passed = withStatus('passed').length;
  const skipped = withStatus('skipped', 'pending', 'todo', 'disabled');
  const unloaded = files.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = tests.length - passed - skipped.length + unloaded.length;
  return {
    passed,
    failed: failed === 0 && !endedWell ? 1 : failed,
    skipped: skipped.map(({ file, fullName }) => `${file}: ${fullName}`),
  };
}
