import type { LookUp } from '@image-factory/core/observe';
import { describe, expect, it } from 'vitest';
import type { RunStart } from '../relay/index.ts';
import { pathOf } from '../relay/world.fixture.ts';
import { digest, Loop, type LoopImage } from './loop.fixture.ts';
import { baseLayers, reportsOf, trivyReport } from './report.fixture.ts';

const hour = 60;
const day = 24 * hour;
const app = 'ghcr.io/acme/app:latest';
const images = 'image-factory/images.yaml';
const stop = 'image-factory/STOP';
const fromNode: LoopImage = { from: 'node:22', built: 'a', published: 'A' };
const down: LookUp = { kind: 'unknown', code: 'unreachable', why: 'nobody answers' };

/** All is built and known; bases are `a`, and images `A`. */
async function rested(all: Readonly<Record<string, LoopImage>> = { app: fromNode }, config = ''): Promise<Loop> {
  const loop = new Loop(all, config);
  loop.publish('node:22', 'a');
  for (const name of Object.keys(all)) loop.publish(`ghcr.io/acme/${name}:latest`, 'A');
  await loop.look();
  await loop.dispatch();
  return loop;
}

/** node:22 is `b`, and the delay is over. */
async function due(all?: Readonly<Record<string, LoopImage>>, config?: string): Promise<Loop> {
  const loop = await rested(all, config);
  loop.advance(day);
  loop.publish('node:22', 'b');
  await loop.look();
  loop.advance(7 * day);
  return loop;
}

/** Two requests of which one run may start one; that of `web` has to wait. */
async function waiting(): Promise<Loop> {
  const loop = await due({ app: fromNode, web: fromNode }, 'rebuild: {maxPerHour: 1}\n');
  expect(await loop.dispatch()).toMatchObject({ capped: 1 });
  expect([started(loop), loop.rebuild('web').status]).toEqual([['app'], 'requested']);
  return loop;
}

function started(loop: Loop): string[] {
  return loop.runs.map(({ inputs }) => inputs['image'] ?? '');
}

function edit(loop: Loop, path: string, change: (text: string) => string): void {
  loop.put(path, change(loop.file(path)));
}

function publishBuilt(loop: Loop, letters: string, base: string): void {
  loop.publish(app, letters);
  loop.provenance.set(letters, base);
}

describe('a dispatch that is not taken: nothing is lost, and in the end there is one run', () => {
  it.each([
    { story: 'nobody knows the token', answer: { kind: 'denied', why: 'Bad credentials' }, status: 'held', after: day },
    { story: 'the workflow is gone', answer: { kind: 'blocked', why: 'Not Found' }, status: 'held', after: day },
    { story: 'it is to wait', answer: { kind: 'later', why: 'slow down', afterMs: hour * 60_000 }, status: 'requested', after: hour },
    { story: 'nobody knows whether it was heard', answer: { kind: 'unclear', why: 'it broke off' }, status: 'requested', after: 15 },
  ] as const satisfies readonly { story: string; answer: RunStart; [key: string]: unknown }[])('$story', async ({ answer, status, after }) => {
    const loop = await due();
    loop.startAnswer = answer;
    await loop.dispatch('one');
    expect([loop.runs.length, loop.rebuild('app')]).toEqual([0, expect.objectContaining({ status, lastError: { code: answer.kind, message: answer.why } })]);
    loop.startAnswer = undefined;
    loop.advance(after - 1);
    await loop.dispatch('early');
    expect(loop.runs).toEqual([]);
    loop.advance(2);
    await loop.dispatch('in time');
    await loop.dispatch('once more');
    expect([started(loop), loop.rebuild('app').status]).toEqual([['app'], 'dispatched']);
  });

  it('a held target does not keep the others waiting', async () => {
    const loop = await due({ app: fromNode, web: fromNode });
    loop.startMishaps.push('refused');
    await loop.dispatch();
    expect(started(loop)).toEqual(['web']);
  });
});

describe('events are hints', () => {
  const event = (image: string, more: object = {}) => JSON.stringify({ action: 'image-factory-base-observed', client_payload: { factory: { v: 1, image, ...more } } });

  it('the same three times is one change', async () => {
    const loop = await rested();
    loop.publish('node:22', 'b');
    const commits = loop.commits;
    for (let times = 0; times < 3; times += 1) await loop.look(event('node-22', { digest: digest('b') }));
    expect(loop.commits).toBe(commits + 1);
  });

  it.each([
    { story: 'a digest that nobody has', text: event('node-22', { digest: digest('evil') }) },
    { story: 'a digest that was there before', text: event('node-22', { digest: digest('b') }) },
    { story: 'an image that nobody knows', text: event('node-23') },
    { story: 'an image of ours, and a digest', text: event('app', { digest: digest('evil'), publishedDigest: digest('evil') }) },
    { story: 'another event', text: JSON.stringify({ action: 'image-factory-rebuild', client_payload: { factory: { v: 1, image: 'app' } } }) },
    { story: 'a name that is a path', text: event('../../etc/passwd') },
    { story: 'a later version', text: JSON.stringify({ client_payload: { factory: { v: 2, image: 'node-22' } } }) },
    { story: 'no JSON', text: '{' },
  ])('forged: $story changes nothing', async ({ text }) => {
    const loop = await rested();
    loop.publish('node:22', 'b');
    await loop.look();
    loop.publish('node:22', 'c');
    await loop.look();
    const [commits, asked] = [loop.commits, loop.asked.length];
    await loop.look(text);
    expect(loop.commits).toBe(commits);
    expect(loop.asked.length - asked).toBeLessThanOrEqual(1);
  });

  it('law: a thousand events leave the same state in whatever order they come', async () => {
    const bases = Array.from({ length: 8 }, (_, index) => `debian:${index + 5}`);
    const names = bases.map((_, index) => `app-${index}`);
    const events = Array.from({ length: 1000 }, (_, index) => event(`debian-${(index % bases.length) + 5}`, { digest: digest(String(index)) }));
    const states: string[] = [];
    for (const stride of [1, 7, 333]) {
      const loop = new Loop(Object.fromEntries(names.map((name, index) => [name, { from: bases[index] ?? '', built: 'a', published: 'A' }])));
      for (const base of bases) loop.publish(base, 'a');
      await loop.look();
      loop.advance(hour);
      for (const [index, base] of bases.entries()) loop.publish(base, `b${index}`);
      // The stride has no divisor in common with the number of events, so that each comes once.
      for (let times = 0, next = stride; times < 1000; times += 1, next = (next + stride) % 1000) await loop.look(events[next]);
      states.push(bases.map((_, index) => loop.file(`image-factory/state/base-images/debian-${index + 5}.yaml`)).join(''));
    }
    expect(states[0]).toContain(digest('b3'));
    expect(new Set(states).size).toBe(1);
  }, 120_000);
});

describe('tags that do not keep still', () => {
  it('a base that is back before anything was decided was never away', async () => {
    const loop = await due();
    loop.publish('node:22', 'a');
    await loop.look();
    const { images: decided } = await loop.dispatch();
    expect([decided, loop.runs]).toEqual([[expect.objectContaining({ decision: 'current' })], []]);
  });

  it('a base that is back while its request waits for its turn: nothing is built for it', async () => {
    const loop = await waiting();
    loop.publish('node:22', 'a');
    await loop.look();
    loop.advance(2 * hour);
    await loop.dispatch('two');
    expect(started(loop)).toEqual(['app']);
    expect(loop.rebuild('web')).toMatchObject({ status: 'monitoring', pendingRebuild: false });
  });

  it('a base that moved on while a request waits for its turn: the newest that has settled is built', async () => {
    const loop = await waiting();
    loop.publish('node:22', 'c');
    await loop.look();
    loop.advance(3 * hour);
    await loop.dispatch('two');
    expect(started(loop)).toEqual(['app', 'web']);
    expect(loop.runs[1]?.inputs['base-digests'] ?? JSON.stringify(loop.rebuild('web').inputs)).toContain(digest('c'));
  });

  it('a request whose base is back and away again keeps its place before what was asked for later', async () => {
    const loop = await due({ app: fromNode, db: fromNode, web: fromNode }, 'rebuild: {maxPerHour: 1}\n');
    await loop.dispatch();
    loop.publish('node:22', 'c');
    await loop.look();
    for (const minutes of [2 * hour, hour + 1]) {
      loop.advance(minutes);
      await loop.dispatch(`after ${minutes}`);
    }
    expect(started(loop)).toEqual(['app', 'db', 'web']);
    expect(loop.rebuild('web').requestedAt).toEqual(new Date('2026-01-09T00:00:00Z'));
  });

  it('a failed attempt whose base is back is not tried again; when it moves again its attempts still count', async () => {
    const loop = await due({ app: fromNode, web: fromNode }, 'rebuild: {maxPerHour: 1}\n');
    await loop.dispatch();
    loop.ended.set('1', 'failed');
    loop.advance(hour + 1);
    await loop.dispatch('two');
    loop.publish('node:22', 'a');
    await loop.look();
    for (let turn = 0; turn < 5; turn += 1) {
      loop.advance(hour + 1);
      await loop.dispatch(`back ${turn}`);
    }
    const [first, second] = started(loop);
    expect([started(loop).length, first]).toEqual([2, 'app']);
    const other = second === 'app' ? 'web' : 'app';
    expect(loop.rebuild(other).status).not.toBe('requested');
    expect(loop.rebuild('app').failedRuns).toEqual(['1']);
  });

  it('a base that flips each hour: built once it is due, and no more than once for what stands there', async () => {
    const loop = await due();
    for (let turn = 0; turn < 24; turn += 1) {
      loop.publish('node:22', turn % 2 === 0 ? 'a' : 'b');
      await loop.look();
      loop.advance(hour);
      await loop.dispatch(`turn ${turn}`);
    }
    expect(loop.runs.length).toBeLessThanOrEqual(1);
  });

  it('a published tag that somebody puts back stays where they put it', async () => {
    const loop = await due();
    loop.provenance.set('A', 'a');
    await loop.dispatch();
    publishBuilt(loop, 'B', 'b');
    loop.ended.set('1', 'succeeded');
    await loop.dispatch('two');
    loop.publish(app, 'A');
    for (let turn = 0; turn < 5; turn += 1) {
      loop.advance(day);
      await loop.look();
      await loop.dispatch(`turn ${turn}`);
    }
    expect(started(loop)).toEqual(['app']);
    expect(loop.state('app').get('currentDigest')).toBe(digest('A'));
    expect((await loop.dispatch('last')).images).toMatchObject([{ decision: 'current', why: expect.stringContaining('was rebuilt for this already') }]);
    loop.publish('node:22', 'c');
    await loop.look();
    loop.advance(8 * day);
    await loop.dispatch('later');
    expect(started(loop)).toEqual(['app', 'app']);
  });
});

describe('a build that others tell of', () => {
  it('moves the tag while a request waits for its turn: it is noticed, and nothing is built for it', async () => {
    const loop = await waiting();
    loop.publish('ghcr.io/acme/web:latest', 'B');
    loop.provenance.set('B', 'b');
    loop.advance(2 * hour);
    await loop.dispatch('two');
    expect([started(loop), loop.rebuild('web').status]).toEqual([['app'], 'monitoring']);
  });

  it('was recorded as published before its run was looked at: it is built, and not made again', async () => {
    const loop = await due();
    await loop.dispatch();
    publishBuilt(loop, 'B', 'b');
    edit(loop, pathOf('app'), (text) => text.replace(/^currentDigest: .*$/m, `currentDigest: ${digest('B')}`).replace(/^builtFrom:\n(?: .*\n)*/m, ''));
    loop.ended.set('1', 'succeeded');
    await loop.dispatch('two');
    expect(loop.rebuild('app')).toMatchObject({ status: 'monitoring', attempts: 0, failedRuns: [] });
    await loop.dispatch('three');
    expect(started(loop)).toEqual(['app']);
  });

  it('moves the tag while its run still goes on: counted when it has ended', async () => {
    const loop = await due();
    await loop.dispatch();
    publishBuilt(loop, 'B', 'b');
    await loop.look();
    await loop.dispatch('two');
    expect(loop.rebuild('app').status).toBe('dispatched');
    loop.ended.set('1', 'succeeded');
    await loop.dispatch('three');
    expect(loop.rebuild('app')).toMatchObject({ status: 'monitoring', attempts: 0 });
    expect(started(loop)).toEqual(['app']);
  });
});

describe('registries that are away', () => {
  it('for days: unknown, first a warning and then an error, and nothing is built', async () => {
    const loop = await rested();
    loop.registry.set('docker.io/library/node:22', down);
    loop.advance(hour);
    const first = await loop.look();
    loop.advance(4 * day);
    const later = await loop.look();
    expect([first.problems.map(({ severity }) => severity), later.problems.map(({ severity }) => severity)]).toEqual([['warning'], ['error']]);
    expect([first.failed, later.failed]).toEqual([1, 1]);
    const { images: decided } = await loop.dispatch();
    expect(decided).toMatchObject([{ decision: 'unknown', why: expect.stringContaining('could not be looked up since 2026-01-01T01:00:00Z') }]);
    expect(loop.runs).toEqual([]);
    loop.publish('node:22', 'a');
    await loop.look();
    expect((await loop.dispatch()).images).toMatchObject([{ decision: 'current' }]);
  });

  it('after a change was seen: what is known to have changed is built all the same, once', async () => {
    const loop = await due();
    loop.registry.set('docker.io/library/node:22', down);
    await loop.look();
    await loop.dispatch();
    loop.registry.set('ghcr.io/acme/app:latest', down);
    loop.ended.set('1', 'succeeded');
    for (let turn = 0; turn < 5; turn += 1) {
      loop.advance(day);
      await loop.look();
      await loop.dispatch(`turn ${turn}`);
    }
    expect([started(loop), loop.rebuild('app').status]).toEqual([['app'], 'dispatched']);
    publishBuilt(loop, 'B', 'b');
    await loop.dispatch('back');
    expect(loop.rebuild('app')).toMatchObject({ status: 'monitoring', attempts: 0 });
  });
});

describe('names that change places', () => {
  async function sweeps(loop: Loop): Promise<void> {
    for (let turn = 0; turn < 10; turn += 1) {
      loop.advance(day);
      await loop.look();
      await loop.dispatch(`turn ${turn}`);
    }
  }

  it('an image that is built from what it publishes itself is never built by itself', async () => {
    const loop = await rested({ app: { from: app, built: 'A', published: 'A' } });
    await sweeps(loop);
    loop.publish(app, 'B');
    await sweeps(loop);
    expect(loop.runs).toEqual([]);
  });

  it('two that are built from each other are held, and so is what is built from them', async () => {
    const loop = await rested({
      app: { from: 'ghcr.io/acme/web:latest', built: 'A', published: 'A' },
      web: { from: app, built: 'A', published: 'A' },
      leaf: { from: 'ghcr.io/acme/web:latest', built: 'A', published: 'A' },
    });
    loop.publish(app, 'B');
    await sweeps(loop);
    expect(loop.runs).toEqual([]);
    expect((await loop.dispatch('last')).images.map(({ name, decision }) => `${name} ${decision}`).toSorted()).toEqual(['app hold', 'leaf hold', 'web hold']);
  });

  it('two that swap their names: what each publishes now is noted, and nothing is built in circles', async () => {
    const loop = await rested({ app: fromNode, web: { from: app, built: 'A', published: 'A' } });
    edit(loop, images, (text) => text.replace('acme/app', 'acme/x').replace('acme/web', 'acme/app').replace('acme/x', 'acme/web'));
    loop.publish('ghcr.io/acme/web:latest', 'W');
    await sweeps(loop);
    expect(loop.runs.length).toBeLessThanOrEqual(1);
  });
});

describe('people change their mind while a rebuild is open', () => {
  it('the image is taken out and put back: its run is followed to its end', async () => {
    const loop = await due({ app: fromNode, web: fromNode });
    await loop.dispatch();
    const before = loop.file(images);
    edit(loop, images, (text) => text.replace(/- name: app\n(?: .*\n)*/, ''));
    loop.ended.set('1', 'failed');
    for (const by of ['two', 'three']) expect((await loop.dispatch(by)).problems).toEqual([]);
    expect([started(loop), loop.rebuild('app').status]).toEqual([['app', 'web'], 'dispatched']);
    loop.put(images, before);
    loop.ended.set('1', 'succeeded');
    publishBuilt(loop, 'B', 'b');
    await loop.dispatch('four');
    expect(loop.rebuild('app')).toMatchObject({ status: 'monitoring', attempts: 0 });
  });

  it('a request of an image that is taken out is not started', async () => {
    const loop = await waiting();
    edit(loop, images, (text) => text.replace(/- name: web\n(?: .*\n)*/, ''));
    loop.advance(2 * hour);
    await loop.dispatch('two');
    expect(started(loop)).toEqual(['app']);
  });

  it.each([
    { story: 'a hold', more: '  hold: { reason: fair }\n', says: 'It is held: `fair`.' },
    { story: 'autoRebuild: false', more: '  autoRebuild: false\n', says: 'autoRebuild: false' },
  ])('$story that comes after the request stands against it, and says so; then it is started once', async ({ more, says }) => {
    const loop = await waiting();
    const before = loop.file(images);
    edit(loop, images, (text) => `${text}${more}`);
    loop.advance(2 * hour);
    const { images: decided } = await loop.dispatch('two');
    expect(started(loop)).toEqual(['app']);
    expect(decided.find(({ name }) => name === 'web')).toMatchObject({ decision: 'hold', why: expect.stringContaining(says) });
    loop.put(images, before);
    await loop.dispatch('three');
    await loop.dispatch('four');
    expect(started(loop)).toEqual(['app', 'web']);
  });

  it('a hold on the base that comes after the request', async () => {
    const loop = await waiting();
    edit(loop, 'image-factory/factory.yaml', (text) => `${text}holds: [{ image: "node:22", reason: bad }]\n`);
    loop.advance(2 * hour);
    await loop.dispatch('two');
    expect(started(loop)).toEqual(['app']);
  });

  it('a person, or an advisory, that comes while a request waits for its turn makes it more urgent', async () => {
    const names = ['app', 'db', 'web'];
    const loop = await due(Object.fromEntries(names.map((name) => [name, fromNode])), 'rebuild: {maxPerHour: 1}\n');
    await loop.dispatch();
    loop.advance(hour + 1);
    loop.layers.set(
      'a',
      baseLayers.map((layer) => digest(layer)),
    );
    const reports = await reportsOf({ 'web=r.json': trivyReport('A', [{ id: 'CVE-2026-0001', layer: 'layer 1' }]) });
    await loop.dispatch('two', { reports });
    expect(started(loop)).toEqual(['app', 'web']);
    loop.advance(hour + 1);
    const { problems } = await loop.dispatch('three', { wishes: new Map([['db', { id: 'w', reason: 'now' }]]) });
    expect([problems, started(loop), loop.rebuild('db').cause]).toEqual([[], ['app', 'web', 'db'], 'manual']);
  });

  it('an emergency goes over a hold that came after the request', async () => {
    const loop = await waiting();
    edit(loop, images, (text) => `${text}  hold: { reason: fair }\n`);
    loop.advance(2 * hour);
    const { problems } = await loop.dispatch('two', { wishes: new Map([['web', { id: 'w', reason: 'now', emergency: true }]]) });
    expect([problems, started(loop)]).toEqual([[], ['app', 'web']]);
  });

  it('what a person asked for waits for its turn, whatever becomes of the base', async () => {
    const loop = await due({ app: fromNode, web: fromNode }, 'rebuild: {maxPerHour: 1}\n');
    loop.publish('node:22', 'a');
    await loop.look();
    await loop.dispatch('one', {
      wishes: new Map([
        ['app', { id: 'w', reason: 'now' }],
        ['web', { id: 'w', reason: 'now' }],
      ]),
    });
    loop.advance(2 * hour);
    await loop.dispatch('two');
    expect(started(loop)).toEqual(['app', 'web']);
  });

  it('a wish that can not be asked for is told: all is stopped, or nobody has analyzed the image', async () => {
    const loop = await rested();
    const wishes = (name: string) => ({ wishes: new Map([[name, { id: 'w', reason: 'now' }]]) });
    edit(loop, images, (text) => `${text}${text.replaceAll('app', 'fresh')}`);
    expect((await loop.dispatch('one', wishes('fresh'))).problems).toMatchObject([{ code: 'dispatch/not-asked', message: expect.stringContaining('not analyzed yet') }]);
    loop.put(stop, 'Incident 4711\n');
    expect((await loop.dispatch('two', wishes('app'))).problems).toMatchObject([{ code: 'dispatch/not-asked', message: expect.stringContaining('stopped') }, { code: 'dispatch/stopped' }]);
    expect(loop.runs).toEqual([]);
  });

  it('STOP between the claim and the start of a relay that died: nothing is started until it is gone, then once', async () => {
    const loop = await due();
    loop.turn = async (by, what) => {
      if (by === 'one' && what === 'start') throw new Error('killed');
    };
    await expect(loop.dispatch('one')).rejects.toThrow('killed');
    loop.put(stop, 'Incident 4711\n');
    for (let turn = 0; turn < 5; turn += 1) {
      loop.advance(20);
      await loop.dispatch(`stopped ${turn}`);
    }
    expect([loop.runs, loop.rebuild('app').status]).toEqual([[], 'requested']);
    await loop.remove(stop);
    await loop.dispatch('gone');
    await loop.dispatch('once more');
    expect(started(loop)).toEqual(['app']);
  });
});

it('a storm to its end: a thousand dependents, never over the caps in any hour, each once', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `app-${index}`);
  const loop = await due(Object.fromEntries(names.map((name) => [name, fromNode])), 'rebuild: {maxPerRun: 150, maxPerHour: 300}\n');
  const times: number[] = [];
  for (let turn = 0; started(loop).length < names.length && turn < 20; turn += 1) {
    const before = started(loop).length;
    await loop.dispatch(`turn ${turn}`);
    const now = started(loop).length - before;
    expect(now).toBeLessThanOrEqual(150);
    times.push(...Array.from({ length: now }, () => loop.time));
    loop.advance(21);
  }
  for (const time of times) expect(times.filter((other) => other > time - hour * 60_000 && other <= time).length).toBeLessThanOrEqual(300);
  expect(started(loop).toSorted()).toEqual(names.toSorted());
}, 240_000);
