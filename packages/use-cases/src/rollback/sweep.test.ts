import type { Digest, Tag } from '@image-factory/core/reference';
import { textField } from '@image-factory/core/state';
import { describe, expect, it } from 'vitest';
import { planRebuilds } from '../rebuild/plan-rebuilds.ts';
import { digest, Loop } from '../rebuild/loop.fixture.ts';
import { relayInputs } from '../relay/world.fixture.ts';
import type { RollbackRegistry } from './ports.ts';
import { rollback, type RollbackReport } from './rollback.ts';
import { tag } from './world.fixture.ts';

const day = 24 * 60;
const app = 'ghcr.io/acme/app:latest';
const images = 'image-factory/images.yaml';

/** `app` was built from `a` and is `A`; then node:22 was `b`, and it was rebuilt: it is `B` now. */
async function rebuilt(): Promise<Loop> {
  const loop = new Loop({ app: { from: 'node:22', built: 'a', published: 'A' } });
  loop.publish('node:22', 'a');
  loop.publish(app, 'A');
  loop.provenance.set('A', 'a');
  loop.provenance.set('B', 'b');
  await loop.look();
  await loop.dispatch();
  loop.advance(day);
  loop.publish('node:22', 'b');
  await loop.look();
  loop.advance(8 * day);
  await loop.dispatch();
  loop.publish(app, 'B');
  loop.ended.set(loop.runs[0]?.id ?? '', 'succeeded');
  loop.advance(60);
  await loop.dispatch();
  return loop;
}

async function goBack(loop: Loop, to = 'A'): Promise<RollbackReport> {
  const { open, pace, log } = loop.deps('somebody');
  const { dir, branch } = relayInputs('somebody');
  const registries = async (): Promise<RollbackRegistry> => registryOf(loop);
  return rollback({ dir, branch, image: 'app', to: digest(to), hold: { reason: 'B does not start' }, dryRun: false }, { open, pace, log, clock: { now: () => loop.now() }, registries });
}

/** The registry of the loop, written to. */
function registryOf(loop: Loop): RollbackRegistry {
  const published = (name: Tag): Digest | undefined => {
    const letters = name === tag('latest') ? loop.registry.get(app) : undefined;
    return typeof letters === 'string' ? digest(letters) : undefined;
  };
  return {
    listTags: async () => ({ kind: 'tags', tags: [tag('latest')], isComplete: true }),
    tagged: async (_, name) => {
      const found = published(name);
      return found === undefined ? { kind: 'missing', why: 'no such tag' } : { kind: 'tagged', digest: found };
    },
    exists: async () => ({ kind: 'present' }),
    manifestBytes: async () => ({ kind: 'bytes', bytes: new TextEncoder().encode('{}') }),
    moveTag: async (_, name, wanted) => {
      const letters = ['A', 'B'].find((one) => digest(one) === wanted);
      if (letters === undefined || name !== tag('latest')) return { kind: 'missing', why: 'no such manifest' };
      loop.publish(app, letters);
      return { kind: 'moved' };
    },
  };
}

async function planned(loop: Loop): Promise<string | undefined> {
  const read = loop.deps('reader');
  const opened = await (await read.open(relayInputs('reader').branch)).open();
  if (opened.kind !== 'head') throw new Error('There is a branch.');
  const tree = { ...opened.head, apply: async () => {} };
  const plan = await planRebuilds({ dir: relayInputs('reader').dir }, { tree, history: opened.head.history, clock: { now: () => loop.now() } });
  return plan.images.find(({ name }) => name === 'app')?.decision;
}

function withoutHold(loop: Loop): void {
  loop.put(images, loop.file(images).replace(/ {2}hold:\n(?: {4}.*\n)+/, ''));
}

describe('after going back', () => {
  it('sweeps see the tag where it is, look up what that was built from, and leave it there', async () => {
    const loop = await rebuilt();
    expect(textField(loop.state('app'), 'currentDigest')).toBe(digest('B'));
    expect(await goBack(loop)).toMatchObject({ outcome: 'done', tags: [{ tag: 'latest', outcome: 'moved' }] });
    for (const minutes of [10, day, 30 * day]) {
      loop.advance(minutes);
      await loop.look();
      const report = await loop.dispatch();
      expect(report.images).toMatchObject([{ name: 'app', decision: 'hold', why: expect.stringContaining('B does not start') as unknown }]);
      expect([report.asked, loop.runs.length]).toEqual([[], 1]);
    }
    expect(loop.registry.get(app)).toBe('A');
    expect(textField(loop.state('app'), 'currentDigest')).toBe(digest('A'));
    expect(loop.rebuild('app').status).toBe('held');
    expect(await planned(loop)).toBe('hold');
  });

  it('the rebuild that led away from there is not made again by itself when the hold is gone, and a person can ask for one', async () => {
    const loop = await rebuilt();
    await goBack(loop);
    loop.advance(day);
    await loop.dispatch();
    withoutHold(loop);
    expect(await loop.dispatch()).toMatchObject({ asked: [], images: [{ decision: 'current' }] });
    const wishes = new Map([['app', { id: 'wish-1', reason: 'It is mended' }]]);
    expect(await loop.dispatch('somebody', { wishes })).toMatchObject({ asked: [{ image: 'app' }] });
    expect(loop.runs).toHaveLength(2);
  });

  it('a base that moves again waits for the end of the hold, and is built then', async () => {
    const loop = await rebuilt();
    await goBack(loop);
    loop.advance(day);
    loop.publish('node:22', 'c');
    await loop.look();
    loop.advance(10 * day);
    expect(await loop.dispatch()).toMatchObject({ asked: [], images: [{ decision: 'hold' }] });
    withoutHold(loop);
    expect(await loop.dispatch()).toMatchObject({ asked: [{ image: 'app' }] });
  });

  it('a sweep between the commit and the tags changes nothing of how it ends', async () => {
    const loop = await rebuilt();
    const latest = loop.registry.get(app);
    await goBack(loop);
    // As if it had been killed before the tag moved.
    if (latest !== undefined) loop.registry.set(app, latest);
    loop.advance(10);
    expect(await loop.dispatch()).toMatchObject({ asked: [] });
    expect(textField(loop.state('app'), 'currentDigest')).toBe(digest('B'));
    expect(await goBack(loop)).toMatchObject({ outcome: 'done' });
    loop.advance(10);
    expect(await loop.dispatch()).toMatchObject({ images: [{ decision: 'hold' }] });
    expect(textField(loop.state('app'), 'currentDigest')).toBe(digest('A'));
  });
});
