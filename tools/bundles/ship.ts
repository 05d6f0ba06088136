import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findShipped } from './find.ts';
import { compareFolders, readFolder, type Folder } from './folder.ts';

type Bundles = ReadonlyMap<string, Folder>;

/** Puts bundles into `dist`, and takes away what is left of earlier ones. Whatever else is in `dist` stays. */
export async function ship(bundles: Bundles, dist: string): Promise<void> {
  for (const name of new Set([...(await findShipped(dist)), ...bundles.keys()])) {
    await rm(join(dist, name), { recursive: true, force: true });
  }
  for (const [name, folder] of bundles) {
    for (const [path, bytes] of folder) {
      const file = join(dist, name, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
  }
}

/** What in `dist` is not what the sources give, a line each. */
export async function findDrift(bundles: Bundles, dist: string): Promise<string[]> {
  const shipped = await findShipped(dist);
  const orphans = shipped.filter((name) => !bundles.has(name)).map((name) => `dist/${name} belongs to nothing`);
  const drift = await Promise.all(
    [...bundles].map(async ([name, folder]) => {
      const differences = compareFolders(folder, await readFolder(join(dist, name)));
      return differences.map((difference) => `dist/${name}/${difference}`);
    }),
  );
  return [...orphans, ...drift.flat()];
}
