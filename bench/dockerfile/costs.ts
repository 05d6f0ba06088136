import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { measure } from '../measure/measure.ts';
import { runProgram } from '../run-program.ts';
import { measureJudge } from './judge.ts';
import type { Options } from './options.ts';
import { table } from './table.ts';

/** What one reader takes for 1,000 files. */
export interface ReaderCost {
  readonly name: string;
  /** User and system time in milliseconds; undefined where it could not be measured. */
  readonly cpuMs: number | undefined;
}

/** Measures every reader that is at hand, each in processes of its own. */
export async function compareCosts(texts: readonly string[], { renovate, judge }: Options): Promise<ReaderCost[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'image-factory-dockerfiles-'));
  const file = join(folder.path, 'texts.json');
  await writeFile(file, JSON.stringify(texts));
  const ours = await bundle(join(import.meta.dirname, 'ours.ts'), join(folder.path, 'ours.mjs'));
  const costs = [await warm('ours, warm', [ours, 'warm', file]), await cold('ours, cold process', [ours, 'cold', file])];
  if (judge !== undefined) costs.push(...(await measureJudge(judge, texts)));
  if (renovate !== undefined) {
    const program = join(import.meta.dirname, 'renovate.ts');
    costs.push(await warm("Renovate's extraction, warm", [program, 'warm', file, renovate]));
    costs.push(await cold("Renovate's extraction, cold process", [program, 'cold', file, renovate]));
  }
  return costs.map(({ name, cpuMs }) => ({ name, cpuMs: cpuMs === undefined ? undefined : (cpuMs / texts.length) * 1000 }));
}

/** As a bundle ships: nothing of the compiler and of other packages is measured along. */
async function bundle(input: string, file: string): Promise<string> {
  const build = await rolldown({ input, platform: 'node', resolve: { conditionNames: ['@image-factory/source', 'node', 'import'] } });
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}

async function warm(name: string, args: readonly string[]): Promise<ReaderCost> {
  const { stdout } = await runProgram(process.execPath, args, { cwd: process.cwd() });
  return { name, cpuMs: Number(stdout.trim().split('\n').at(-1)) };
}

async function cold(name: string, args: readonly string[]): Promise<ReaderCost> {
  const runs: number[] = [];
  for (let run = 0; run < 5; run += 1) runs.push((await measure(args, process.cwd())).cpuMs);
  return { name, cpuMs: Math.min(...runs) };
}

/** With each cost beside the first. */
export function costTable(costs: readonly ReaderCost[]): string {
  const ours = costs[0]?.cpuMs;
  const rows = costs.map(({ name, cpuMs }) => [
    name,
    cpuMs === undefined ? 'not measured' : (cpuMs / 1000).toFixed(3),
    cpuMs === undefined || ours === undefined ? '' : `${(cpuMs / ours).toFixed(2)} ×`,
  ]);
  return table(['reader', 'CPU s for 1,000 files', 'beside ours, warm'], rows);
}
