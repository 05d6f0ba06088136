import { raceWriters } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { program } from '../writers/program.ts';
import type { Factory } from './factory.ts';
import { baseIsDue, runIsRed, situation } from './situations.ts';

/** Sweeps that begin at the same moment, each in a clone of its own. */
async function race(factory: Factory, sweeps: number): Promise<readonly unknown[]> {
  const ended = await raceWriters(sweeps, async (_, ready) => {
    await using clone = await factory.clone();
    await ready();
    return await program(['dispatch'], { cwd: clone.path, env: factory.environment(), waits: true });
  });
  return ended.map(({ outcome }) => (outcome.kind === 'value' ? outcome.value.exitCode : outcome.error));
}

describe('sweeps at once start what is due once, over and over', () => {
  it.each([
    { sweeps: 2, rounds: 10, story: 'a base is due', begin: baseIsDue, started: ['app'] },
    { sweeps: 4, rounds: 6, story: 'a run was red', begin: runIsRed, started: ['app', 'app'] },
  ])(
    '$sweeps of them: $story',
    async ({ sweeps, rounds, begin, started }) => {
      await using place = await situation(begin);
      for (let round = 1; round <= rounds; round += 1) {
        await using factory = await place.open();
        expect(await race(factory, sweeps), `round ${round}`).toEqual(Array.from({ length: sweeps }, () => 0));
        expect(factory.started(), `round ${round}`).toEqual(started);
        const run = factory.github.repository('acme/factory').runs.at(-1);
        const rebuild = await factory.rebuild('app');
        expect(rebuild, `round ${round}`).toMatchObject({ status: 'dispatched', attempts: started.length - 1, run: { id: String(run?.id) } });
        expect(rebuild.claim, `round ${round}`).toBeUndefined();
      }
    },
    600_000,
  );
});
