import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { strategies } from './strategies.ts';

export interface Options {
  readonly writers: readonly number[];
  readonly repeats: number;
  /** Whether the writers change files of their own, or the same ones; by default both are measured. */
  readonly files: readonly Files[];
  /** Names of the strategies to run. */
  readonly strategies: readonly string[];
  /** Folder of the bundles. */
  readonly dist: string;
  /** Measure a factory of so many images instead of a race. */
  readonly images: number | undefined;
  /** Whether the tables in docs/reliability.md are written anew. */
  readonly write: boolean;
}

export type Files = 'separate' | 'shared';

export const usage = `Usage: node --conditions=@image-factory/source bench/writers/main.ts [OPTIONS]

  --writers 50,100   how many begin at the same moment
  --repeats 3        how often
  --separate         only writers that change files of their own
  --shared           only writers that all change the same files
  --only NAMES       strategies, by the first words of their names
  --images 10000     what a run costs in a factory of so many images, instead
  --dist FOLDER      the bundles to measure
  --write            write the tables of docs/reliability.md`;

/** @throws TypeError for flags that make no sense */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      writers: text,
      repeats: text,
      only: text,
      dist: text,
      images: text,
      separate: flag,
      shared: flag,
      write: flag,
      help: flag,
    },
  });
  if (values.help) return undefined;
  const wanted = (values.only ?? '').split(',').filter((word) => word !== '');
  const names = strategies.map(({ name }) => name).filter((name) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)));
  if (names.length === 0) throw new TypeError(`--only: there is no such strategy as ${wanted.join(', ')}.`);
  return {
    writers: (values.writers ?? '50').split(',').map((count) => wholeNumber('writers', count)),
    repeats: wholeNumber('repeats', values.repeats ?? '1'),
    files: filesOf(values),
    strategies: names,
    dist: resolve(values.dist ?? join(import.meta.dirname, '../../dist')),
    images: values.images === undefined ? undefined : wholeNumber('images', values.images),
    write: values.write,
  };
}

function filesOf({ separate, shared }: { readonly separate: boolean; readonly shared: boolean }): Files[] {
  if (separate === shared) return ['separate', 'shared'];
  return separate ? ['separate'] : ['shared'];
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new TypeError(`--${name} takes whole numbers from 1, not ${text}.`);
  return number;
}
