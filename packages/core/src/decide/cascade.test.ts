import { describe, expect, it } from 'vitest';
import { predictCascade } from './plan.ts';
import { at, decidedIn, factoryOf, verdicts, type Story } from './factory.fixture.ts';

const node = 'node:22';
const image = (name: string): string => `ghcr.io/acme/${name}:latest`;

/** base ← mid ← leaf; base is built from node:22, digest a. */
function chain(
  now: number,
  changes: Partial<Record<'base' | 'mid' | 'leaf', Story['images'][string]>> = {},
  seen: readonly (readonly [string, number])[] = [
    ['a', 0],
    ['b', 10],
  ],
): Story {
  return {
    images: {
      base: { from: [node], built: { [node]: 'a' }, seen: [['B', 0]], ...changes.base },
      mid: { from: [image('base')], built: { [image('base')]: 'B' }, seen: [['M', 0]], ...changes.mid },
      leaf: { from: [image('mid')], built: { [image('mid')]: 'M' }, ...changes.leaf },
    },
    bases: { [node]: seen },
    now,
  };
}

describe('parents before children', () => {
  it.each<{ story: string; is: Story; expected: Record<string, string> }>([
    { story: 'only what is built from the base is due', is: chain(178), expected: { base: 'rebuild routine', mid: 'current', leaf: 'current' } },
    {
      story: 'the child follows when the digest of its parent is seen, without a delay of its own',
      is: chain(202, {
        base: {
          built: { [node]: 'b' },
          seen: [
            ['B', 0],
            ['C', 200],
          ],
        },
      }),
      expected: { base: 'current', mid: 'rebuild parent', leaf: 'current' },
    },
    {
      story: 'once it has settled',
      is: chain(201, {
        base: {
          built: { [node]: 'b' },
          seen: [
            ['B', 0],
            ['C', 200],
          ],
        },
      }),
      expected: { base: 'current', mid: 'wait 202', leaf: 'current' },
    },
    {
      story: 'a child that has a change of its own waits for a parent that is due',
      is: chain(178, { leaf: { from: [image('mid'), node], built: { [image('mid')]: 'M', [node]: 'a' } } }),
      expected: { base: 'rebuild routine', mid: 'current', leaf: 'wait' },
    },
    {
      story: 'and for one that is being rebuilt',
      is: chain(178, {
        base: { from: [node], built: { [node]: 'a' }, rebuild: { status: 'dispatched', key: 'f'.repeat(32), runId: '1' } },
        mid: { from: [image('base'), node], built: { [image('base')]: 'B', [node]: 'a' } },
      }),
      expected: { base: 'wait', mid: 'wait', leaf: 'current' },
    },
    {
      story: 'but not for one that only waits for its time',
      is: chain(178, { base: { entry: { rebuildDelay: '30d' } }, mid: { from: [image('base'), node], built: { [image('base')]: 'B', [node]: 'a' } } }),
      expected: { base: 'wait 730', mid: 'rebuild routine', leaf: 'current' },
    },
    {
      story: 'nor for one that failed and backs off',
      is: chain(178, {
        base: { rebuild: { status: 'held', key: 'f'.repeat(32), lastError: { code: 'blocked', message: 'off' }, nextAttemptAt: '2026-02-01T00:00:00Z' } },
        mid: { from: [image('base'), node], built: { [image('base')]: 'B', [node]: 'a' } },
      }),
      expected: { base: 'hold', mid: 'rebuild routine', leaf: 'current' },
    },
    {
      story: 'nor for one whose request a hold stands against',
      is: chain(178, {
        base: { entry: { hold: { reason: 'fair' } }, rebuild: { status: 'requested', key: 'f'.repeat(32) } },
        mid: { from: [image('base'), node], built: { [image('base')]: 'B', [node]: 'a' } },
      }),
      expected: { base: 'hold', mid: 'rebuild routine', leaf: 'current' },
    },
    { story: 'a parent that is content-equal keeps its tag: the cascade stops', is: chain(500, { base: { built: { [node]: 'b' } } }), expected: { base: 'current', mid: 'current', leaf: 'current' } },
  ])('$story', ({ is, expected }) => {
    expect(verdicts(is)).toEqual(expected);
  });

  it.each<{ cascade: string; mid: string; leaf: string }>([
    { cascade: 'transitive', mid: 'rebuild parent', leaf: 'rebuild parent' },
    { cascade: 'direct', mid: 'rebuild parent', leaf: 'current' },
    { cascade: 'none', mid: 'current', leaf: 'rebuild parent' },
  ])('cascade $cascade of the first', ({ cascade, mid, leaf }) => {
    const moved = [
      ['B', 0],
      ['C', 200],
    ] as const;
    expect(verdicts(chain(300, { base: { entry: { cascade }, built: { [node]: 'b' }, seen: moved } }))['mid']).toBe(mid);
    // Then mid was rebuilt for its parent, and its tag moved.
    const after = chain(300, {
      base: { entry: { cascade }, built: { [node]: 'b' }, seen: moved },
      mid: {
        built: { [image('base')]: 'C' },
        seen: [
          ['M', 0],
          ['N', 210],
        ],
        rebuild: { status: 'monitoring', lastCause: cascade === 'none' ? 'manual' : 'parent' },
      },
    });
    expect(verdicts(after)['leaf']).toBe(leaf);
  });

  it('what is built from itself is held, with what is built from it; the others go on', () => {
    const story: Story = {
      images: {
        a: { from: [image('b'), node], built: { [node]: 'a' } },
        b: { from: [image('a')] },
        c: { from: [image('b')] },
        free: { from: [node], built: { [node]: 'a' } },
      },
      bases: {
        [node]: [
          ['a', 0],
          ['b', 10],
        ],
      },
      now: 500,
    };
    expect(verdicts(story)).toEqual({ a: 'hold', b: 'hold', c: 'hold', free: 'rebuild routine' });
  });
});

it('predicts level by level what follows, and when', () => {
  const story = chain(100, { leaf: { from: [image('mid')] } });
  const { model } = factoryOf(story);
  const decided = [...decidedIn(story).values()];
  expect(predictCascade(model, decided, at(100))).toEqual([
    { image: 'mid', level: 1, via: 'base', after: at(178) },
    { image: 'leaf', level: 2, via: 'mid', after: at(178) },
  ]);
});
