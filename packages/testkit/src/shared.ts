import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeNeeding } from './needs.ts';

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
  describeNeeding(title, existsSync(absolutePath) ? undefined : `../shared/${path} is not beside this clone`, () => body(absolutePath));
}
