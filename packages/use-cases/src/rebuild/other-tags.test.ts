import { expect, it } from 'vitest';
import { digest, Loop, type LoopImage } from './loop.fixture.ts';

const day = 24 * 60;
const lib: LoopImage = { from: 'node:22', built: 'a', published: 'A' };

/** `app` is built from `lib:1`, and `tool` from what `lib` publishes as current. */
async function rested(): Promise<Loop> {
  const loop = new Loop({
    lib,
    app: { from: 'ghcr.io/acme/lib:1', built: 'one', published: 'P' },
    tool: { from: 'ghcr.io/acme/lib:latest', built: 'A', published: 'T' },
  });
  loop.publish('node:22', 'a');
  loop.publish('ghcr.io/acme/lib:latest', 'A');
  loop.publish('ghcr.io/acme/lib:1', 'one');
  loop.publish('ghcr.io/acme/app:latest', 'P');
  loop.publish('ghcr.io/acme/tool:latest', 'T');
  loop.provenance.set('B', 'a');
  loop.form = { kind: 'form', inputs: ['image', 'key', 'base-digests'], showsKey: true };
  await loop.look();
  await loop.dispatch();
  return loop;
}

async function sweeps(loop: Loop): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    loop.advance(day);
    await loop.look();
    await loop.dispatch(`turn ${turn}`);
  }
}

function started(loop: Loop): string[] {
  return loop.runs.map(({ inputs }) => inputs['image'] ?? '');
}

async function decisions(loop: Loop): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await loop.dispatch('last')).images.map(({ name, decision }) => [name, decision]));
}

it('an image follows the tag that it names, and not the one that its parent publishes as current', async () => {
  const loop = await rested();
  expect(await decisions(loop)).toEqual({ lib: 'current', app: 'current', tool: 'current' });
  loop.publish('ghcr.io/acme/lib:latest', 'B');
  await sweeps(loop);
  expect(started(loop)).toEqual(['tool']);

  loop.publish('ghcr.io/acme/lib:1', 'two');
  await sweeps(loop);
  expect(started(loop)).toEqual(['tool', 'app']);
  expect(JSON.parse(loop.runs[1]?.inputs['base-digests'] ?? '')).toEqual({ 'ghcr.io/acme/lib:1': { 'linux/amd64': digest('two') } });
});

it('what it was built from is read for that tag, and it is current afterwards', async () => {
  const loop = await rested();
  loop.publish('ghcr.io/acme/lib:1', 'two');
  await sweeps(loop);
  loop.publish('ghcr.io/acme/app:latest', 'Q');
  loop.provenance.set('Q', 'two of ghcr.io/acme/lib@1');
  loop.ended.set('1', 'succeeded');
  await sweeps(loop);
  expect(loop.rebuild('app')).toMatchObject({ status: 'monitoring', attempts: 0 });
  expect(loop.file('image-factory/state/images/app.yaml')).toContain('evidence: provenance');
  expect([started(loop), await decisions(loop)]).toEqual([['app'], { lib: 'current', app: 'current', tool: 'current' }]);
});

it('while that tag can not be looked up nobody knows how it stands; its neighbour is not touched by that', async () => {
  const loop = await rested();
  loop.registry.set('ghcr.io/acme/lib:1', { kind: 'unknown', code: 'unreachable', why: 'nobody answers' });
  await sweeps(loop);
  expect([started(loop), await decisions(loop)]).toEqual([[], { lib: 'current', app: 'unknown', tool: 'current' }]);
});

it('a tag that nobody looked up yet starts nothing', async () => {
  const loop = await rested();
  loop.put('image-factory/state/images/lib.yaml', loop.file('image-factory/state/images/lib.yaml').replace(/^otherTags:\n(?: .*\n)*/m, ''));
  loop.publish('ghcr.io/acme/lib:latest', 'B');
  expect(await decisions(loop)).toMatchObject({ app: 'unknown' });
  expect(started(loop)).not.toContain('app');
});
