import type { Usage } from './measure/measure.ts';
import type { Measurement } from './measure-size.ts';
import { growth, median } from './numbers.ts';
import type { StartUp } from './start-up.ts';

/** A Markdown table; the first column is text, the others are numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows];
  return all.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

export function startTable(starts: readonly StartUp[]): string {
  const rows = starts.map(({ name, runs, bytes }) => [
    name,
    ...cpuAndWall(runs),
    mebibytes(runs),
    bytes === 0 ? '' : `${(bytes / 1000).toFixed(0)} kB`,
  ]);
  return table(['start', 'CPU ms, least', 'median', 'wall ms', 'peak MiB', 'code'], rows);
}

export function workTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => {
    const { size, work, runs, floor, filesChanged, images } = measurement;
    return [
      work,
      String(size),
      ...cpuAndWall(runs),
      mebibytes(runs),
      `${cpu(floor).toFixed(0)} / ${mebibytes(floor)}`,
      `${(cpu(runs) / cpu(floor)).toFixed(1)} ×`,
      exponent(measurement, measurements),
      String(filesChanged),
      images.right === images.total ? 'all' : `${images.right} of ${images.total}`,
    ];
  });
  const head = [
    'work',
    'images',
    'CPU ms, least',
    'median',
    'wall ms',
    'peak MiB',
    'floor: CPU ms / MiB',
    'over floor',
    'growth',
    'files changed',
    'images right',
  ];
  return table(head, rows);
}

function cpu(runs: readonly Usage[]): number {
  return Math.min(...runs.map(({ cpuMs }) => cpuMs));
}

function cpuAndWall(runs: readonly Usage[]): string[] {
  return [cpu(runs), median(runs.map(({ cpuMs }) => cpuMs)), median(runs.map(({ wallMs }) => wallMs))].map((ms) => ms.toFixed(0));
}

function mebibytes(runs: readonly Usage[]): string {
  return median(runs.map(({ peakMiB }) => peakMiB)).toFixed(0);
}

/** Against the next smaller size of the same work. */
function exponent({ size, work, runs }: Measurement, all: readonly Measurement[]): string {
  const smaller = all.filter((other) => other.work === work && other.size < size).toSorted((a, b) => b.size - a.size)[0];
  if (smaller === undefined) return '';
  return growth({ size: smaller.size, cost: cpu(smaller.runs) }, { size, cost: cpu(runs) }).toFixed(2);
}
