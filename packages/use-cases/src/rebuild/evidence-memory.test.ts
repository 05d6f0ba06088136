import { expect, it } from 'vitest';
import { dispatch } from './dispatch.ts';
import { relayInputs } from '../relay/world.fixture.ts';
import { Loop } from './loop.fixture.ts';

/** Sweeps, and says how often the registry was asked what an image holds. */
async function questions(loop: Loop, by: string, isAway = false): Promise<number> {
  const deps = loop.dispatchDeps(by);
  let asked = 0;
  await dispatch(relayInputs(by), {
    ...deps,
    registries: async (config) => {
      const registries = await deps.registries(config);
      return {
        ...registries,
        manifest: async (at, of) => {
          asked += 1;
          return isAway ? undefined : registries.manifest(at, of);
        },
      };
    },
  });
  return asked;
}

/** An image whose provenance says that it was built from something else than its Dockerfile says now. */
function unseen(): Loop {
  const loop = new Loop({ app: { from: 'node:22', published: 'A' } });
  loop.publish('node:22', 'a');
  loop.publish('ghcr.io/acme/app:latest', 'A');
  for (const image of ['A', 'B']) loop.provenance.set(image, 'x of debian@12');
  for (const image of ['A', 'B', 'a', 'b']) loop.layers.set(image, [`layer of ${image}`]);
  return loop;
}

async function untold(): Promise<Loop> {
  const loop = unseen();
  await loop.look();
  return loop;
}

it('what an image does not tell is asked for once', async () => {
  const loop = await untold();
  expect(await questions(loop, 'one')).toBeGreaterThan(0);
  const commits = loop.commits;
  expect([await questions(loop, 'two'), await questions(loop, 'three')]).toEqual([0, 0]);
  expect(loop.commits).toBe(commits);
});

it.each([
  { story: 'another image is published', change: (loop: Loop) => loop.publish('ghcr.io/acme/app:latest', 'B') },
  { story: 'something else is seen of the base', change: (loop: Loop) => loop.publish('node:22', 'b') },
])('and again when $story', async ({ change }) => {
  const loop = await untold();
  await questions(loop, 'one');
  loop.advance(60);
  change(loop);
  await loop.look();
  expect(await questions(loop, 'two')).toBeGreaterThan(0);
});

it('and again when the registry did not answer', async () => {
  const loop = unseen();
  await questions(loop, 'one', true);
  expect(await questions(loop, 'two')).toBeGreaterThan(0);
});
