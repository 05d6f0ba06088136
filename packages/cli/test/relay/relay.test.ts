import { countEffects, runUntilKilled, type GitHub } from '@image-factory/testkit';
import { relay } from '@image-factory/use-cases';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkout, depsFor, inputsOf, rebuildOf, slug, startFactory } from './factory.fixture.ts';

const entry = fileURLToPath(new URL('process.fixture.ts', import.meta.url));
const images = ['app', 'web'];
const runner = ['--conditions=@image-factory/source', entry];

async function relayIn(github: GitHub, by: string, minutes: number) {
  await using folder = await checkout(github);
  return await relay(inputsOf(by), depsFor(folder.path, { apiUrl: github.url, minutes }));
}

/** How often each image was started. */
function started(github: GitHub): readonly string[] {
  return github
    .repository(slug)
    .dispatches.map(({ inputs }) => String(inputs?.['image']))
    .toSorted();
}

/** Every image has one run, and its state names it. */
async function expectOneRunEach(github: GitHub, names: readonly string[], story: string): Promise<void> {
  expect(started(github), story).toEqual(names.toSorted());
  for (const name of names) {
    const run = github.repository(slug).runs.find(({ title }) => title.startsWith(`Build ${name} `));
    expect(await rebuildOf(github, name), `${story}: ${name}`).toMatchObject({ status: 'dispatched', run: { id: String(run?.id) } });
  }
}

async function pointsOfARun(): Promise<readonly string[]> {
  await using github = await startFactory(images);
  await using folder = await checkout(github);
  const points = await countEffects(process.execPath, [...runner, folder.path, github.url, 'counted']);
  await expectOneRunEach(github, images, 'nobody is killed');
  return points;
}

/** @returns where it was killed */
async function killAndRecover(killAt: number): Promise<string | undefined> {
  await using github = await startFactory(images);
  await using folder = await checkout(github);
  const { killedAt } = await runUntilKilled(process.execPath, [...runner, folder.path, github.url, 'killed'], { killAt });
  const story = `killed at ${killAt} (${killedAt ?? 'the end'})`;
  const before = started(github);
  expect(new Set(before).size, story).toBe(before.length);
  await relayIn(github, 'at once', 0); // whatever is claimed is left alone
  for (const [by, minutes] of [
    ['later', 20],
    ['once more', 40],
  ] as const) {
    expect((await relayIn(github, by, minutes)).problems, story).toEqual([]);
    await expectOneRunEach(github, images, `${story}, ${by}`);
  }
  return killedAt;
}

it('ended by SIGKILL at every effect: nothing is lost, nothing is started twice', { timeout: 600_000 }, async () => {
  const points = await pointsOfARun();
  expect(new Set(points.map((point) => point.replace(/^(?:before|after):/, '')))).toEqual(
    new Set(['store.open', 'store.settle', 'store.commit', 'clock.now', 'runs.inspect', 'runs.find', 'runs.start']),
  );
  const numbers = points.map((_, index) => index + 1);
  for (let next = 0; next < numbers.length; next += 2) {
    const killed = await Promise.all(numbers.slice(next, next + 2).map(killAndRecover));
    expect(killed).toEqual(points.slice(next, next + 2));
  }
});

it('two relays at once, over and over: each image is started once', { timeout: 300_000 }, async () => {
  for (let round = 0; round < 5; round += 1) {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await using github = await startFactory(names);
    const reports = await Promise.all([relayIn(github, 'one', 0), relayIn(github, 'two', 0)]);
    expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    await expectOneRunEach(github, names, `round ${round}`);
  }
});
