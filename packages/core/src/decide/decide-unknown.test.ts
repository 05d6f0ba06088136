import { describe, expect, it } from 'vitest';
import { verdicts, type Story } from './factory.fixture.ts';
import { alpine, node, one } from './one-image.fixture.ts';

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
