import { describe, expect, it } from 'vitest';
import { listField, textField } from '../state/index.ts';
import { isMap } from '../yaml/index.ts';
import { built, platform, unreachable, Watched } from './observe.fixture.ts';

const amd64 = platform('amd64');
const arm64 = platform('arm64');

describe('what people hear of', () => {
  it.each([
    { tag: '22', severity: undefined },
    { tag: '22.1.3', severity: 'notice' },
    { tag: '22.1.3-r1', severity: 'warning' },
  ])('a tag that is re-pointed: $tag → $severity', ({ tag, severity }) => {
    const watched = new Watched(`node:${tag}`);
    watched.look('amd64=a', 0);
    expect(watched.problems).toEqual([]);
    watched.look('amd64=b', 1);
    expect(watched.problems.map((problem) => [problem.code, problem.severity])).toEqual(severity === undefined ? [] : [['observe/re-pointed', severity]]);
    const entry = listField(watched.state, 'updateHistory').at(-1);
    expect(isMap(entry) && textField(entry, 'event')).toBe(severity === undefined ? undefined : 're-pointed');
  });

  it('a full version that only gained a platform is not re-pointed', () => {
    const watched = new Watched('node:22.1.3');
    watched.look('amd64=a', 0);
    watched.look('amd64=a arm64=b', 1);
    expect(watched.problems).toEqual([]);
  });

  it('a platform that goes is told when something is built for it', () => {
    for (const [platforms, codes] of [
      [[arm64], ['observe/platform-gone']],
      [[amd64], []],
    ] as const) {
      const watched = new Watched();
      watched.needs = { platforms: new Set(platforms), dependents: [] };
      watched.look('amd64=a arm64=b', 0);
      watched.look('amd64=a', 1);
      expect(watched.problems.map(({ code }) => code)).toEqual(codes);
    }
  });

  it('a time far ahead is told, since what is new counts from then', () => {
    const watched = new Watched();
    watched.look('amd64=a', 100);
    watched.look('amd64=b', 0);
    expect(watched.problems.map(({ code }) => code)).toEqual(['observe/clock']);
    expect(watched.seen()).toBe('a@100 b@100');
  });

  it('names the enrolled image', () => {
    const watched = new Watched('postgres:16', 'external');
    watched.look(unreachable, 0);
    expect(watched.problems[0]?.image).toBe('node');
  });
});

describe('what is kept', () => {
  it('of a platform that nothing is built for, old sights go', () => {
    const watched = new Watched();
    watched.needs = { platforms: new Set([amd64]), dependents: [built({ amd64: 'a' })] };
    for (const [index, letter] of [...'abc'].entries()) watched.look(`amd64=${letter} arm64=${letter}`, index);
    watched.look('amd64=d arm64=d', 24 * 200);
    expect(watched.seen()).toBe('a@0 b@1 c@2 d@4800');
    expect(watched.seen('arm64')).toBe('d@4800');
  });
});
