import { describe, expect, it } from 'vitest';
import type { PlanInput } from './plan.ts';
import { decidedIn, verdicts, type Story } from './factory.fixture.ts';

const node = 'node:22';
const alpine = 'alpine:3.20';
/** One image from node:22, built from digest a; delay 7 days, settle window 2 hours. */
function one(seen: NonNullable<Story['bases']>[string], now: number, more: Partial<Story['images'][string]> = {}, factory: Story['factory'] = {}): Story {
  return { images: { app: { from: [node], built: { [node]: 'a' }, ...more } }, bases: { [node]: seen }, now, factory };
}

describe('change, settle and delay', () => {
  it.each<{ story: string; is: Story; expected: string }>([
    { story: 'nothing moved', is: one([['a', 0]], 500), expected: 'current' },
    {
      story: 'it moved: a week after the first sight, not before',
      is: one(
        [
          ['a', 0],
          ['b', 10],
        ],
        177,
      ),
      expected: 'wait 178',
    },
    {
      story: 'on the hour',
      is: one(
        [
          ['a', 0],
          ['b', 10],
        ],
        178,
      ),
      expected: 'rebuild routine',
    },
    {
      story: 'newer digests do not push it back',
      is: one(
        [
          ['a', 0],
          ['b', 10],
          ['c', 100],
          ['d', 170],
        ],
        178,
      ),
      expected: 'rebuild routine',
    },
    {
      story: 'five digests in twelve hours',
      is: one(
        [
          ['a', 0],
          ['b', 1],
          ['c', 4],
          ['d', 7],
          ['e', 10],
          ['f', 13],
        ],
        169,
      ),
      expected: 'rebuild routine',
    },
    {
      story: 'a delay of nothing waits for the settle window alone',
      is: one(
        [
          ['a', 0],
          ['b', 10],
        ],
        11,
        { entry: { rebuildDelay: '0h' } },
      ),
      expected: 'wait 12',
    },
    {
      story: 'and is over with it',
      is: one(
        [
          ['a', 0],
          ['b', 10],
        ],
        12,
        { entry: { rebuildDelay: '0h' } },
      ),
      expected: 'rebuild routine',
    },
    {
      story: 'something newer came within the window, and what was before it had not settled',
      is: one(
        [
          ['a', 0],
          ['b', 10],
          ['c', 11],
        ],
        12,
        { entry: { rebuildDelay: '0h' } },
      ),
      expected: 'wait 13',
    },
    {
      story: 'something newer came, and what was before it had settled',
      is: one(
        [
          ['a', 0],
          ['b', 10],
          ['c', 12.5],
        ],
        13,
        { entry: { rebuildDelay: '0h' } },
      ),
      expected: 'rebuild routine',
    },
    {
      story: 'a delay of 365 days',
      is: one(
        [
          ['a', 0],
          ['b', 10],
        ],
        24 * 365,
        { entry: { rebuildDelay: '365d' } },
      ),
      expected: `wait ${24 * 365 + 10}`,
    },
    {
      story: 'A → B → A is no change',
      is: one(
        [
          ['a', 0],
          ['b', 10],
          ['a', 20],
        ],
        500,
      ),
      expected: 'current',
    },
    {
      story: 'A → B → A → B counts from the last time that it left A',
      is: one(
        [
          ['a', 0],
          ['b', 10],
          ['a', 20],
          ['b', 100],
        ],
        200,
      ),
      expected: 'wait 268',
    },
    {
      story: 'the built one was never seen: all that was seen is newer',
      is: one(
        [
          ['b', 10],
          ['c', 20],
        ],
        178,
      ),
      expected: 'rebuild routine',
    },
    {
      story: 'the window of the operator',
      is: one(
        [
          ['a', 0],
          ['b', 10],
        ],
        12,
        { entry: { rebuildDelay: '0h' } },
        { rebuild: { settle: '6h' } },
      ),
      expected: 'wait 16',
    },
  ])('$story', ({ is, expected }) => {
    expect(verdicts(is)).toEqual({ app: expected });
  });

  it('builds the newest that has settled, not what may be taken back', () => {
    const app = decidedIn(
      one(
        [
          ['a', 0],
          ['b', 10],
          ['c', 177],
        ],
        178,
      ),
    ).get('app');
    expect(app?.decision.kind === 'rebuild' && JSON.parse(app.decision.due.inputs['base-digests'] ?? '')).toEqual({ 'node:22': { 'linux/amd64': expect.stringContaining('sha256:62') } });
  });
});

describe('platforms', () => {
  const two = ['linux/amd64', 'linux/arm64'];
  const image = (amd: NonNullable<Story['bases']>[string], now: number): Story =>
    one(amd, now, { platforms: two, built: { [node]: { 'linux/amd64': 'a', 'linux/arm64': 'x' } }, entry: { rebuildDelay: '0h' } });

  it.each<{ story: string; is: Story; expected: string }>([
    {
      story: 'an index that only changed for others is no change',
      is: one(
        {
          'linux/amd64': [['a', 0]],
          'linux/arm64': [
            ['x', 0],
            ['y', 50],
          ],
        },
        500,
      ),
      expected: 'current',
    },
    {
      story: 'one of two moved',
      is: image(
        {
          'linux/amd64': [
            ['a', 0],
            ['b', 10],
          ],
          'linux/arm64': [['x', 0]],
        },
        12,
      ),
      expected: 'rebuild routine',
    },
    {
      story: 'published platform by platform: it settles after the last one',
      is: image(
        {
          'linux/amd64': [
            ['a', 0],
            ['b', 10],
          ],
          'linux/arm64': [
            ['x', 0],
            ['y', 11],
          ],
        },
        12,
      ),
      expected: 'wait 13',
    },
    {
      story: 'a platform was never there',
      is: image(
        {
          'linux/amd64': [
            ['a', 0],
            ['b', 10],
          ],
        },
        500,
      ),
      expected: 'unknown',
    },
    {
      story: 'a platform was dropped upstream',
      is: {
        ...image(
          {
            'linux/amd64': [
              ['a', 0],
              ['b', 10],
            ],
            'linux/arm64': [['x', 0]],
          },
          500,
        ),
        absent: { [node]: ['linux/arm64'] },
      },
      expected: 'unknown',
    },
  ])('$story', ({ is, expected }) => {
    expect(verdicts(is)).toEqual({ app: expected });
  });
});

describe('what nobody knows starts nothing', () => {
  it.each<{ story: string; is: Story }>([
    { story: 'the first run: nothing was seen', is: { images: { app: { from: [node] } }, bases: { [node]: [] }, now: 500 } },
    { story: 'built before it was enrolled', is: one([['b', 0]], 500, { built: {} }) },
    {
      story: 'evidence that is assumed',
      is: one(
        [
          ['a', 0],
          ['b', 10],
        ],
        500,
        { evidence: 'assumed' },
      ),
    },
    {
      story: 'evidence that nobody knows',
      is: one(
        [
          ['a', 0],
          ['b', 10],
        ],
        500,
        { evidence: 'hearsay' },
      ),
    },
    { story: 'a base that is new in the Dockerfile', is: { images: { app: { from: [node, alpine], built: { [node]: 'a' } } }, bases: { [node]: [['a', 0]], [alpine]: [['z', 0]] }, now: 500 } },
    { story: 'a base that has no state', is: { images: { app: { from: [node], built: { [node]: 'a' } } }, now: 500 } },
    { story: 'a look-up that fails', is: { ...one([['a', 0]], 500), failing: { [node]: 400 } } },
    {
      story: 'an external image that was never seen',
      is: { images: { app: { from: [node] }, node: { entry: { registry: 'docker.io', repository: 'library/node', source: undefined, constraint: '22' } } }, now: 500 },
    },
  ])('$story', ({ is }) => {
    expect(verdicts(is)['app']).toBe('unknown');
  });

  it('a change that was seen counts, whatever fails since then, and whatever is unknown beside it', () => {
    const story = one(
      [
        ['a', 0],
        ['b', 10],
      ],
      178,
      { from: [node, alpine] },
    );
    expect(verdicts({ ...story, failing: { [node]: 100 } })).toEqual({ app: 'rebuild routine' });
  });

  it('a person may ask for it', () => {
    expect(verdicts(one([], 500), { wishes: new Map([['app' as never, { id: 'w1', reason: 'try it' }]]) })).toEqual({ app: 'rebuild manual' });
  });
});

describe('several bases', () => {
  const both = (nodeSeen: number, alpineSeen: number, now: number, factory: Story['factory'] = {}): Story => ({
    images: { app: { from: [node, alpine], built: { [node]: 'a', [alpine]: 'z' }, entry: { rebuildDelay: '0h' } } },
    bases: {
      [node]: [
        ['a', 0],
        ['b', nodeSeen],
      ],
      [alpine]: [
        ['z', 0],
        ['y', alpineSeen],
      ],
    },
    now,
    factory,
  });

  it.each<{ story: string; is: Story; expected: string }>([
    { story: 'within half an hour are one rebuild: the first waits', is: both(10, 10.25, 12.1), expected: 'wait 12.25' },
    { story: 'and it names both', is: both(10, 10.25, 12.25), expected: 'rebuild routine' },
    { story: 'further apart are two', is: both(10, 11, 12), expected: 'rebuild routine' },
    { story: 'with the window of the operator', is: both(10, 11, 12, { rebuild: { coordination: '2h' } }), expected: 'wait 13' },
  ])('$story', ({ is, expected }) => {
    expect(verdicts(is)).toEqual({ app: expected });
  });

  it('the reason names all that moved', () => {
    const decision = decidedIn(both(10, 10.25, 12.25)).get('app')?.decision;
    expect(decision?.why).toMatchInlineSnapshot(
      `"alpine:3.20 moved (linux/amd64 sha256:7a0000000000 → sha256:790000000000), first seen 2026-01-01T10:15:00Z; node:22 moved (linux/amd64 sha256:610000000000 → sha256:620000000000), first seen 2026-01-01T10:00:00Z."`,
    );
  });
});

describe('holds', () => {
  const due = [
    ['a', 0],
    ['b', 10],
  ] as const;
  it.each<{ story: string; is: Story; expected: string; why: RegExp }>([
    { story: 'of the image', is: one(due, 500, { entry: { hold: { reason: 'fair' } } }), expected: 'hold', why: /held: .*fair/ },
    { story: 'of the image, ended', is: one(due, 500, { entry: { hold: { reason: 'fair', until: '2026-01-10T00:00:00Z' } } }), expected: 'rebuild routine', why: /moved/ },
    { story: 'of the base', is: one(due, 500, {}, { holds: [{ image: 'docker.io/library/node:22', reason: 'broken' }] }), expected: 'hold', why: /node:22 moved.*held: .*broken/ },
    { story: 'of the base, ended', is: one(due, 500, {}, { holds: [{ image: node, reason: 'broken', until: '2026-01-10T00:00:00Z' }] }), expected: 'rebuild routine', why: /moved/ },
    { story: 'of another base', is: one(due, 500, {}, { holds: [{ image: alpine, reason: 'broken' }] }), expected: 'rebuild routine', why: /moved/ },
    { story: 'autoRebuild: false is eligible, and never by itself', is: one(due, 500, { entry: { autoRebuild: false } }), expected: 'hold', why: /autoRebuild: false/ },
    { story: 'before it is due it waits like any other', is: one(due, 100, { entry: { autoRebuild: false } }), expected: 'wait 178', why: /delay of 7d/ },
  ])('$story', ({ is, expected, why }) => {
    expect(verdicts(is)).toEqual({ app: expected });
    expect(decidedIn(is).get('app')?.decision.why).toMatch(why);
  });

  it('a wish goes over autoRebuild, an emergency over a hold, too; an override over neither', () => {
    const wish = (emergency: boolean) => ({ wishes: new Map([['app' as never, { id: 'w', reason: 'r', emergency }]]) });
    const override = { overrides: new Map([['app' as never, { ids: ['CVE-2026-1'], reason: 'CVE-2026-1 is fixed in node:22.' }]]) };
    const held = one(due, 12, { entry: { hold: { reason: 'fair' } } });
    const manual = one(due, 12, { entry: { autoRebuild: false } });
    expect([verdicts(manual, wish(false)), verdicts(held, wish(false)), verdicts(held, wish(true))].map(({ app }) => app)).toEqual(['rebuild manual', 'hold', 'rebuild manual']);
    expect([verdicts(manual, override), verdicts(held, override), verdicts(one(due, 12), override)].map(({ app }) => app)).toEqual(['hold', 'hold', 'rebuild cve']);
  });
});

describe('once', () => {
  const story = one(
    [
      ['a', 0],
      ['b', 10],
    ],
    500,
  );
  const key = keyOf(story);

  it.each<{ rebuild: Record<string, unknown>; expected: string }>([
    { rebuild: { status: 'requested', key, requestedAt: '2026-01-20T00:00:00Z' }, expected: 'wait' },
    { rebuild: { status: 'dispatched', key, runId: '7' }, expected: 'wait' },
    { rebuild: { status: 'dispatched', key: '0'.repeat(32), runId: '7' }, expected: 'wait' },
    { rebuild: { status: 'failed', key, attempts: 2, nextAttemptAt: '2026-01-22T00:00:00Z' }, expected: 'wait 504' },
    { rebuild: { status: 'failed', key, attempts: 2, nextAttemptAt: '2026-01-21T00:00:00Z' }, expected: 'rebuild routine' },
    { rebuild: { status: 'failed', key: '0'.repeat(32), attempts: 2, nextAttemptAt: '2026-01-22T00:00:00Z' }, expected: 'rebuild routine' },
    { rebuild: { status: 'ineffective', key, attempts: 1 }, expected: 'rebuild routine' },
    { rebuild: { status: 'held', key, attempts: 8, lastError: { code: 'failed', message: 'The run failed.' } }, expected: 'hold' },
    { rebuild: { status: 'held', key: '0'.repeat(32), attempts: 8 }, expected: 'rebuild routine' },
    { rebuild: { status: 'held', key: '0'.repeat(32), lastError: { code: 'blocked', message: 'The workflow is off.' }, nextAttemptAt: '2026-01-22T00:00:00Z' }, expected: 'hold' },
    { rebuild: { status: 'monitoring', builtKeys: [key] }, expected: 'current' },
    { rebuild: { status: 'monitoring', builtKeys: ['0'.repeat(32)] }, expected: 'rebuild routine' },
  ])('$rebuild → $expected', ({ rebuild, expected }) => {
    expect(
      verdicts(
        one(
          [
            ['a', 0],
            ['b', 10],
          ],
          500,
          { rebuild },
        ),
      ),
    ).toEqual({ app: expected });
  });

  const asked = { status: 'requested', key: '0'.repeat(32), requestedAt: '2026-01-20T00:00:00Z' };
  const claim = { by: 'somebody', at: '2026-01-20T00:00:00Z' };
  const wish = (emergency: boolean) => ({ wishes: new Map([['app' as never, { id: 'w', reason: 'r', emergency }]]) });
  const override = { overrides: new Map([['app' as never, { ids: ['CVE-2026-1'], reason: 'CVE-2026-1 is fixed in node:22.' }]]) };

  it.each<{ story: string; rebuild: Record<string, unknown>; more?: Partial<PlanInput>; entry?: Record<string, unknown>; seen?: 'back'; expected: string }>([
    { story: 'is decided about anew', rebuild: asked, expected: 'rebuild routine' },
    { story: 'but not once a relay has claimed it', rebuild: { ...asked, claim }, expected: 'wait' },
    { story: 'nor when it was started', rebuild: { ...asked, status: 'dispatched', runId: '1' }, expected: 'wait' },
    { story: 'comes to nothing when its base is back', rebuild: asked, seen: 'back', expected: 'current' },
    { story: 'unless it is claimed', rebuild: { ...asked, claim }, seen: 'back', expected: 'wait' },
    { story: 'or a person asked for it', rebuild: { ...asked, cause: 'manual' }, seen: 'back', expected: 'wait' },
    { story: 'or an advisory did', rebuild: { ...asked, cause: 'cve', epoch: ['CVE-2026-1'] }, seen: 'back', expected: 'wait' },
    { story: 'gives way to a hold', rebuild: asked, entry: { hold: { reason: 'fair' } }, expected: 'hold' },
    { story: 'gives way to autoRebuild: false', rebuild: asked, entry: { autoRebuild: false }, expected: 'hold' },
    { story: 'gives way to an advisory', rebuild: asked, more: override, expected: 'rebuild cve' },
    { story: 'gives way to a person', rebuild: asked, more: wish(false), expected: 'rebuild manual' },
    { story: 'a person goes before an advisory', rebuild: { ...asked, cause: 'cve' }, more: wish(false), expected: 'rebuild manual' },
    { story: 'and stays before it', rebuild: { ...asked, cause: 'manual' }, more: override, expected: 'wait' },
    { story: 'one wish stays before another', rebuild: { ...asked, cause: 'manual' }, more: wish(false), expected: 'wait' },
    { story: 'but for an emergency', rebuild: { ...asked, cause: 'manual' }, more: wish(true), expected: 'rebuild manual' },
    { story: 'of which one is enough', rebuild: { ...asked, cause: 'manual', inputs: { emergency: 'true' } }, more: wish(true), expected: 'wait' },
  ])('a request that nobody has begun with $story: $expected', ({ rebuild, more, entry = {}, seen, expected }) => {
    const moves: [string, number][] = [['a', 0], ['b', 10], ...(seen === 'back' ? ([['a', 20]] as [string, number][]) : [])];
    expect(verdicts(one(moves, 500, { rebuild, entry }), more)).toEqual({ app: expected });
  });

  it('another digest of the base, of what is replaced, or another advisory is another rebuild; the reason and the clock are not', () => {
    const others = [
      one(
        [
          ['a', 0],
          ['c', 10],
        ],
        500,
      ),
      one(
        [
          ['a', 0],
          ['b', 10],
        ],
        500,
        { published: 'p' },
      ),
      one(
        [
          ['a', 0],
          ['b', 10],
        ],
        500,
        { entry: { publishedTag: 'v2' } },
      ),
      one(
        [
          ['a', 0],
          ['b', 10],
        ],
        900,
      ),
    ].map(keyOf);
    expect(others.map((other) => other === key)).toEqual([false, false, true, true]);
  });

  function keyOf(of: Story): string | undefined {
    const decision = decidedIn(of).get('app')?.decision;
    return decision?.kind === 'rebuild' ? decision.due.key : undefined;
  }
});

describe('pinned', () => {
  it('what is named by its digest moves by a pull request alone', () => {
    const pinned = `node:22@sha256:${'a'.repeat(64)}`;
    expect(
      verdicts({
        images: { app: { from: [pinned] } },
        bases: {
          [node]: [
            ['a', 0],
            ['b', 10],
          ],
        },
        now: 500,
      }),
    ).toEqual({ app: 'current' });
  });
});
