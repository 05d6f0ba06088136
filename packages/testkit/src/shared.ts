import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../../shared/', import.meta.url));

/**
 * A group of tests over data that lives beside the project, in `../shared/`.
 * A clone without that folder skips the group and says so; in CI its absence is a failure.
 *
 * @param path - file or folder below `../shared/`, for example `cases/references.json`
 * @param body - declares the tests; gets the absolute path
 */
export function describeShared(title: string, path: string, body: (absolutePath: string) => void): void {
  const absolutePath = folder + path;
  if (existsSync(absolutePath)) {
    describe(title, () => body(absolutePath));
  } else if (process.env['CI']) {
    describe(title, () => {
      it(`needs ../shared/${path}`, () => {
        throw new Error(`../shared/${path} is missing; CI requires it.`);
      });
    });
  } else {
    describe.skip(`${title} (skipped: ../shared/${path} is not beside this clone)`, () => {
      it('is not run', () => {});
    });
  }
}
