import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, digest, platform, toMap } from './observe.fixture.ts';
import { newest, oldestChange, seenOf, settledSince, wasSeen, type Sightings } from './sightings.ts';

const amd64 = platform('amd64');
const arm64 = platform('arm64');
const time = (hours: number): string => at(hours).toISOString().replace('.000Z', 'Z');
/** `abc`: one digest an hour. */
const sightings = (letters: string): Sightings => [...letters].map((letter, hours) => ({ digest: digest(letter), at: at(hours) }));
const digests = (letters: string): ReadonlySet<string> => new Set([...letters].map(digest));

describe('what was seen', () => {
  it('reads platforms in the order of their names', () => {
    const seen = seenOf(toMap({ seen: { 'linux/arm64': [{ digest: digest('b'), at: time(1) }], 'linux/amd64': [{ digest: digest('a'), at: time(0) }] } }));
    expect([...seen]).toEqual([
      [amd64, [{ digest: digest('a'), at: at(0) }]],
      [arm64, [{ digest: digest('b'), at: at(1) }]],
    ]);
  });

  it.each([
    { story: 'nothing', seen: undefined },
    { story: 'no mapping', seen: 'abc' },
    { story: 'no list', seen: { 'linux/amd64': digest('a') } },
    { story: 'an empty list', seen: { 'linux/amd64': [] } },
    { story: 'a digest that is none', seen: { 'linux/amd64': [{ digest: 'sha256:abc', at: time(0) }] } },
    { story: 'no time', seen: { 'linux/amd64': [{ digest: digest('a') }] } },
    { story: 'a date alone', seen: { 'linux/amd64': [{ digest: digest('a'), at: '2026-01-01' }] } },
    { story: 'no platform', seen: { 'amd64 or so': [{ digest: digest('a'), at: time(0) }] } },
    { story: 'another spelling of a platform', seen: { 'linux/x86_64': [{ digest: digest('a'), at: time(0) }] } },
  ])('passes over what can not be read: $story', ({ seen }) => {
    expect(seenOf(toMap({ seen }))).toEqual(new Map());
  });

  it('a damaged entry does not cost the others', () => {
    const entries = [{ digest: digest('a'), at: time(0) }, 'x', { digest: digest('b'), at: 'soon' }, { digest: digest('a'), at: time(2) }, { digest: digest('c'), at: time(3) }];
    // What stands behind the damage with the same digest is no second sight of it.
    expect(seenOf(toMap({ seen: { 'linux/amd64': entries } })).get(amd64)).toEqual([
      { digest: digest('a'), at: at(0) },
      { digest: digest('c'), at: at(3) },
    ]);
  });
});

describe('the oldest change that is not built', () => {
  it.each([
    { story: 'nothing moved', seen: 'a', from: 'a', change: undefined },
    { story: 'one change', seen: 'ab', from: 'a', change: 1 },
    { story: 'a newer digest does not push it back', seen: 'abcde', from: 'a', change: 1 },
    { story: 'built in between', seen: 'abcde', from: 'c', change: 3 },
    { story: 'it came back: A, B, A', seen: 'aba', from: 'a', change: undefined },
    { story: 'A, B, A for what is built from B', seen: 'aba', from: 'b', change: 2 },
    { story: 'it came back and went again', seen: 'abac', from: 'a', change: 3 },
    { story: 'several digests of several stages: the last of them counts', seen: 'abcd', from: 'ac', change: 3 },
    { story: 'a digest that was never seen: all of it is a change', seen: 'bc', from: 'a', change: 0 },
    { story: 'nobody knows what it is built from', seen: 'ab', from: undefined, change: undefined },
    { story: 'nothing was seen', seen: '', from: 'a', change: undefined },
  ])('$story', ({ seen, from, change }) => {
    const list = sightings(seen);
    expect(oldestChange(list, from === undefined ? undefined : digests(from))).toEqual(change === undefined ? undefined : list[change]);
  });

  const letters = fc.stringMatching(/^(?:a|b|c|d){0,12}$/);

  it('law: there is a change exactly when the newest digest is none of those it is built from', () => {
    fc.assert(
      fc.property(letters, letters, (seen, from) => {
        const list = sightings(seen);
        const last = newest(list);
        expect(oldestChange(list, digests(from)) !== undefined).toBe(last !== undefined && !digests(from).has(last.digest));
      }),
    );
  });

  it('law: a newer digest that is not built never moves the change', () => {
    fc.assert(
      fc.property(letters, letters, (seen, from) => {
        const list = sightings(seen);
        const change = oldestChange(list, digests(from));
        fc.pre(change !== undefined);
        expect(oldestChange([...list, { digest: digest('e'), at: at(99) }], digests(from))).toBe(change);
      }),
    );
  });

  it('tells whether a digest was ever there', () => {
    expect(wasSeen(sightings('ab'), digests('a'))).toBe(true);
    expect(wasSeen(sightings('ab'), digests('c'))).toBe(false);
  });
});

describe('since when everything stands', () => {
  const seen = new Map([
    [amd64, sightings('ab')],
    [arm64, sightings('abcd')],
  ]);
  it.each([
    { story: 'one platform', platforms: [amd64], since: 1 },
    { story: 'the youngest of several', platforms: [amd64, arm64], since: 3 },
    { story: 'one that was never seen', platforms: [amd64, platform('s390x')], since: undefined },
    { story: 'none', platforms: [], since: undefined },
  ])('$story', ({ platforms, since }) => {
    expect(settledSince(seen, platforms)).toEqual(since === undefined ? undefined : at(since));
  });
});
