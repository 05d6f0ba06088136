import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { programs, runQuietly } from '../program.ts';

const Report = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ ancestorTitles: z.array(z.string()), status: z.string() })) })),
});

/** A case file whose rows are no whole Dockerfiles: each is a row of a table test. */
interface TableTest {
  readonly name: string;
  /** Titles of the groups of tests that are made from it. */
  readonly groups: readonly string[];
}

const files = [
  'packages/core/src/reference/distribution.test.ts',
  'packages/core/src/dockerfile/words/expand.test.ts',
  'packages/core/src/dockerfile/syntax',
  'packages/core/test/dockerfile/buildkit-parser.test.ts',
];

const tableTests: readonly TableTest[] = [
  { name: 'references.json', groups: ['as distribution/reference'] },
  { name: 'shell-expansion.json', groups: ['expandWord agrees with BuildKit'] },
  { name: 'buildkit-parser.json', groups: ["BuildKit's parser", "heredocs of BuildKit's parser", "syntax detection of BuildKit's parser"] },
];

export interface TableResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
}

/** Runs them; a file without a test that ran is left out. */
export async function runTableTests(): Promise<TableResult[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'image-factory-score-'));
  const file = join(folder.path, 'report.json');
  await runQuietly(programs.vitest, ['run', '--update=none', '--reporter=json', `--outputFile.json=${file}`, ...files]).catch(
    () => undefined,
  );
  const tests = Report.parse(JSON.parse(await readFile(file, 'utf8'))).testResults.flatMap(({ assertionResults }) => assertionResults);
  return tableTests.flatMap(({ name, groups }) => {
    const own = tests.filter(({ ancestorTitles: [title = ''] }) => groups.includes(title));
    const count = (status: string): number => own.filter((test) => test.status === status).length;
    return count('passed') + count('failed') === 0 ? [] : [{ name, passed: count('passed'), failed: count('failed') }];
  });
}
