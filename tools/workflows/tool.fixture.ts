import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/**
 * A group of tests with a program that `.ci/tools` installs. Where it is not on the PATH the group is a named skip; in CI
 * its absence is a failure.
 */
export function describeTool(name: string, body: (file: string) => void): void {
  const file = findOnPath(name);
  if (file !== undefined) {
    describe(name, () => body(file));
  } else if (process.env['CI']) {
    describe(name, () => {
      it('is installed', () => {
        throw new Error(`${name} is not on the PATH; CI requires it (.ci/tools installs it).`);
      });
    });
  } else {
    describe.skip(`${name} (skipped: it is not on the PATH; .ci/tools installs it)`, () => {
      it('is not run', () => {});
    });
  }
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
