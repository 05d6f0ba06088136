import { parseArgs } from 'node:util';

export interface Options {
  /** How many changed files to analyze; undefined for the comparison of costs. */
  readonly mutate: number | undefined;
  readonly count: number;
  readonly seed: number;
  /** Folder of Dockerfiles to measure with; default: generated ones. */
  readonly files: string | undefined;
  /** Folder that holds `node_modules/renovate`. */
  readonly renovate: string | undefined;
  /** BuildKit as a program that reads `{"text":…}` lines. */
  readonly judge: string | undefined;
}

export const usage = `Usage: node --conditions=@image-factory/source bench/dockerfile/main.ts [--count 1000] [--seed 1] [--files FOLDER] [--judge PROGRAM] [--renovate FOLDER]
       node --conditions=@image-factory/source bench/dockerfile/main.ts --mutate 100000 [--seed 1]

Measures what the analysis of Dockerfiles costs beside BuildKit's parser and Renovate, on the same files in one run; or, with --mutate,
that it never stops and never takes long, whatever befalls a file.`;

/** @throws TypeError for flags that make no sense */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { mutate: text, count: text, seed: text, files: text, renovate: text, judge: text, help: { type: 'boolean', default: false } },
  });
  if (values.help) return undefined;
  return {
    mutate: values.mutate === undefined ? undefined : wholeNumber('mutate', values.mutate, 1),
    count: wholeNumber('count', values.count ?? '1000', 1),
    seed: wholeNumber('seed', values.seed ?? '1', 0),
    files: values.files,
    renovate: values.renovate,
    judge: values.judge,
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least) throw new TypeError(`--${name} takes whole numbers from ${least}, not ${text}.`);
  return number;
}
