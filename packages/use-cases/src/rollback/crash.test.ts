import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bad, build, down, images, old, World } from './world.fixture.ts';

class Killed extends Error {}

/** The moments at which somebody sees a rollback from outside. */
const moments = ['commit', 'after commit', 'moveTag stable', 'after moveTag stable', 'moveTag latest', 'after moveTag latest'];

async function killedAt(world: World, moment: string): Promise<void> {
  world.onEffect = (effect) => {
    if (effect === moment) throw new Killed();
  };
  await expect(world.run()).rejects.toBeInstanceOf(Killed);
  world.onEffect = () => {};
}

function expectDone(world: World): void {
  expect([world.tags.get('stable'), world.tags.get('latest')]).toEqual([old.digest, old.digest]);
  expect(world.published()).toEqual({ version: '1.4.2', digest: old.digest });
  expect(world.file(images).match(/hold:/g)).toHaveLength(1);
}

describe('a rollback that is killed', () => {
  it('has these moments', async () => {
    const world = new World();
    const seen: string[] = [];
    world.onEffect = (effect) => void seen.push(effect);
    await world.run();
    expect(seen).toEqual(moments);
  });

  it.each(moments)('at "%s" never moved a tag of what is not held, and is finished by the same command', async (moment) => {
    const world = new World();
    await killedAt(world, moment);
    if (!world.file(images).includes('hold:')) expect(new Set([world.tags.get('stable'), world.tags.get('latest')])).toEqual(new Set([bad.digest]));
    if (world.tags.get('latest') === old.digest) expect(world.tags.get('stable')).toBe(old.digest);
    const { outcome } = await world.run();
    expect(outcome).toBe(moment === 'after moveTag latest' ? 'nothing-to-do' : 'done');
    expectDone(world);
    expect(world.effects.filter((effect) => effect === 'commit')).toHaveLength(1);
    expect(await world.run()).toMatchObject({ outcome: 'nothing-to-do' });
  });

  it('at any moment, any number of times, while others commit: it comes to the same, with one commit and each tag moved once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...moments), { maxLength: 5 }), fc.boolean(), async (kills, isBusy) => {
        const world = new World();
        let commits = 0;
        for (const moment of kills) {
          world.onEffect = (effect) => {
            if (effect === 'commit' && isBusy && (commits += 1) % 2 === 1) world.remote.put('main', { 'image-factory/state/other.yaml': String(commits) });
            if (effect === moment) throw new Killed();
          };
          await world.run().catch((cause: unknown) => {
            if (!(cause instanceof Killed)) throw cause;
          });
        }
        world.onEffect = () => {};
        await world.run();
        expectDone(world);
        // Whoever is killed before an effect is seen has not had it; whoever is killed after it, has.
        expect(world.effects).toEqual(['commit', 'moveTag stable', 'moveTag latest']);
      }),
      { numRuns: 300 },
    );
  });

  it('and meanwhile a sweep recorded what the tag still said: that is set right', async () => {
    const world = new World();
    const before = world.file('image-factory/state/images/web.yaml');
    await killedAt(world, 'after commit');
    world.remote.put('main', { 'image-factory/state/images/web.yaml': before });
    expect(await world.run()).toMatchObject({ outcome: 'done' });
    expectDone(world);
  });
});

describe('a tag that can not be moved', () => {
  it('is told, stops those behind it, and the same command goes on from there', async () => {
    const world = new World();
    world.failures.set('moveTag stable', { kind: 'unknown', code: 'denied', why: 'the token needs `packages: write`' });
    const report = await world.run();
    expect(report).toMatchObject({
      outcome: 'unfinished',
      tags: [
        { tag: 'stable', outcome: 'failed' },
        { tag: 'latest', outcome: 'left' },
      ],
      problems: [{ severity: 'error', code: 'rollback/not-moved', message: expect.stringContaining('packages: write') as unknown }],
    });
    expect(world.tags.get('latest')).toBe(bad.digest);
    world.failures.clear();
    expect(await world.run()).toMatchObject({ outcome: 'done' });
    expectDone(world);
  });

  it('can be left out', async () => {
    const world = new World();
    world.failures.set('moveTag stable', down);
    expect(await world.run({ tags: ['latest'] })).toMatchObject({ outcome: 'done', tags: [{ tag: 'latest', outcome: 'moved' }] });
    expect([world.tags.get('stable'), world.tags.get('latest')]).toEqual([bad.digest, old.digest]);
  });
});

describe('others who are at work', () => {
  it('do not keep it from landing', async () => {
    const world = new World();
    let rivals = 3;
    world.onEffect = (effect) => {
      if (effect === 'commit' && (rivals -= 1) >= 0) world.remote.put('main', { 'image-factory/state/other.yaml': String(rivals) });
    };
    expect(await world.run()).toMatchObject({ outcome: 'done' });
    expectDone(world);
  });

  it('who never stop: nothing is held, and no tag moves', async () => {
    const world = new World({ factory: 'commit: {deadline: 1m}\n' });
    let rivals = 0;
    world.onEffect = (effect) => {
      if (effect === 'commit') world.remote.put('main', { 'image-factory/state/other.yaml': String((rivals += 1)) });
    };
    expect(await world.run()).toMatchObject({ outcome: 'refused', problems: [{ code: 'state/head-moved' }] });
    expect([world.effects, world.tags.get('latest')]).toEqual([[], bad.digest]);
  });

  it('who go back to something else after it: the last one counts, and everything tells the same', async () => {
    const world = new World();
    const third = build('1.3.0');
    world.push(third, '1.3.0');
    await world.run();
    await world.run({ to: '1.3.0' });
    expect([world.tags.get('stable'), world.tags.get('latest'), world.published().digest]).toEqual([third.digest, third.digest, third.digest]);
  });
});
