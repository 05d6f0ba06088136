import { existsSync } from 'node:fs';
import { mkdtempDisposable, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, type Usage } from './measure/measure.ts';
import type { Options } from './options.ts';

/** What it takes to start something that finds nothing to do. */
export interface StartUp {
  readonly name: string;
  readonly runs: readonly Usage[];
  /** Code, lazy parts included; 0 for Node itself. */
  readonly bytes: number;
}

/** Starts Node by itself, and each bundle in an empty folder, in turns. */
export async function measureStarts({ dist, runs, nodeFlags }: Options): Promise<StartUp[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'image-factory-bench-'));
  const names = (await readdir(dist)).filter((name) => existsSync(join(dist, name, 'index.js'))).toSorted();
  const started = [
    { name: 'node', runs: [] as Usage[], bytes: 0, args: ['--eval', ''] },
    ...(await Promise.all(
      names.map(async (name) => ({
        name: `dist/${name}`,
        runs: [] as Usage[],
        bytes: await sizeOfCode(join(dist, name)),
        args: [join(dist, name, 'index.js'), ...(name === 'cli' ? ['help'] : [])],
      })),
    )),
  ];
  for (let run = 0; run < runs; run += 1) {
    for (const one of started) one.runs.push(await measure(one.args, folder.path, nodeFlags, [0, 1])); // some find nothing to do their work on, and say so
  }
  return started.map(({ name, runs: taken, bytes }) => ({ name, runs: taken, bytes }));
}

async function sizeOfCode(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
