import { openGround } from '@image-factory/store';
import { runProcess, startGitServer, temporaryFolder } from '@image-factory/testkit';
import { join } from 'node:path';
import { branch, filesFor, runCrowd, type Build, type Outcome } from './crowd.fixture.ts';
import { simulatedBranch } from './simulated-branch.fixture.ts';
import { virtualTime } from './virtual-time.fixture.ts';

/** All builds at once on a branch in memory, whose time is not ours. @param seed - of the chance in their pauses */
export async function onSimulation(builds: readonly Build[], seed: number): Promise<Outcome> {
  const time = virtualTime();
  const remote = simulatedBranch(branch, filesFor(builds), time);
  const pace = { elapsed: time.elapsed, sleep: time.sleep, random: randomFrom(seed) };
  return time.until(runCrowd(builds, { store: async () => remote.store(), pace }, async (path) => remote.files.get(path)));
}

/** All builds at once on git's own server, each with a clone of its own. */
export async function onGit(builds: readonly Build[]): Promise<Outcome> {
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: filesFor(builds) } } });
  await using folder = await temporaryFolder();
  const repository = server.repository('acme/factory');
  const clones = builds.map((_, index) => join(folder.path, String(index)));
  for (const clone of clones) {
    const { exitCode, stderr } = await runProcess('git', ['clone', '--quiet', repository.url, clone], { cwd: folder.path });
    if (exitCode !== 0) throw new Error(stderr);
  }
  const grounds = clones.map((clone) => openGround(clone, { push: true, checkouts: new Map() }));
  const [first] = grounds;
  if (first === undefined) throw new TypeError('There are no builds.');
  const storeOf = (index: number) => (grounds[index] ?? first).store(branch);
  // What is awaited here must be done before the server goes.
  return await runCrowd(builds, { store: storeOf, pace: first.pace }, (path) => repository.readFile(path));
}

/** The same numbers for the same seed (a generator of Lehmer's). */
function randomFrom(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}
