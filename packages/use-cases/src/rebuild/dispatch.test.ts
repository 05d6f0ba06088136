import { mapField, textField } from '@image-factory/core/state';
import { describe, expect, it } from 'vitest';
import { entry, memoryRepository } from '../memory.fixture.ts';
import { relayInputs } from '../relay/world.fixture.ts';
import { digest, Loop } from './loop.fixture.ts';
import { planRebuilds } from './plan-rebuilds.ts';
import { baseLayers, reportsOf, trivyReport } from './report.fixture.ts';

const hour = 60;
const day = 24 * hour;
const app = 'ghcr.io/acme/app:latest';

/** `app` was built from node:22 when that was a; its delay is seven days. */
async function started(config = ''): Promise<Loop> {
  const loop = new Loop({ app: { from: 'node:22', built: 'a', published: 'A' } }, config);
  loop.publish('node:22', 'a');
  loop.publish(app, 'A');
  await loop.look();
  return loop;
}

async function due(config = ''): Promise<Loop> {
  const loop = await started(config);
  loop.advance(day);
  loop.publish('node:22', 'b');
  await loop.look();
  loop.advance(7 * day);
  return loop;
}

function keysOf(loop: Loop): (string | undefined)[] {
  return loop.runs.map(({ inputs }) => inputs['key']);
}

describe('from a moved base to exactly one build', () => {
  it('observed, waits for its delay, due, dispatched once, built, current', async () => {
    const loop = await started();
    expect((await loop.dispatch()).images).toMatchObject([{ name: 'app', decision: 'current' }]);
    loop.advance(day);
    loop.publish('node:22', 'b');
    await loop.look();
    loop.advance(hour);
    expect((await loop.dispatch()).images).toMatchObject([{ decision: 'wait', until: '2026-01-09T00:00:00Z', why: expect.stringContaining('the delay of 7d is not over') }]);
    expect(loop.rebuild('app')).toMatchObject({ status: 'waiting', pendingRebuild: true });
    expect(textField(mapField(loop.state('app'), 'rebuildState'), 'eligibleAt')).toBe('2026-01-09T00:00:00Z');
    expect(loop.runs).toHaveLength(0);

    loop.advance(7 * day);
    const asked = await loop.dispatch();
    expect(asked.asked).toMatchObject([{ image: 'app', why: expect.stringContaining('node:22 moved') }]);
    expect(asked.relayed).toMatchObject([{ image: 'app', outcome: { kind: 'started' } }]);
    expect(loop.runs).toHaveLength(1);
    expect(loop.runs[0]?.inputs).toMatchObject({ image: 'app', reason: expect.stringContaining('node:22 moved (linux/amd64') });
    expect(loop.rebuild('app')).toMatchObject({ status: 'dispatched', cause: 'routine', run: { id: '1' } });

    await loop.dispatch('two');
    loop.advance(hour);
    await loop.dispatch('three');
    expect(loop.runs).toHaveLength(1);

    loop.publish(app, 'B');
    loop.provenance.set('B', 'b');
    loop.ended.set('1', 'succeeded');
    const followed = await loop.dispatch();
    expect(followed.followed).toMatchObject([{ image: 'app', why: expect.stringContaining('is published now. Built.') }]);
    expect(followed.images).toMatchObject([{ decision: 'current' }]);
    expect(loop.rebuild('app')).toMatchObject({ status: 'monitoring', pendingRebuild: false, lastCause: 'routine', builtKeys: keysOf(loop) });
    expect(textField(loop.state('app'), 'currentDigest')).toBe(digest('B'));
    const commits = loop.commits;
    await loop.dispatch();
    expect([loop.runs.length, loop.commits]).toEqual([1, commits]);
  });

  it('what another change brings is another build', async () => {
    const loop = await due();
    await loop.dispatch();
    loop.publish(app, 'B');
    loop.provenance.set('B', 'b');
    loop.ended.set('1', 'succeeded');
    await loop.dispatch();
    loop.publish('node:22', 'c');
    await loop.look();
    loop.advance(7 * day);
    await loop.dispatch();
    expect(loop.runs).toHaveLength(2);
    expect(new Set(keysOf(loop)).size).toBe(2);
  });

  it('two at once start one run', async () => {
    const loop = await due();
    await Promise.all([loop.dispatch('one'), loop.dispatch('two')]);
    expect(loop.runs).toHaveLength(1);
    expect(loop.rebuild('app').status).toBe('dispatched');
  });

  it.each(['lost before', 'lost after', 'refused'] as const)('a commit or a dispatch that is %s is made good by the next run', async (mishap) => {
    for (const place of ['commitMishaps', 'startMishaps'] as const) {
      const loop = await due();
      loop[place].push(mishap);
      await loop.dispatch('one');
      loop.advance(20);
      await loop.dispatch('two');
      expect(loop.runs.length, place).toBe(1);
      expect(loop.rebuild('app').status).toBe('dispatched');
    }
  });
});

describe('how a run ends', () => {
  it('red: tried again at once, then after one hour, then after two', async () => {
    const loop = await due();
    for (const [run, minutes] of [
      [1, 1],
      [2, hour + 1],
      [3, 2 * hour + 1],
    ] as const) {
      await loop.dispatch(`start ${run}`);
      expect(loop.runs).toHaveLength(run);
      loop.ended.set(String(run), 'failed');
      await loop.dispatch(`look ${run}`);
      if (run === 1) {
        expect(loop.runs).toHaveLength(2);
        continue;
      }
      expect(loop.rebuild('app')).toMatchObject({ status: 'failed', attempts: run, lastError: { message: `The run failed: https://forge.example/runs/${run}.` } });
      loop.advance(minutes - 2);
      await loop.dispatch(`early ${run}`);
      expect(loop.runs).toHaveLength(run);
      loop.advance(3);
    }
  });

  it('eight times red: held, with a report, and asked for no more', async () => {
    const loop = await due();
    for (let run = 1; run <= 8; run += 1) {
      await loop.dispatch(`start ${run}`);
      loop.ended.set(String(loop.runs.length), 'failed');
      loop.advance(40 * hour);
      await loop.dispatch(`look ${run}`);
      loop.ended.set(String(loop.runs.length), 'failed');
      loop.advance(40 * hour);
    }
    const { images } = await loop.dispatch('last');
    expect(loop.runs.length).toBe(8);
    expect(loop.rebuild('app')).toMatchObject({ status: 'held', attempts: 8 });
    expect(images).toMatchObject([{ decision: 'hold', why: expect.stringContaining('held after 8 failed attempts') }]);
  });

  it('green, and the tag stayed where it was: ineffective, which counts as a failure', async () => {
    const loop = await due();
    await loop.dispatch();
    loop.ended.set('1', 'succeeded');
    const { followed } = await loop.dispatch('two');
    expect(followed).toMatchObject([{ why: expect.stringContaining('the published tag stayed where it was') }]);
    expect(loop.rebuild('app')).toMatchObject({ attempts: 1, failedRuns: ['1'] });
  });

  it('cancelled is failed; a look-up that fails decides nothing', async () => {
    const loop = await due();
    await loop.dispatch();
    loop.ended.set('1', 'succeeded');
    loop.registry.set('ghcr.io/acme/app:latest', { kind: 'unknown', code: 'unreachable', why: 'nobody answers' });
    await loop.dispatch('two');
    expect(loop.rebuild('app').status).toBe('dispatched');
    loop.ended.set('1', 'cancelled');
    const third = await loop.dispatch('three');
    expect(third.followed).toMatchObject([{ why: expect.stringContaining('was cancelled') }]);
    expect(loop.rebuild('app')).toMatchObject({ attempts: 1, failedRuns: ['1'] });
  });

  it('a build by a workflow of its own that never reports is noticed by its tag', async () => {
    const loop = await due();
    loop.publish(app, 'B');
    loop.provenance.set('B', 'b');
    const { images } = await loop.dispatch();
    expect(images).toMatchObject([{ decision: 'current' }]);
    expect(loop.runs).toHaveLength(0);
  });
});

describe('stopped, held, wished for', () => {
  it('nothing is asked for or started while the file is there; then it goes on', async () => {
    const loop = await due();
    loop.put('image-factory/STOP', 'Registry incident 4711\n');
    const { problems, relayed } = await loop.dispatch();
    expect([relayed, loop.runs]).toEqual([[], []]);
    expect(problems).toMatchObject([{ code: 'dispatch/stopped', message: expect.stringContaining('Registry incident 4711') }]);
    loop.put('image-factory/STOP', '');
    await loop.dispatch();
    expect(loop.runs).toHaveLength(0);
  });

  it('a wish is one rebuild, whatever else is due, and the same wish is not made twice', async () => {
    const loop = await started();
    const wishes = new Map([['app', { id: 'w1', reason: 'new certificates' }]]);
    const { asked } = await loop.dispatch('one', { wishes });
    expect(asked).toMatchObject([{ image: 'app', why: 'Asked for: `new certificates`.' }]);
    loop.publish(app, 'B');
    loop.provenance.set('B', 'a');
    loop.ended.set('1', 'succeeded');
    await loop.dispatch('two');
    expect(loop.rebuild('app')).toMatchObject({ status: 'monitoring', lastCause: 'manual', lastEpoch: ['w1'] });
    expect(loop.runs).toHaveLength(1);
  });

  it('a wish for what nobody knows, or what is open, is told', async () => {
    const loop = await due();
    await loop.dispatch();
    const wish = { id: 'w', reason: 'now' };
    const { problems } = await loop.dispatch('two', {
      wishes: new Map([
        ['ap', wish],
        ['app', wish],
      ]),
    });
    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      expect.stringContaining('dispatch/not-asked: app is not rebuilt: It is being rebuilt by run 1'),
      expect.stringContaining('inputs/unknown-image'),
    ]);
    expect(loop.runs).toHaveLength(1);
  });
});

it('a storm: a thousand dependents of one base, never over the caps, advisories first, each once', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `app-${index}`);
  const loop = new Loop(Object.fromEntries(names.map((name) => [name, { from: 'node:22', built: 'a', published: 'A' }])), 'rebuild: {maxPerRun: 50, maxPerHour: 120}\n');
  loop.publish('node:22', 'a');
  for (const name of names) loop.publish(`ghcr.io/acme/${name}:latest`, 'A');
  await loop.look();
  loop.advance(day);
  loop.publish('node:22', 'b');
  await loop.look();
  loop.advance(7 * day);
  loop.layers.set(
    'a',
    baseLayers.map((layer) => digest(layer)),
  );
  const reports = await reportsOf({ 'app-999=r.json': trivyReport('A', [{ id: 'CVE-2026-0001', layer: 'layer 1' }]) });
  const first = await loop.dispatch('0', { reports });
  expect([loop.runs.length, loop.runs[0]?.inputs['image'], first.capped]).toEqual([50, 'app-999', 950]);
  for (let turn = 1; turn < 3; turn += 1) await loop.dispatch(String(turn));
  expect(loop.runs).toHaveLength(120);
  const images = loop.runs.map(({ inputs }) => inputs['image']);
  expect(new Set(images).size).toBe(images.length);
}, 120_000);

it('retries count against the caps of the hour, too', async () => {
  const names = ['a', 'b', 'c'];
  const loop = new Loop(Object.fromEntries(names.map((name) => [name, { from: 'node:22', built: 'a', published: 'A' }])), 'rebuild: {maxPerHour: 2}\n');
  loop.publish('node:22', 'a');
  for (const name of names) loop.publish(`ghcr.io/acme/${name}:latest`, 'A');
  await loop.look();
  loop.advance(day);
  loop.publish('node:22', 'b');
  await loop.look();
  loop.advance(7 * day);
  for (let turn = 0; turn < 6; turn += 1) {
    await loop.dispatch(`turn ${turn}`);
    for (const { id } of loop.runs) loop.ended.set(id, 'failed');
    loop.advance(5);
  }
  expect(loop.runs).toHaveLength(2);
  loop.advance(hour);
  await loop.dispatch('an hour later');
  expect(loop.runs).toHaveLength(4);
});

it('a stop that comes between the request and its start holds it back', async () => {
  const loop = await due();
  let opened = 0;
  loop.turn = async (_, what) => {
    opened += what === 'open' ? 1 : 0;
    if (opened === 2 && loop.file('image-factory/STOP') === '') loop.put('image-factory/STOP', 'Incident\n');
  };
  const { problems } = await loop.dispatch('one');
  expect([loop.runs.length, problems.map(({ code }) => code)]).toEqual([0, ['dispatch/stopped']]);
});

it('a damaged state file holds nobody else back', async () => {
  const loop = await due();
  loop.put('image-factory/images.yaml', `${loop.file('image-factory/images.yaml')}${entry('web')}`);
  loop.put('image-factory/state/images/web.yaml', 'schemaVersion: 9\nname: web\n');
  const { relayed } = await loop.dispatch();
  expect(relayed).toMatchObject([{ image: 'app', outcome: { kind: 'started' } }]);
});

it('what a person asked for once is tried again when it fails, until it is held', async () => {
  const loop = await started();
  await loop.dispatch('one', { wishes: new Map([['app', { id: 'w1', reason: 'new certificates' }]]) });
  for (let turn = 0; turn < 20; turn += 1) {
    for (const { id } of loop.runs) loop.ended.set(id, 'failed');
    loop.advance(40 * hour);
    await loop.dispatch(`turn ${turn}`);
  }
  expect(loop.runs).toHaveLength(8);
  expect(new Set(keysOf(loop)).size).toBe(1);
  const { images } = await loop.dispatch('last');
  expect(images).toMatchObject([{ decision: 'hold', why: expect.stringContaining('held after 8 failed attempts') }]);
});

it('a plan says, too, that nobody knows the image that a person asks for', async () => {
  const { deps } = memoryRepository({ 'image-factory/images.yaml': entry('app'), 'image-factory/factory.yaml': 'repository: acme/factory\n' });
  const { problems } = await planRebuilds({ dir: relayInputs('').dir, wishes: new Map([['ap', { id: 'w', reason: 'now' }]]) }, deps);
  expect(problems).toMatchObject([{ code: 'inputs/unknown-image', hint: 'Did you mean app?' }]);
});
