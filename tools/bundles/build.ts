import { existsSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programs, runQuietly } from '../program.ts';
import { root } from '../root.ts';
import { findBundles, type Bundle } from './find.ts';
import { readFolder, type Folder } from './folder.ts';
import { leaveOut } from './leave-out.ts';
import { minifyFolder } from './minify.ts';
import { shareModules } from './share.ts';

/**
 * Bundles what `tsc -b` emitted, each front door by itself: the same sources and versions give the same bytes in every clone.
 *
 * @returns the files of each bundle, by its name
 * @throws Error when something was not emitted, or can not be resolved
 */
export async function buildBundles(): Promise<Map<string, Folder>> {
  const bundles = await findBundles(root);
  return new Map(await Promise.all(bundles.map(async (bundle) => [bundle.name, await buildBundle(bundle)] as const)));
}

async function buildBundle({ home }: Bundle): Promise<Folder> {
  const entry = `${home}/lib/main.js`;
  if (!existsSync(join(root, entry)))
    throw new Error(`${entry} is missing: run \`tsc -b\` first, and see that tsconfig.packages.json names ${home}.`);
  await using out = await mkdtempDisposable(join(tmpdir(), 'image-factory-bundle-'));
  await runQuietly(programs.ncc, [
    'build',
    entry,
    '--out',
    out.path,
    '--license',
    'licenses.txt',
    '--target',
    'es2024',
    '--no-cache',
    '--quiet',
  ]);
  return minifyFolder(shareModules(leaveOut(await readFolder(out.path)))); // ncc itself would leave the lazy parts as they are
}
