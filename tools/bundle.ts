// pnpm build: writes the bundles of dist/. With --check: says how dist/ differs from them, and writes nothing.
import { join } from 'node:path';
import { buildBundles } from './bundles/build.ts';
import { findDrift, ship } from './bundles/ship.ts';
import { describeSize, refuseSize, sizeOf } from './bundles/size.ts';
import { root } from './root.ts';

const dist = join(root, 'dist');
const bundles = await buildBundles();
const sizes = [...bundles].map(([name, folder]) => [name, sizeOf(folder)] as const);
for (const [name, size] of sizes) console.log(describeSize(name, size));

const complaints = sizes.map(([name, size]) => refuseSize(name, size)).filter((complaint) => complaint !== undefined);
if (process.argv.includes('--check')) {
  const drift = await findDrift(bundles, dist);
  complaints.push(...drift);
  if (drift.length > 0) complaints.push('dist/ is not what the sources give: run `pnpm build` and commit it.');
} else {
  await ship(bundles, dist);
}
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
