// pnpm generate: writes every file that follows from code. With --check: says which differ, and writes nothing.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findOutdated } from './generated/outdated.ts';
import { generators } from './generated/generators.ts';
import { root } from './root.ts';

const files = (await Promise.all(generators.map((generate) => generate()))).flat();
const outdated = await findOutdated(files, root);

if (process.argv.includes('--check')) {
  for (const { path, difference } of outdated) console.error(`${path} ${difference}`);
  if (outdated.length > 0) {
    console.error('Generated files are not what the code gives: run `pnpm generate` and commit them.');
    process.exitCode = 1;
  }
} else {
  for (const { path, text } of outdated) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}
console.log(`${files.length} generated files, ${outdated.length} outdated`);
