import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { programs, show } from '../program.ts';
import { root } from '../root.ts';
import type { Step } from './step.ts';
import { countTests } from './vitest-report.ts';

/**
 * The tests, each of them counted.
 *
 * @param paths - only files whose path contains one of these; none means all
 */
export function testsStep(paths: readonly string[]): Step {
  return {
    title: 'tests',
    async run() {
      await using folder = await mkdtempDisposable(join(tmpdir(), 'image-factory-report-'));
      const report = join(folder.path, 'report.json');
      // A snapshot that is missing fails here as it does everywhere: only `vitest --update` writes one.
      const settings = ['--update=none', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const endedWell = await show(programs.vitest, ['run', ...settings, ...(paths.length > 0 ? ['--passWithNoTests'] : []), ...paths]);
      return countTests(await readFile(report, 'utf8'), endedWell, root);
    },
  };
}
