import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

const judgeName = 'dockerfile-judge';

/** Tests with BuildKit's answers. Where the judge is not on the PATH they are a named skip; in CI they fail then. */
export function describeJudge(title: string, body: (program: string) => void): void {
  const program = findOnPath(judgeName);
  const isSkipped = program === undefined && !process.env['CI'];
  const why = isSkipped ? ` (skipped: ${judgeName} is not on the PATH; .ci/tools builds it)` : '';
  describe.skipIf(isSkipped)(`${title}${why}`, () => {
    body(program ?? judgeName);
  });
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
