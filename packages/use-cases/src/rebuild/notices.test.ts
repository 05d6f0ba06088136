import { parseRepoSlug, type RepoSlug } from '@image-factory/core/enrollment';
import { warning } from '@image-factory/core/problem';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relayInputs } from '../relay/world.fixture.ts';
import type { DispatchInputs } from './dispatch.ts';
import { Loop } from './loop.fixture.ts';
import { noticeOf, type NoticeItem } from './notices.ts';
import { planNotice, type NoticePlan } from './notices-plan.ts';
import type { PlanDeps, PlannedImage, RebuildPlan } from './plan-rebuilds.ts';

const hour = 60;
const day = 24 * hour;
const app = 'ghcr.io/acme/app:latest';
const factory = slug('acme/factory');
const { dir, branch } = relayInputs('');

function slug(text: string): RepoSlug {
  const parsed = parseRepoSlug(text, 'github');
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** The branch of the loop, as a job has it checked out. */
async function checkout(loop: Loop): Promise<PlanDeps> {
  const store = await loop.deps('notify').open(branch);
  const opened = await store.open();
  if (opened.kind !== 'head') throw new Error(opened.kind);
  const { head } = opened;
  return { tree: { read: (path) => head.read(path), list: (folder) => head.list(folder), apply: async () => {} }, history: head.history, clock: loop };
}

async function planOf(loop: Loop): Promise<NoticePlan> {
  return planNotice({ dir, factory }, await checkout(loop));
}

async function told(loop: Loop): Promise<readonly NoticeItem[]> {
  const { notice, problems } = await planOf(loop);
  expect(problems).toEqual([]);
  return notice?.items ?? [];
}

/** `app` was built from what stands under node:22. */
async function current(config = '', extra = '    platforms: [linux/amd64]\n'): Promise<Loop> {
  const loop = new Loop({ app: { from: 'node:22', built: 'a', published: 'A' } }, config, extra);
  loop.publish('node:22', 'a');
  loop.publish(app, 'A');
  await loop.look();
  return loop;
}

/** `app` is due: node:22 moved, and the delay is over. */
async function due(config = '', extra?: string): Promise<Loop> {
  const loop = await current(config, extra);
  loop.advance(day);
  loop.publish('node:22', 'b');
  await loop.look();
  loop.advance(7 * day);
  return loop;
}

/** The answer to its dispatch is lost, and two runs could be it. */
async function doubt(loop: Loop, wishes: DispatchInputs['wishes'] = new Map()): Promise<void> {
  loop.form = { kind: 'form', inputs: ['image'], showsKey: false };
  loop.startMishaps.push('lost after');
  loop.lagMs = 60_000;
  await loop.dispatch('one', { wishes });
  loop.runs.push({ id: '2', inputs: {}, name: 'Rebuild', createdAt: loop.time + 1000, builds: true });
  loop.advance(20);
  await loop.dispatch('two');
  expect(loop.rebuild('app').status).toBe('held');
}

/** Every run of it fails, until it is held. */
async function broken(): Promise<Loop> {
  const loop = await due();
  for (let turn = 1; turn <= 16; turn += 1) {
    await loop.dispatch(String(turn));
    loop.ended.set(String(loop.runs.length), 'failed');
    loop.advance(40 * hour);
  }
  return loop;
}

/** One form of `images.yaml` instead of another. */
function edit(loop: Loop, from: string, to: string): void {
  loop.put('image-factory/images.yaml', loop.file('image-factory/images.yaml').replace(from, to));
}

describe('nobody is called for', () => {
  it('what is current, waits, is due, runs or failed once', async () => {
    const loop = await due();
    expect(await told(loop)).toEqual([]);
    await loop.dispatch();
    expect(await told(loop)).toEqual([]);
    loop.ended.set('1', 'failed');
    await loop.dispatch('two');
    loop.ended.set('2', 'failed');
    await loop.dispatch('three');
    expect(loop.rebuild('app').status).toBe('failed');
    expect(await told(loop)).toEqual([]);
  });

  it.each([
    { story: 'an image that its team holds', extra: '    platforms: [linux/amd64]\n  hold: {reason: not now}\n', config: '' },
    { story: 'an image that is never rebuilt by itself', extra: '    platforms: [linux/amd64]\n  autoRebuild: false\n', config: '' },
    { story: 'a base that the operator holds', extra: '    platforms: [linux/amd64]\n', config: 'holds:\n- {image: "node:22", reason: breaks}\n' },
  ])('$story', async ({ extra, config }) => {
    const loop = await due(config, extra);
    await loop.dispatch();
    expect(loop.runs).toEqual([]);
    expect(await told(loop)).toEqual([]);
  });
});

describe('an image that stays held', () => {
  it('after eight failed runs, with the last of them', async () => {
    const loop = await broken();
    const [item, ...more] = await told(loop);
    expect(item).toEqual({
      severity: 'error',
      image: 'app',
      text: expect.stringMatching(/^It is held after 8 failed attempts: .* The run failed: https:\/\/forge\.example\/runs\/8\.$/),
      url: 'https://forge.example/runs/8',
    });
    expect(more).toEqual([]);
    loop.advance(9 * day);
    expect(await told(loop)).toEqual([item]);
  });

  it.each([
    { kind: 'blocked', why: 'the workflow is switched off', text: 'Its build can not be started, which is tried again once a day. the workflow is switched off.' },
    { kind: 'denied', why: 'the token may not', text: 'Its build may not be started, which is tried again once a day. the token may not.' },
  ] as const)('because its target is $kind, the same every day', async ({ kind, why, text }) => {
    const loop = await due();
    loop.form = { kind, why };
    await loop.dispatch();
    const items = await told(loop);
    expect(items).toEqual([{ severity: 'error', image: 'app', text }]);
    loop.advance(25 * hour);
    expect(await told(loop)).toEqual(items);
    await loop.dispatch('two');
    expect(await told(loop)).toEqual(items);
    // The base went back, and the block is still tried every day.
    loop.publish('node:22', 'a');
    await loop.look();
    expect(await told(loop)).toEqual(items);
  });

  it('because several runs could be its own', async () => {
    const loop = await due();
    await doubt(loop);
    expect(await told(loop)).toMatchObject([{ severity: 'error', image: 'app', text: expect.stringContaining('Nobody knows which run builds it') }]);
  });

  it('also when a person asked for it and nothing else does; not any more when something else is due', async () => {
    const loop = await current();
    await doubt(loop, new Map([['app', { id: 'w', reason: 'now' }]]));
    expect(await told(loop)).toMatchObject([{ image: 'app', text: expect.stringContaining('Nobody knows which run builds it') }]);
    loop.publish('node:22', 'b');
    await loop.look();
    loop.advance(7 * day);
    expect(await told(loop)).toEqual([]);
  });

  it('not when what a person asked for failed once', async () => {
    const loop = await current();
    await loop.dispatch('one', { wishes: new Map([['app', { id: 'w', reason: 'now' }]]) });
    loop.ended.set('1', 'failed');
    await loop.dispatch('two');
    expect(loop.rebuild('app')).toMatchObject({ status: 'dispatched', attempts: 1, cause: 'manual' });
    expect(await told(loop)).toEqual([]);
  });

  it.each([
    { story: 'the base went back', act: async (loop: Loop) => (loop.publish('node:22', 'a'), loop.look()) },
    { story: 'another change asks for another rebuild', act: async (loop: Loop) => (loop.publish('node:22', 'c'), await loop.look(), loop.advance(hour * 3)) },
    { story: 'its team holds it', act: async (loop: Loop) => edit(loop, '  source:', '  hold: {reason: we know}\n  source:') },
    { story: 'its team wants no rebuilds', act: async (loop: Loop) => edit(loop, '  source:', '  autoRebuild: false\n  source:') },
    { story: 'the operator holds the base', act: async (loop: Loop) => loop.put('image-factory/factory.yaml', 'repository: acme/factory\nholds:\n- {image: "node:22", reason: breaks}\n') },
  ])('is not told any more when $story', async ({ act }) => {
    const loop = await broken();
    await act(loop);
    expect(await told(loop)).toEqual([]);
  });

  it('a hold that is over hides nothing', async () => {
    const loop = await broken();
    edit(loop, '  source:', '  hold: {reason: we know, until: 2020-01-01T00:00:00Z}\n  source:');
    expect(await told(loop)).toMatchObject([{ image: 'app' }]);
  });
});

describe('a base that can not be looked up', () => {
  it('is told after a day, once for all images, the same at any later time', async () => {
    const names = ['app', 'web', 'api', 'job', 'cli', 'bot', 'ui'];
    const loop = new Loop(Object.fromEntries(names.map((name) => [name, { from: 'node:22', built: 'a', published: 'A' }])));
    loop.publish('node:22', 'a');
    for (const name of names) loop.publish(`ghcr.io/acme/${name}:latest`, 'A');
    await loop.look();
    loop.registry.set('docker.io/library/node:22', { kind: 'unknown', code: 'unreachable', why: 'nobody answers' });
    await loop.look();
    loop.advance(day);
    expect(await told(loop)).toEqual([]);
    loop.advance(1);
    const items = await told(loop);
    expect(items).toEqual([
      {
        severity: 'error',
        image: 'node:22',
        text: 'It could not be looked up since 2026-01-01T00:00:00Z: nobody knows whether api, app, bot, cli, job and 2 more are current. The step that observes says why.',
      },
    ]);
    loop.registry.set('docker.io/library/node:22', { kind: 'unknown', code: 'limited', why: 'too many requests' });
    loop.advance(5 * day);
    await loop.look();
    expect(await told(loop)).toEqual(items);
    loop.publish('node:22', 'a');
    await loop.look();
    expect(await told(loop)).toEqual([]);
  });

  it('is no matter of people while it is known that the image is behind', async () => {
    const loop = await due();
    loop.registry.set('docker.io/library/node:22', { kind: 'unknown', code: 'unreachable', why: 'nobody answers' });
    await loop.look();
    loop.advance(3 * day);
    expect(await told(loop)).toEqual([]);
  });

  it('unknown for another reason is told by the plan alone', async () => {
    const loop = new Loop({ app: { from: 'node:22', published: 'A' } });
    loop.publish('node:22', 'a');
    await loop.look();
    loop.advance(9 * day);
    expect(await told(loop)).toEqual([]);
  });
});

describe('the file that stops everything', () => {
  it('is told with what it says, and what is held beside it', async () => {
    const loop = await broken();
    loop.put('image-factory/STOP', 'Registry incident 4711\n');
    expect(await told(loop)).toMatchObject([
      { severity: 'warning', text: 'Nothing is rebuilt while image-factory/STOP is there: `Registry incident 4711`.' },
      { severity: 'error', image: 'app' },
    ]);
  });
});

describe('what can not be read', () => {
  it.each([
    { story: 'factory.yaml', path: 'image-factory/factory.yaml', text: 'rebuild: 7\n', code: 'factory/invalid-value' },
    { story: 'images.yaml', path: 'image-factory/images.yaml', text: '- name: app\n  nonsense: 1\n', code: 'notify/uncertain' },
    { story: 'a state file', path: 'image-factory/state/images/app.yaml', text: 'a: [\n', code: 'notify/uncertain' },
  ])('$story: nobody is told that all is well', async ({ path, text, code }) => {
    const loop = await due('notifications: [{type: issue}]\n');
    loop.put(path, text);
    const { notice, problems } = await planOf(loop);
    expect(notice).toBeUndefined();
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  it('hides nothing that can', async () => {
    const loop = await broken();
    loop.put('image-factory/images.d/more.yaml', '- name: web\n  nonsense: 1\n');
    expect((await planOf(loop)).notice?.items).toMatchObject([{ image: 'app' }]);
  });
});

const failing = fc.record({ name: fc.stringMatching(/^[a-z]{1,8}$/), message: fc.string({ unit: 'binary', maxLength: 2000 }), unseen: fc.boolean() });

function planned({ name, message, unseen }: { name: string; message: string; unseen: boolean }): PlannedImage {
  const base = { name: 'b', reference: `node:${name}`, kind: 'watched', freshness: 'unknown', failingSince: '2025-01-01T00:00:00Z' } as const;
  if (unseen) return { name, decision: 'unknown', why: '', bases: [base] };
  return { name, decision: 'hold', why: '', bases: [], failure: { code: 'failed', message, attempts: 8 } };
}

describe('a notice', () => {
  it('does not depend on the order of anything, and is bounded', () => {
    fc.assert(
      fc.property(fc.uniqueArray(failing, { selector: ({ name }) => name, maxLength: 40 }), (list) => {
        const plan: RebuildPlan = { at: '2026-01-01T00:00:00Z', images: list.map(planned), cascade: [], problems: [] };
        const notice = noticeOf(plan, [], { factory });
        expect(noticeOf({ ...plan, images: plan.images.toReversed() }, [], { factory })).toEqual(notice);
        expect(notice.items).toHaveLength(list.length);
        for (const { text } of notice.items) expect([...text].length).toBeLessThanOrEqual(501);
      }),
      { numRuns: 200 },
    );
  });

  it('of very many says how many are left', () => {
    const images = Array.from({ length: 5000 }, (_, index) => planned({ name: `app-${index}`, message: 'x', unseen: false }));
    const { items } = noticeOf({ at: '2026-01-01T00:00:00Z', images, cascade: [], problems: [] }, [], { factory });
    expect(items).toHaveLength(501);
    expect(items.at(-1)?.text).toContain('4500 more need a person');
  });

  it.each([
    { story: 'an image that waits for another base', change: { decision: 'wait' } },
    { story: 'a pin beside what is unknown', change: { bases: [{ name: 'b', reference: 'node:a', kind: 'watched', freshness: 'pinned', failingSince: '2025-01-01T00:00:00Z' }] } },
    { story: 'a time that has not come yet', change: { bases: [{ name: 'b', reference: 'node:a', kind: 'watched', freshness: 'unknown', failingSince: '2027-01-01T00:00:00Z' }] } },
  ] as const)('is silent about look-ups that fail for $story', ({ change }) => {
    const unseen = planned({ name: 'a', message: '', unseen: true });
    const plan = { at: '2026-01-01T00:00:00Z', cascade: [], problems: [] };
    expect(noticeOf({ ...plan, images: [unseen] }, [], { factory }).items).toHaveLength(1);
    expect(noticeOf({ ...plan, images: [{ ...unseen, ...change }] }, [], { factory }).items).toEqual([]);
  });

  it('takes no other problem for news', () => {
    const problems = [warning('observe/failed', 'x'), warning('dispatch/not-followed', 'y')];
    expect(noticeOf({ at: '2026-01-01T00:00:00Z', images: [], cascade: [], problems }, problems, { factory }).items).toEqual([]);
  });
});
