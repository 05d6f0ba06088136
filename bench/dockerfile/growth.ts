import { analyzeDockerfile } from '@image-factory/core/dockerfile';
import { pathologicalFamilies, type Family } from '@image-factory/testkit';
import { growth } from '../numbers.ts';
import { table } from './table.ts';

const sizes = [64, 128, 256, 512, 1024].map((kibibytes) => kibibytes * 1024);

/** What one kind of file costs in each size. */
interface Cost {
  readonly family: string;
  /** Least of three, in milliseconds of CPU time, by size. */
  readonly costs: readonly number[];
  /** The exponent `e` of `cost ~ size^e` from the first size to the last. */
  readonly exponent: number;
}

export function measureGrowth(): Cost[] {
  for (const family of pathologicalFamilies) cost(family, sizes[0] ?? 0); // so that the compiler has seen everything
  return pathologicalFamilies.map((family) => {
    const costs = sizes.map((size) => cost(family, size));
    const [first = 0] = costs;
    const last = costs.at(-1) ?? 0;
    const exponent = growth({ size: sizes[0] ?? 1, cost: first }, { size: sizes.at(-1) ?? 1, cost: last });
    return { family: family.name, costs, exponent };
  });
}

function cost({ write }: Family, size: number): number {
  const text = write(size);
  return Math.min(...Array.from({ length: 3 }, () => timed(text)));
}

function timed(text: string): number {
  const before = process.cpuUsage();
  analyzeDockerfile(text, { file: 'Dockerfile' });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export function growthTable(costs: readonly Cost[]): string {
  const head = ['kind of file', ...sizes.map((size) => `${size / 1024} KiB, ms`), 'exponent'];
  const rows = costs.map(({ family, costs: all, exponent }) => [
    family.replaceAll('|', '\\|'),
    ...all.map((ms) => ms.toFixed(1)),
    exponent.toFixed(2),
  ]);
  return table(head, rows);
}
