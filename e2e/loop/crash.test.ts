import { countEffects, runUntilKilled } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../writers/program.ts';
import type { Factory } from './factory.ts';
import { baseIsDue, runIsGreen, runIsRed, situation, type Situation } from './situations.ts';

const announced = new URL('./announce-effects.ts', import.meta.url);
const sweep = commandLine(['dispatch'], announced);
const atOnce = 3;

async function pointsOf(place: Situation, expectDone: (factory: Factory, story: string) => Promise<void>): Promise<readonly string[]> {
  await using factory = await place.open();
  await using clone = await factory.clone();
  const before = factory.github.writes;
  const points = await countEffects(process.execPath, sweep, { cwd: clone.path, env: factory.environment() });
  await expectDone(factory, 'nobody is killed');
  // Every request that changed something was announced.
  expect(points.filter((point) => point.startsWith('before:') && point !== 'before:push')).toHaveLength(factory.github.writes - before);
  return points;
}

/** @returns where it was killed, and whether something had been started by then */
async function killAndRecover(place: Situation, killAt: number, expectDone: (factory: Factory, story: string) => Promise<void>) {
  await using factory = await place.open();
  const before = factory.started().length;
  await using clone = await factory.clone();
  // A push that was begun is anywhere between its first and its last step.
  const afterMs = ((killAt * 7) % 10) * 6;
  const { killedAt, stderr } = await runUntilKilled(process.execPath, sweep, { killAt, afterMs, cwd: clone.path, env: factory.environment() });
  const story = `killed at ${killAt} (${killedAt ?? `the end: ${stderr}`})`;
  const landed = factory.started().length > before;
  expect(await factory.run('dispatch'), `${story}, at once`).toMatchObject({ exitCode: 0 });
  const started = factory.inputs().map(({ key }) => String(key));
  factory.advance(20);
  expect(await factory.run('dispatch'), `${story}, later`).toMatchObject({ exitCode: 0 });
  await expectDone(factory, story);
  // What the first run after it did stands.
  expect(
    factory
      .inputs()
      .map(({ key }) => String(key))
      .slice(0, started.length),
    story,
  ).toEqual(started);
  return { killedAt, landed };
}

async function runOf(factory: Factory, image: string): Promise<string> {
  const run = factory.github.repository('acme/factory').runs.findLast(({ title }) => title.startsWith(`Build ${image} `));
  return String(run?.id);
}

// Before an effect others see what they saw after the one ahead of it: of these two moments one is enough.
describe('a sweep that is ended by SIGKILL at all that others see of it, and made again: nothing is lost, nothing is started twice', () => {
  it.each([
    {
      story: 'a base is due',
      begin: baseIsDue,
      async expectDone(factory: Factory, story: string) {
        expect(factory.started(), story).toEqual(['app']);
        expect(await factory.rebuild('app'), story).toMatchObject({ status: 'dispatched', attempts: 0, run: { id: await runOf(factory, 'app') } });
      },
    },
    {
      story: 'a run was green, and its image is another one now',
      begin: runIsGreen,
      async expectDone(factory: Factory, story: string) {
        expect(factory.started(), story).toEqual(['app', 'site']);
        const app = await factory.rebuild('app');
        expect(app, story).toMatchObject({ status: 'monitoring', pendingRebuild: false, builtKeys: [factory.inputs()[0]?.['key']] });
        expect(await factory.rebuild('site'), story).toMatchObject({ status: 'dispatched', cause: 'parent', run: { id: await runOf(factory, 'site') } });
      },
    },
    {
      story: 'a run was red',
      begin: runIsRed,
      async expectDone(factory: Factory, story: string) {
        expect(factory.started(), story).toEqual(['app', 'app']);
        const [first, second] = factory.github.repository('acme/factory').runs;
        expect(await factory.rebuild('app'), story).toMatchObject({ status: 'dispatched', attempts: 1, failedRuns: [String(first?.id)], run: { id: String(second?.id) } });
      },
    },
  ])(
    '$story',
    async ({ begin, expectDone }) => {
      await using place = await situation(begin);
      const points = await pointsOf(place, expectDone);
      expect(new Set(points)).toEqual(new Set(['before:push', 'during:push', 'after:push', 'before:POST', 'after:POST']));
      const numbers = points.flatMap((point, index) => (index === 0 || !point.startsWith('before:') ? [index + 1] : []));
      const outcomes = [];
      for (let next = 0; next < numbers.length; next += atOnce) {
        outcomes.push(...(await Promise.all(numbers.slice(next, next + atOnce).map((number) => killAndRecover(place, number, expectDone)))));
      }
      expect(outcomes.map(({ killedAt }) => killedAt)).toEqual(numbers.map((number) => points[number - 1]));
      // Both happen, or the kills were not where they should be.
      expect(new Set(outcomes.map(({ landed }) => landed))).toEqual(new Set([false, true]));
    },
    600_000,
  );
});
