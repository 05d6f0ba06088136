import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Options {
  readonly sizes: readonly number[];
  readonly runs: number;
  readonly seed: number;
  /** Folder of the bundles. */
  readonly dist: string;
  readonly json: boolean;
  /** Part of the name of the only works to measure. */
  readonly only: string;
  /** For the measured programs alone, such as `--max-semi-space-size=2`. */
  readonly nodeFlags: readonly string[];
}

export const usage = `Usage: node bench/main.ts [--sizes 100,1000,5000,10000] [--runs 5] [--only TEXT] [--json] [--seed 1] [--dist FOLDER] [--node-flags FLAGS]

Measures the shipped bundles as processes, in turns with floors: a bare start of Node, and plain reading and writing of the same files.`;

/** @throws TypeError for flags that make no sense */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { sizes: text, runs: text, seed: text, dist: text, only: text, 'node-flags': text, json: flag, help: flag },
  });
  if (values.help) return undefined;
  return {
    sizes: (values.sizes ?? '100,1000').split(',').map((size) => wholeNumber('sizes', size, 30)),
    runs: wholeNumber('runs', values.runs ?? '5', 1),
    seed: wholeNumber('seed', values.seed ?? '1', 0),
    dist: resolve(values.dist ?? join(import.meta.dirname, '..', 'dist')),
    json: values.json,
    only: values.only ?? '',
    nodeFlags: (values['node-flags'] ?? '').split(' ').filter((word) => word !== ''),
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least) throw new TypeError(`--${name} takes whole numbers from ${least}, not ${text}.`);
  return number;
}
