import { raceWriters, runProcess, startGitServer, temporaryFolder, type GitServer, type ServedRepository } from '@image-factory/testkit';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { cpuSeconds } from './cpu.ts';
import { factoryFor, imageOf, isMoved, movedBases } from './factory.ts';
import { filesBelow } from './files-below.ts';
import type { Files } from './options.ts';
import type { Strategy } from './strategies.ts';

export interface RaceOptions {
  readonly strategy: Strategy;
  readonly writers: number;
  readonly files: Files;
  readonly dist: string;
}

/** What one race came to. */
export interface RaceOutcome {
  /** Writers whose work is on the branch at the end. */
  readonly landed: number;
  /** Writers who were told that it is, and it is not. */
  readonly lost: number;
  /** Commits that do what another commit had done. */
  readonly duplicate: number;
  readonly conflicts: number;
  /** Of the writers whose work landed. */
  readonly seconds: readonly number[];
  readonly tries: readonly number[];
  /** Of all processes of the race, those of the server included; undefined where the system does not tell. */
  readonly cpuSeconds: number | undefined;
  /** What those said last whose work did not land. */
  readonly said: readonly string[];
}

/** Lets writers begin at the same moment, each a process of its own with a clone of its own, and looks at what is left of their work. */
export async function race({ strategy, writers, files, dist }: RaceOptions): Promise<RaceOutcome> {
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: await analyzedFactory(writers, files, dist) } } });
  await using folder = await temporaryFolder();
  await server.repository('acme/factory').commit(movedBases(writers, files), { message: 'Move every image to another base' });
  const clones = await cloneOften(server, folder.path, writers);
  const before = cpuSeconds();
  const ended = await raceWriters(writers, async (writer, ready) => {
    await ready();
    return strategy.write({ clone: clones[writer] ?? '', image: imageOf(writer), files, dist });
  });
  const after = cpuSeconds();
  const done = await workOf(server.repository('acme/factory'));
  const results = ended.map(({ writer, outcome, durationMs }) => {
    if (outcome.kind === 'error') throw outcome.error;
    return { ...outcome.value, claimed: outcome.value.landed, there: done.images.has(imageOf(writer)), seconds: durationMs / 1000 };
  });
  const there = results.filter((result) => result.there);
  return {
    landed: there.length,
    lost: results.filter((result) => result.claimed && !result.there).length,
    duplicate: done.duplicates,
    conflicts: results.reduce((sum, result) => sum + result.conflicts, 0),
    seconds: there.map((result) => result.seconds),
    tries: there.map((result) => result.tries),
    cpuSeconds: before === undefined || after === undefined ? undefined : after - before,
    said: results.filter((result) => !result.there).map((result) => result.said.trim().split('\n').at(-1) ?? ''),
  };
}

/** The files of a factory whose state and manifests are complete. */
async function analyzedFactory(writers: number, files: Files, dist: string): Promise<Record<string, string>> {
  await using folder = await temporaryFolder(factoryFor(writers, files));
  const { exitCode, stderr } = await runProcess(process.execPath, [join(dist, 'cli/index.js'), 'update'], { cwd: folder.path });
  if (exitCode !== 0) throw new Error(stderr);
  return await filesBelow(folder.path); // the folder must outlive it
}

async function cloneOften(server: GitServer, folder: string, count: number): Promise<string[]> {
  const first = join(folder, '0');
  const { exitCode, stderr } = await runProcess('git', ['clone', '--quiet', server.repository('acme/factory').url, first], { cwd: folder });
  if (exitCode !== 0) throw new Error(stderr);
  const others = Array.from({ length: count - 1 }, (_, index) => join(folder, String(index + 1)));
  for (const other of others) await cp(first, other, { recursive: true });
  return [first, ...others];
}

interface Work {
  /** Images whose state tells of the other base. */
  readonly images: ReadonlySet<string>;
  readonly duplicates: number;
}

/** What the branch holds, and how often its commits say that they made it. */
async function workOf(repository: ServedRepository): Promise<Work> {
  await repository.fsck();
  const images = new Set<string>();
  for (const path of await repository.listFiles()) {
    const [, image] = /^image-factory\/state\/images\/(.+)\.yaml$/.exec(path) ?? [];
    if (image !== undefined && isMoved((await repository.readFile(path)) ?? '')) images.add(image);
  }
  const log = await repository.log();
  const updated = log.flatMap(({ message }) => message.match(/^- writer-\d+: updated/gm) ?? []);
  return { images, duplicates: updated.length - new Set(updated).size };
}
