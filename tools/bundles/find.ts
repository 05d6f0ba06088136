import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Something that ships as one file, with lazy parts beside it. */
export interface Bundle {
  /** Its folder below `dist/`. */
  readonly name: string;
  /** The folder of its package, from the root. */
  readonly home: string;
}

/** Every front door: the CLI, and each action that has a `src/main.ts`. Composite actions have none. */
export async function findBundles(root: string): Promise<Bundle[]> {
  const actions = await readdir(join(root, 'actions'));
  const candidates = [{ name: 'cli', home: 'packages/cli' }, ...actions.toSorted().map((name) => ({ name, home: `actions/${name}` }))];
  return candidates.filter(({ home }) => existsSync(join(root, home, 'src/main.ts')));
}

/** Folders of `dist` that hold a bundle, whether or not its source is still there. */
export async function findShipped(dist: string): Promise<string[]> {
  if (!existsSync(dist)) return [];
  const names = await readdir(dist);
  return names.filter((name) => existsSync(join(dist, name, 'index.js'))).toSorted();
}
