import { describe, expect, it } from 'vitest';
import { decidedIn, verdicts, type Story } from './factory.fixture.ts';
import { alpine, node, one } from './one-image.fixture.ts';
import type { PlanInput } from './plan.ts';

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
