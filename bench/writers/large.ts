import { runProcess, startGitServer, temporaryFolder, type ServedRepository } from '@image-factory/testkit';
import { join } from 'node:path';
import { generateFactory } from '../factory/generate.ts';
import { filesBelow } from './files-below.ts';
import { table } from './table.ts';

/** What a run that ends in a push costs in a factory whose state is complete. */
export interface LargeRun {
  readonly name: string;
  readonly images: number;
  /** User and system time of the program and of every git that it started; without the server. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** Paths that its commit changed; none when there was none. */
  readonly files: readonly string[];
}

/**
 * @param images - how many are enrolled
 * @param runs - how often each is done; all are returned
 */
export async function measureLarge(images: number, runs: number, dist: string): Promise<LargeRun[]> {
  const factory = generateFactory(images, 1);
  await using made = await temporaryFolder(withoutForge(factory.files));
  await must(process.execPath, [join(dist, 'cli/index.js'), 'update', '--quiet'], made.path);
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: await filesBelow(made.path) } } });
  const repository = server.repository('acme/factory');
  await using clone = await temporaryFolder();
  await must('git', ['clone', '--quiet', repository.url, '.'], clone.path);
  const program = [process.execPath, join(dist, 'cli/index.js'), 'update', '--commit', '--quiet'];
  const done: LargeRun[] = [];
  for (let run = 0; run < runs; run += 1) done.push({ name: 'unchanged', images, ...(await measured(program, clone.path, repository)) });
  const { path, text } = factory.change;
  for (let run = 0; run < runs; run += 1) {
    const changed = run % 2 === 0 ? text : (factory.files.get(path) ?? '');
    await repository.commit({ [path]: changed }, { message: 'Change a Dockerfile' });
    done.push({ name: 'one Dockerfile changed', images, ...(await measured(program, clone.path, repository)) });
  }
  return done;
}

export function largeTable(runs: readonly LargeRun[]): string {
  const rows = runs.map(({ name, images, cpuSeconds, seconds, files }) => [
    name,
    String(images),
    cpuSeconds.toFixed(2),
    seconds.toFixed(1),
    files.length === 0 ? 'no commit' : `1 commit of ${files.length}`,
  ]);
  return table(['`update --commit`', 'images', 'CPU s', 'wall s', 'files'], rows);
}

async function measured(
  program: readonly string[],
  cwd: string,
  repository: ServedRepository,
): Promise<Pick<LargeRun, 'cpuSeconds' | 'seconds' | 'files'>> {
  const before = (await repository.head()) ?? '';
  const start = performance.now();
  // The shell tells what all that it has started took: first itself, then its children.
  const output = await must('sh', ['-c', '"$@"; code=$?; times; exit $code', 'sh', ...program], cwd);
  const seconds = (performance.now() - start) / 1000;
  const [user = Number.NaN, system = Number.NaN] = (output.trim().split('\n').at(-1) ?? '').split(' ').map(secondsIn);
  const changed = await repository.git('diff-tree', '-r', '--name-only', before, (await repository.head()) ?? '');
  return { cpuSeconds: user + system, seconds, files: changed.split('\n').filter((line) => line !== '') };
}

/** A server on this machine is no forge: nothing there can be told to be the repository that an entry names. */
function withoutForge(files: ReadonlyMap<string, string>): Record<string, string> {
  const images = 'image-factory/images.yaml';
  return { ...Object.fromEntries(files), [images]: (files.get(images) ?? '').replaceAll('    repo: acme/factory\n', '') };
}

/** Such as `1m2.34s`. */
function secondsIn(text: string): number {
  const [, minutes = Number.NaN, seconds = Number.NaN] = /^(\d+)m([\d.]+)s$/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

async function must(file: string, args: readonly string[], cwd: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runProcess(file, args, { cwd, timeoutMs: 600_000 });
  if (exitCode !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${exitCode}.\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  return stdout;
}
