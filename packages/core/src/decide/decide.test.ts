import { describe, expect, it } from 'vitest';
import { decidedIn, verdicts, type Story } from './factory.fixture.ts';
import { alpine, node, one } from './one-image.fixture.ts';

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
