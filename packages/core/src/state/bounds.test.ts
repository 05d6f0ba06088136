import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isList, toYaml, type YamlMap } from '../yaml/index.ts';
import { boundedHistory, builtFromDigests, maxHistory, prunedSeen } from './bounds.ts';
import { mergeState } from './merge.ts';
import { listField } from './view.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const amd64 = 'linux/amd64';

function map(data: object): YamlMap {
  return toYaml(data) as YamlMap;
}

describe('histories', () => {
  it.each([0, 1, 49, 50, 51, 1000])('of %i entries the newest are kept, at most 50', (length) => {
    const entries = Array.from({ length }, (_, index) => `run ${index}`);
    expect(boundedHistory(entries)).toEqual(entries.slice(-maxHistory));
  });

  it('no writer can make one longer', () => {
    const history = Array.from({ length: 51 }, (_, index) => String(index));
    expect(listField(mergeState('managed', undefined, 'build', new Map([['updateHistory', history]])), 'updateHistory')).toHaveLength(50);
    expect(listField(mergeState('base', undefined, 'observe', new Map([['updateHistory', history]])), 'updateHistory')).toHaveLength(50);
  });
});

describe('what a clock needs', () => {
  const at = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`;
  const seen = (letters: string): YamlMap => map({ [amd64]: [...letters].map((letter, index) => ({ digest: digest(letter), at: at(index + 1) })) });
  const letters = (state: YamlMap): string => {
    const list = state.get(amd64);
    return isList(list) ? list.map((entry) => /:(.)/.exec(String(entry instanceof Map ? entry.get('digest') : ''))?.[1]).join('') : '';
  };
  const built = (letter?: string) => builtFromDigests(map({ builtFrom: letter === undefined ? {} : { node: { [amd64]: digest(letter) } } }), 'node');

  it.each([
    { story: 'built from the newest', seen: 'abcd', of: ['d'], before: 31, left: 'd' },
    { story: 'two dependents, one behind', seen: 'abcd', of: ['d', 'b'], before: 31, left: 'bcd' },
    { story: 'one that says nothing', seen: 'abcd', of: ['d', undefined], before: 31, left: 'abcd' },
    { story: 'one whose digest was never seen', seen: 'abcd', of: ['f'], before: 31, left: 'abcd' },
    { story: 'a digest that came back: since its first sight', seen: 'abac', of: ['a'], before: 31, left: 'abac' },
    { story: 'young entries', seen: 'abcd', of: ['d'], before: 3, left: 'cd' },
    { story: 'no dependents', seen: 'abcd', of: [], before: 31, left: 'd' },
    { story: 'a single entry', seen: 'a', of: [], before: 31, left: 'a' },
  ])('$story: $seen → $left', ({ seen: all, of, before, left }) => {
    expect(letters(prunedSeen(seen(all), of.map(built), at(before)))).toBe(left);
  });

  it('finds digests by platform, however evidence is written', () => {
    const state = map({ builtFrom: { node: { platforms: { [amd64]: digest('a'), 'linux/arm64': { digest: digest('b') } }, evidence: 'report' }, index: digest('c') } });
    expect([...(builtFromDigests(state, 'node')(amd64) ?? [])]).toEqual([digest('a')]);
    expect([...(builtFromDigests(state, 'node')('linux/arm64') ?? [])]).toEqual([digest('b')]);
    expect(builtFromDigests(state, 'node')('linux/s390x')).toBeUndefined();
    expect([...(builtFromDigests(state, 'index')(amd64) ?? [])]).toEqual([digest('c')]);
  });

  it('law: pruning takes from the start alone, and a second time nothing', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-d]{1,20}$/), fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: undefined })), fc.integer({ min: 1, max: 31 }), (all, of, before) => {
        const once = prunedSeen(seen(all), of.map(built), at(before));
        expect(all.endsWith(letters(once))).toBe(true);
        expect(prunedSeen(once, of.map(built), at(before))).toBe(once);
      }),
    );
  });
});
