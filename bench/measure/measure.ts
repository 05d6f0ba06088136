import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../run-program.ts';

/** What one run of a process took. */
export interface Usage {
  /** User and system time of the process with all its threads, in milliseconds; git, which it asks for the origin, is not in it. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The most memory that it ever held. */
  readonly peakMiB: number;
}

const preload = join(import.meta.dirname, 'usage.cjs');

/**
 * Runs a Node program as the runner of a job would, and measures it.
 *
 * @param args - the script and its arguments
 * @param cwd - also the workspace of the job
 * @param expected - exit codes that are no failure of the measurement
 */
export async function measure(
  args: readonly string[],
  cwd: string,
  nodeFlags: readonly string[] = [],
  expected: readonly number[] = [0],
): Promise<Usage> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'image-factory-usage-'));
  const report = join(folder.path, 'usage.json');
  const files = { GITHUB_OUTPUT: join(folder.path, 'output'), GITHUB_STEP_SUMMARY: join(folder.path, 'summary') };
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')));
  const env = {
    PATH: process.env['PATH'],
    HOME: folder.path,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: cwd,
    BENCH_USAGE: report,
    ...files,
  };
  const start = performance.now();
  await runProgram(process.execPath, [...nodeFlags, '--require', preload, ...args], { cwd, env, expected });
  const wallMs = performance.now() - start;
  const { cpuMs, peakKiB } = JSON.parse(await readFile(report, 'utf8')) as { cpuMs: number; peakKiB: number };
  return { cpuMs, wallMs, peakMiB: peakKiB / 1024 };
}
