import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

const folders = ['.github/workflows', 'examples/workflows'];

/** All workflows, ours and those that users copy, as paths from the root. */
export function findWorkflows(): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /\.ya?ml$/.test(name))
      .toSorted()
      .map((name) => `${folder}/${name}`),
  );
}
