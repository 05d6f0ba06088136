import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countExact, type Exactness } from './exact.ts';
import { measure, type Usage } from './measure/measure.ts';
import type { Options } from './options.ts';
import { prepare, type Prepared } from './prepare.ts';
import { pullsAfter, works, writeFloorList, type Work } from './works.ts';

/** All runs of one work at one size, with the floor's runs between them. */
export interface Measurement {
  readonly size: number;
  readonly work: string;
  readonly runs: readonly Usage[];
  readonly floor: readonly Usage[];
  /** Files that git saw differ afterwards. */
  readonly filesChanged: number;
  readonly images: Exactness;
}

interface Taken {
  readonly work: Work;
  readonly runs: Usage[];
  readonly floor: Usage[];
  outcome?: Pick<Measurement, 'filesChanged' | 'images'>;
}

const floorScript = join(import.meta.dirname, 'measure/floor.cjs');

/** Measures all works at one size, in turns: whatever disturbs the machine for a while, disturbs all of them. */
export async function measureSize(size: number, options: Options, say: (text: string) => void): Promise<Measurement[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'image-factory-bench-'));
  const [path, scratch] = [join(folder.path, 'workspace'), join(folder.path, 'scratch')];
  await Promise.all([mkdir(path), mkdir(scratch)]);
  say(`${size} images: generating`);
  const prepared = await prepare(path, options.dist, size, options.seed);
  const taken = works.filter(({ name }) => name.includes(options.only)).map((work): Taken => ({ work, runs: [], floor: [] }));
  for (let run = 1; run <= options.runs; run += 1) {
    say(`${size} images: run ${run} of ${options.runs}`);
    for (const one of taken) await takeTurn(one, prepared, folder.path, scratch, options);
  }
  return taken.flatMap(({ work, runs, floor, outcome }) =>
    outcome === undefined ? [] : [{ size, work: work.name, runs, floor, ...outcome }],
  );
}

async function takeTurn(taken: Taken, prepared: Prepared, folder: string, scratch: string, { dist, nodeFlags }: Options): Promise<void> {
  const { work, runs, floor } = taken;
  const { workspace, commits } = prepared;
  const [entry, ...args] = work.command;
  await workspace.reset(commits[work.from]);
  runs.push(await measure([join(dist, entry), ...args], workspace.path, nodeFlags));
  const changed = await workspace.changed();
  taken.outcome ??= { filesChanged: changed.length, images: countExact(workspace.path, pullsAfter(prepared, work)) };
  const list = join(folder, 'floor.json');
  writeFloorList(list, workspace, await workspace.tracked(), changed, work);
  floor.push(await measure([floorScript, list, scratch], folder));
}
