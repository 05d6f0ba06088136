import { describeBuildKit, temporaryFolder } from '@image-factory/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingParts, startAction, startFaultyFactory, type FaultyFactory } from './faults.fixture.ts';

/** They lie evenly between the first request and the last. */
const kills = 14;

describeBuildKit('a build that is killed', () => {
  let world: FaultyFactory;
  let requests = 0;
  beforeAll(async () => {
    world = await startFaultyFactory({ app: 'FROM node:22\nRUN echo "on $(cat /base)" > /made\n' }, "[stable, latest, '{{version}}']");
    await world.factory.publish('node:22', 'unharmed');
    const before = world.proxy.requests.length;
    await world.factory.published({ image: 'app', key: keyOf(0), version: '1.0.0' });
    requests = world.proxy.requests.length - before;
  }, 60_000);
  afterAll(() => world[Symbol.asyncDispose]());

  /** Kills a build when the registry is asked something, which it still does; then looks at what is there, and builds again. */
  async function killedAt(kill: (number: number, path: string, method: string) => boolean, run: number): Promise<{ readonly wasKilled: boolean }> {
    const { factory, proxy } = world;
    await using home = await temporaryFolder({ output: '', step_summary: '', state: '', env: '', path: '' });
    const inputs = { image: 'app', key: keyOf(run), version: `1.0.${run}` };
    await factory.publish('node:22', `run ${run}`);
    const action = startAction(factory, await factory.clone(), home.path, inputs);
    let number = 0;
    proxy.fail(({ path, method }) => {
      number += 1;
      if (kill(number, path, method)) action.kill();
      return undefined;
    });
    const wasKilled = (await action.ended) === undefined;
    proxy.fail(undefined);
    const whole = await missingParts(factory.buildKit, 'acme/app', 'latest');
    expect(whole, `killed at request ${number}`).toEqual([]);
    const again = await factory.action('build-image', inputs);
    expect([again.exitCode, again.outputs['outcome']], again.stdout).toEqual([0, 'published']);
    const tags = await Promise.all([`1.0.${run}-${keyOf(run).slice(0, 12)}`, `1.0.${run}`, 'stable', 'latest'].map((tag) => factory.tag('acme/app', tag)));
    expect(new Set(tags)).toEqual(new Set([again.outputs['digest']]));
    expect(await missingParts(factory.buildKit, 'acme/app', 'latest')).toEqual([]);
    return { wasKilled };
  }

  describe('and run again', () => {
    it.each(Array.from({ length: kills }, (_, index) => index + 1))(
      'ends as if nothing had been: kill %i',
      async (run) => {
        const at = Math.max(1, Math.round((run * requests) / (kills + 1)));
        const { wasKilled } = await killedAt((number) => number === at, run);
        expect(wasKilled).toBe(true);
      },
      120_000,
    );

    it.each([
      ['the tag that never moves', '1.0.21-', 21],
      ['the version', '1.0.22', 22],
      ['another tag', 'stable', 23],
      ['the published tag', 'latest', 24],
    ])(
      'has moved %s, and heard no answer: ends as if nothing had been',
      async (_, tag, run) => {
        const { wasKilled } = await killedAt((_number, path, method) => method === 'PUT' && path.includes(`/manifests/${tag}`), run);
        expect(wasKilled).toBe(true);
      },
      120_000,
    );
  });
});

/** The key of a rebuild: 32 hexadecimal digits, of which the first twelve differ. */
function keyOf(run: number): string {
  return run.toString(16).padStart(2, '0').repeat(16);
}
