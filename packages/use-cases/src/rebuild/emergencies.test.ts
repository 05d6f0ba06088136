import type { Wish } from '@image-factory/core/decide';
import { expect, it } from 'vitest';
import { Loop } from './loop.fixture.ts';

const wish: Wish = { id: 'w1', reason: 'CVE-2026-1 is exploited', emergency: true, by: 'octocat' };

async function rested(): Promise<Loop> {
  const loop = new Loop({ app: { from: 'node:22', built: 'a', published: 'A' } });
  loop.publish('node:22', 'a');
  loop.publish('ghcr.io/acme/app:latest', 'A');
  await loop.look();
  return loop;
}

it('an emergency counts once, with who asked for it and why, however often it has to be tried', async () => {
  const loop = await rested();
  const at = loop.now();
  await loop.dispatch('one', { wishes: new Map([['app', wish]]) });
  expect(loop.rebuild('app').emergencies).toEqual({ count: 1, last: [{ at, by: 'octocat', reason: 'CVE-2026-1 is exploited' }] });
  loop.ended.set('1', 'failed');
  await loop.dispatch('two');
  expect([loop.runs.length, loop.rebuild('app').emergencies?.count]).toEqual([2, 1]);
  loop.publish('ghcr.io/acme/app:latest', 'B');
  loop.ended.set('2', 'succeeded');
  await loop.dispatch('three');
  await loop.dispatch('four', { wishes: new Map([['app', { ...wish, id: 'w2' }]]) });
  expect(loop.rebuild('app').emergencies?.count).toBe(2);
});

it.each([
  { story: 'a rebuild that is no emergency', wishes: { app: { id: 'w', reason: 'certificates' } } },
  { story: 'nothing that was asked for', wishes: {} },
])('does not count: $story', async ({ wishes }) => {
  const loop = await rested();
  await loop.dispatch('one', { wishes: new Map<string, Wish>(Object.entries(wishes)) });
  expect(loop.rebuild('app').emergencies).toBeUndefined();
});

it('does not count what came to nothing, since a rebuild runs', async () => {
  const loop = await rested();
  await loop.dispatch('one', { wishes: new Map([['app', wish]]) });
  await loop.dispatch('two', { wishes: new Map([['app', { ...wish, id: 'w2' }]]) });
  expect(loop.rebuild('app').emergencies?.count).toBe(1);
});
