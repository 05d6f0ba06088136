import { describe, expect, it } from 'vitest';
import { listField, mapField, mergeState, readState, renderState, textField, type StateKind } from '../state/index.ts';
import { sameValue, toYaml } from '../yaml/index.ts';
import type { LookUp } from './look-up.ts';
import { at, digest, found, missing, platform, toMap, unreachable, Watched } from './observe.fixture.ts';
import { absentOf, checkFailureOf, knownOf, missingPlatforms } from './standing.ts';

const kinds: readonly StateKind[] = ['base', 'external', 'managed'];
const amd64 = platform('amd64');
const arm64 = platform('arm64');

interface Step {
  readonly hours: number;
  readonly answer: LookUp | string;
  readonly news: readonly string[];
}

interface Row {
  readonly story: string;
  readonly steps: readonly Step[];
  readonly amd64: string;
  readonly arm64?: string;
  readonly absent?: readonly string[];
}

const rows: readonly Row[] = [
  { story: 'the first look', steps: [{ hours: 0, answer: 'amd64=a', news: ['first-seen'] }], amd64: 'a@0' },
  {
    story: 'nothing moves',
    steps: [
      { hours: 0, answer: 'amd64=a', news: ['first-seen'] },
      { hours: 1, answer: 'amd64=a', news: [] },
      { hours: 99, answer: 'amd64=a', news: [] },
    ],
    amd64: 'a@0',
  },
  {
    story: 'A, B, A: what comes back is seen anew',
    steps: [
      { hours: 0, answer: 'amd64=a', news: ['first-seen'] },
      { hours: 1, answer: 'amd64=b', news: ['moved'] },
      { hours: 2, answer: 'amd64=a', news: ['moved'] },
    ],
    amd64: 'a@0 b@1 a@2',
  },
  {
    story: 'five digests in twelve hours',
    steps: [...'abcde'].map((letter, index) => ({ hours: index * 3, answer: `amd64=${letter}`, news: [index === 0 ? 'first-seen' : 'moved'] })),
    amd64: 'a@0 b@3 c@6 d@9 e@12',
  },
  {
    story: 'an index that is published platform by platform',
    steps: [
      { hours: 0, answer: 'amd64=a arm64=b', news: ['first-seen'] },
      { hours: 5, answer: 'amd64=c', news: ['moved', 'platforms-gone'] },
      { hours: 6, answer: 'amd64=c arm64=d', news: ['moved', 'platforms-back'] },
    ],
    amd64: 'a@0 c@5',
    arm64: 'b@0 d@6',
  },
  {
    story: 'a platform is added',
    steps: [
      { hours: 0, answer: 'amd64=a', news: ['first-seen'] },
      { hours: 5, answer: 'amd64=a arm64=b', news: ['churn', 'platforms-added'] },
    ],
    amd64: 'a@0',
    arm64: 'b@5',
  },
  {
    story: 'a platform is dropped upstream: what was seen of it stays',
    steps: [
      { hours: 0, answer: 'amd64=a arm64=b', news: ['first-seen'] },
      { hours: 5, answer: 'amd64=a', news: ['churn', 'platforms-gone'] },
      { hours: 6, answer: 'amd64=a', news: [] },
    ],
    amd64: 'a@0',
    arm64: 'b@0',
    absent: ['linux/arm64'],
  },
  {
    story: 'a platform that comes back as it was is not seen anew',
    steps: [
      { hours: 0, answer: 'amd64=a arm64=b', news: ['first-seen'] },
      { hours: 5, answer: 'amd64=a', news: ['churn', 'platforms-gone'] },
      { hours: 6, answer: 'amd64=a arm64=b', news: ['churn', 'platforms-back'] },
    ],
    amd64: 'a@0',
    arm64: 'b@0',
  },
  {
    story: 'a look-up that fails changes no digest',
    steps: [
      { hours: 0, answer: 'amd64=a', news: ['first-seen'] },
      { hours: 1, answer: unreachable, news: ['failing'] },
      { hours: 2, answer: unreachable, news: [] },
      { hours: 3, answer: 'amd64=b', news: ['moved', 'answers-again'] },
    ],
    amd64: 'a@0 b@3',
  },
  {
    story: 'a tag that is gone changes no digest',
    steps: [
      { hours: 0, answer: 'amd64=a', news: ['first-seen'] },
      { hours: 1, answer: missing, news: ['failing'] },
      { hours: 2, answer: 'amd64=a', news: ['answers-again'] },
    ],
    amd64: 'a@0',
  },
  {
    story: 'a clock that goes behind: time never goes back',
    steps: [
      { hours: 5, answer: 'amd64=a', news: ['first-seen'] },
      { hours: 3, answer: 'amd64=b', news: ['moved'] },
      { hours: 4, answer: 'amd64=c', news: ['moved'] },
      { hours: 6, answer: 'amd64=d', news: ['moved'] },
    ],
    amd64: 'a@5 b@5 c@5 d@6',
  },
];

describe('what look-ups leave', () => {
  it.each(rows)('$story', (row) => {
    const watched = new Watched();
    for (const { hours, answer, news } of row.steps) {
      const recorded = watched.look(answer, hours);
      expect(recorded.news.map(({ kind }) => kind)).toEqual(news);
      for (const { why } of recorded.news) expect(why).toMatch(/^node:22 .+[^.]\.$/);
    }
    expect(watched.seen()).toBe(row.amd64);
    expect(watched.seen('arm64')).toBe(row.arm64 ?? '');
    expect([...absentOf(watched.state).keys()]).toEqual(row.absent ?? []);
  });

  it('whether all platforms are there can be asked', () => {
    const watched = new Watched();
    watched.look('amd64=a arm64=b', 0);
    watched.look('amd64=a', 1);
    expect(missingPlatforms(watched.state, [amd64])).toEqual([]);
    expect(missingPlatforms(watched.state, [amd64, arm64, platform('s390x')])).toEqual([arm64, platform('s390x')]);
    expect(absentOf(watched.state).get(arm64)).toEqual(at(1));
  });

  it('says what the reference points to, since when, and what came before', () => {
    const watched = new Watched();
    watched.look('amd64=a', 0);
    watched.look('amd64=b', 5);
    const [a, b] = [found('amd64=a').digest, found('amd64=b').digest];
    expect(textField(watched.state, 'currentDigest')).toBe(b);
    expect(textField(watched.state, 'previousDigest')).toBe(a);
    expect(textField(watched.state, 'lastUpdated')).toBe('2026-01-01T05:00:00Z');
    expect(listField(watched.state, 'updateHistory')).toEqual([
      toYaml({ at: '2026-01-01T00:00:00Z', digest: a, platforms: ['linux/amd64'], why: `node:22 was seen for the first time: ${a.slice(0, 19)} for linux/amd64.` }),
      toYaml({ at: '2026-01-01T05:00:00Z', digest: b, previousDigest: a, platforms: ['linux/amd64'], why: `node:22 moved from ${a.slice(0, 19)} to ${b.slice(0, 19)}, new for linux/amd64.` }),
    ]);
  });

  it('an index that changes for platforms nobody builds for is recorded, and told apart from a move', () => {
    const watched = new Watched('node:22.1.3');
    watched.needs = { platforms: new Set([amd64]), dependents: [] };
    watched.look('amd64=a arm64=b', 0);
    const { news } = watched.look('amd64=a arm64=c', 1);
    expect(news.map(({ kind, platforms }) => [kind, platforms])).toEqual([['churn', [arm64]]]);
    expect(news[0]?.why).toContain('for the platforms that are built for nothing changed');
    expect(textField(watched.state, 'currentDigest')).toBe(found('amd64=a arm64=c').digest);
    expect(watched.seen()).toBe('a@0');
  });

  it('of what we build only what is seen is recorded: what is published is said by others', () => {
    const watched = new Watched('ghcr.io/acme/app:latest', 'managed');
    const before = watched.state;
    watched.look('amd64=a', 0);
    watched.look('amd64=b', 1);
    expect(watched.seen()).toBe('a@0 b@1');
    for (const field of ['currentDigest', 'updateHistory', 'builtFrom', 'lastBuilt']) expect(watched.state.get(field)).toEqual(before.get(field));
    expect(watched.state.has('lastUpdated')).toBe(false);
  });

  it('of an enrolled image that is only watched the pointer is recorded too', () => {
    const watched = new Watched('postgres:16', 'external');
    watched.look('amd64=a', 0);
    expect(textField(watched.state, 'currentDigest')).toBe(found('amd64=a').digest);
    expect(listField(watched.state, 'updateHistory')).toHaveLength(1);
  });

  it.each(kinds)('a time of looking alone is no reason to write: %s', (kind) => {
    const watched = new Watched('node:22', kind);
    watched.look('amd64=a', 0);
    const before = watched.state;
    watched.look('amd64=a', 9);
    expect(watched.state).toBe(before);
    watched.look('amd64=b', 10);
    expect(textField(watched.state, 'lastChecked')).toBe('2026-01-01T10:00:00Z');
  });

  it.each(kinds)('everything else stays as it was, through a real file: %s', (kind) => {
    const watched = new Watched('node:22', kind);
    watched.state = mergeState(kind, new Map([...watched.state, ['theirs', toMap({ a: '1.10' })], ['rebuildState', toMap({ status: 'held' })]]), 'analyze', new Map());
    watched.look('amd64=a arm64=b', 0);
    watched.look('amd64=c', 1);
    watched.look(unreachable, 2);
    const place = { shelf: kind === 'base' ? 'bases' : 'images', stem: 'node' } as const;
    const folder = kind === 'base' ? 'base-images' : 'images';
    const { snapshot, corrupt } = readState([{ path: `${folder}/node.yaml`, text: renderState(place, watched.state) }], 'state');
    expect(corrupt).toEqual([]);
    expect(sameValue(snapshot[place.shelf].get('node'), watched.state)).toBe(true);
    expect(sameValue(watched.state.get('theirs'), toMap({ a: '1.10' }))).toBe(true);
    expect(sameValue(watched.state.get('rebuildState'), toMap({ status: 'held' }))).toBe(true);
  });

  it('entries that nobody can read are left where they are', () => {
    const watched = new Watched();
    watched.state = mergeState('base', watched.state, 'observe', new Map([['seen', toMap({ 'linux/amd64': ['x', { digest: digest('a'), at: '2026-01-01T00:00:00Z' }], 'linux/x86_64': 'y' })]]));
    expect(watched.look('amd64=a', 1).news.map(({ kind }) => kind)).toEqual(['churn']);
    watched.look('amd64=b', 2);
    expect(watched.seen()).toBe('? a@0 b@2');
    expect(mapField(watched.state, 'seen').get('linux/x86_64')).toBe('y');
  });
});

describe('what a registry need not tell again', () => {
  it('is what stood there last, without the platforms that went', () => {
    const watched = new Watched();
    expect(knownOf(watched.state)).toBeUndefined();
    watched.look('amd64=a arm64=b', 0);
    expect(knownOf(watched.state)).toEqual({ digest: found('amd64=a arm64=b').digest, platforms: found('amd64=a arm64=b').platforms });
    watched.look('amd64=c', 1);
    watched.look(unreachable, 2);
    expect(knownOf(watched.state)).toEqual({ digest: found('amd64=c').digest, platforms: found('amd64=c').platforms });
  });

  it.each([
    { story: 'a report said what is current', change: { currentDigest: digest('f'), updateHistory: [{ at: '2026-01-01T00:00:00Z', digest: digest('f') }] } },
    { story: 'somebody wrote another digest', change: { currentDigest: digest('f') } },
    { story: 'the digest comes from elsewhere', change: { updateHistory: [] } },
    { story: 'nothing was seen by platform', change: { seen: {} } },
  ])('is nothing where $story', ({ change }) => {
    const watched = new Watched();
    watched.look('amd64=a', 0);
    expect(knownOf(new Map([...watched.state, ...toMap(change)]))).toBeUndefined();
  });
});

describe('look-ups that fail', () => {
  it('says since when, and forgets it with the first good answer', () => {
    const watched = new Watched();
    watched.look(unreachable, 0);
    watched.look({ kind: 'unknown', code: 'limited', why: 'it asks for patience' }, 2);
    watched.look(missing, 3);
    expect(checkFailureOf(watched.state)).toEqual({ since: at(0), code: 'missing', message: 'the registry has no such tag' });
    watched.look('amd64=a', 4);
    expect(checkFailureOf(watched.state)).toBeUndefined();
    expect(watched.state.has('checkFailure')).toBe(false);
    watched.look(unreachable, 5);
    expect(checkFailureOf(watched.state)?.since).toEqual(at(5));
  });

  it.each([
    { story: 'at once', hours: 0, severity: 'warning' },
    { story: 'a day later', hours: 24, severity: 'warning' },
    { story: 'after more than a day', hours: 24.01, severity: 'error' },
  ])('grows louder: $story', ({ hours, severity }) => {
    for (const [answer, code] of [
      [unreachable, 'observe/failed'],
      [missing, 'observe/missing'],
    ] as const) {
      const watched = new Watched();
      watched.look(answer, 0);
      watched.look(answer, hours);
      expect(watched.problems).toMatchObject([{ severity, code }]);
    }
  });

  it.each([
    { story: 'another wording', since: '"2026-01-01T00:00:00Z"', expected: 0 },
    { story: 'a beginning that can not be read', since: 'soon', expected: 9 },
    { story: 'a beginning that has not come yet', since: '"2026-01-02T00:00:00Z"', expected: 9 },
  ])('$story', ({ since, expected }) => {
    const watched = new Watched();
    watched.look(unreachable, 0);
    const text = renderState({ shelf: 'bases', stem: 'node' }, watched.state).replace('"2026-01-01T00:00:00Z"\n  code', `${since}\n  code`);
    watched.state = readState([{ path: 'base-images/node.yaml', text }], 'state').snapshot.bases.get('node') ?? new Map();
    watched.look({ kind: 'unknown', code: 'unreachable', why: 'still nobody' }, 9);
    expect(checkFailureOf(watched.state)?.since).toEqual(at(expected));
  });

  it('a message of any length is kept short', () => {
    const watched = new Watched();
    watched.look({ kind: 'unknown', code: 'broken', why: 'x'.repeat(10_000) }, 0);
    expect(checkFailureOf(watched.state)?.message).toHaveLength(300);
  });
});
