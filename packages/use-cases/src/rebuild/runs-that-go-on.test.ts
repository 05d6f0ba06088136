import { describe, expect, it } from 'vitest';
import { pathOf } from '../relay/world.fixture.ts';
import { Loop } from './loop.fixture.ts';

const hour = 60;
const day = 24 * hour;
const images = 'image-factory/images.yaml';

/** node:22 moved, and the rebuild that follows is running. */
async function running(): Promise<Loop> {
  const loop = new Loop({ app: { from: 'node:22', built: 'a', published: 'A' } });
  loop.publish('node:22', 'a');
  loop.publish('ghcr.io/acme/app:latest', 'A');
  await loop.look();
  loop.advance(day);
  loop.publish('node:22', 'b');
  await loop.look();
  loop.advance(7 * day);
  await loop.dispatch();
  expect(loop.runs).toHaveLength(1);
  return loop;
}

describe('a run that somebody cancels', () => {
  it('does not begin again for an hour, says who may have it sooner, and takes longer each time', async () => {
    const loop = await running();
    loop.ended.set('1', 'cancelled');
    const { followed } = await loop.dispatch('two');
    expect(followed).toMatchObject([{ why: expect.stringMatching(/was cancelled: https.*whoever may start workflows here asks for it sooner by hand/) }]);
    expect(loop.rebuild('app')).toMatchObject({ status: 'failed', attempts: 1, lastError: { code: 'cancelled' } });
    loop.advance(hour - 1);
    await loop.dispatch('three');
    expect(loop.runs).toHaveLength(1);
    loop.advance(2);
    await loop.dispatch('four');
    loop.ended.set('2', 'cancelled');
    await loop.dispatch('five');
    expect(loop.runs).toHaveLength(2);
    loop.advance(hour + 1);
    await loop.dispatch('six');
    loop.ended.set('3', 'cancelled');
    await loop.dispatch('seven');
    loop.advance(2 * hour - 1);
    await loop.dispatch('eight');
    expect(loop.runs).toHaveLength(3);
    loop.advance(2);
    await loop.dispatch('nine');
    expect(loop.runs).toHaveLength(4);
  });

  it('begins at once when a person asks for it', async () => {
    const loop = await running();
    loop.ended.set('1', 'cancelled');
    await loop.dispatch('two');
    await loop.dispatch('three', { wishes: new Map([['app', { id: 'w', reason: 'it was the wrong one' }]]) });
    expect(loop.runs).toHaveLength(2);
  });

  it('a failure that nobody wanted is still tried again at once', async () => {
    const loop = await running();
    loop.ended.set('1', 'failed');
    await loop.dispatch('two');
    expect(loop.runs).toHaveLength(2);
  });
});

describe('what images.yaml says of the source changes while a run is open', () => {
  const elsewhere = '  source:\n    repo: acme/elsewhere\n    workflow: build.yml\n';

  it.each([
    { story: 'repository and workflow', change: (text: string) => text.replace('  source:\n', elsewhere) },
    { story: 'the forge', change: (text: string) => text.replace('provider: github', 'provider: gitlab\n    repo: acme/elsewhere') },
  ])('$story: the run is followed where it was started, and is the only one', async ({ change }) => {
    const loop = await running();
    loop.put(images, change(loop.file(images)));
    await loop.dispatch('two');
    expect(loop.followedAt).toEqual(['github github.com/acme/factory']);
    expect([loop.runs.length, loop.rebuild('app')]).toMatchObject([1, { status: 'dispatched', run: { id: '1', on: { provider: 'github', repo: 'acme/factory' } } }]);
    loop.ended.set('1', 'succeeded');
    loop.publish('ghcr.io/acme/app:latest', 'B');
    await loop.dispatch('three');
    expect([loop.runs.length, loop.rebuild('app').status]).toEqual([1, 'monitoring']);
  });

  it('a run that was recorded without its place is looked for where images.yaml says', async () => {
    const loop = await running();
    const path = pathOf('app');
    loop.put(path, loop.file(path).replace(/ {2}runOn:\n(?: {4}.*\n)+/, ''));
    expect(loop.rebuild('app').run).toEqual({ id: '1', url: 'https://forge.example/runs/1' });
    loop.put(images, loop.file(images).replace('  source:\n', elsewhere));
    await loop.dispatch('two');
    expect(loop.followedAt).toEqual(['github github.com/acme/elsewhere']);
  });
});
