import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDigest, parseTag } from '../reference/index.ts';
import type { ImageName } from '../enrollment/index.ts';
import { compareVersions } from './compare-versions.ts';
import { mergeState } from './merge.ts';
import { recordPublished, type Published } from './published.ts';
import { listField, mapField, textField } from './view.ts';
import { external, managed, World } from './world.fixture.ts';

function report(version: string | undefined, digest?: string): Published {
  const [tag, parsed] = [version === undefined ? undefined : parseTag(version), digest === undefined ? undefined : parseDigest(`sha256:${digest.repeat(64)}`)];
  return { ...(tag === undefined ? {} : { version: tag }), ...(parsed === undefined ? {} : { digest: parsed }) };
}

/** The state after some reports, and what became of the last one. */
function after(kind: 'managed' | 'external', ...reports: readonly Published[]) {
  let state = mergeState(kind, new Map([['builtFrom', new Map([['node-22', 'x']])]]), 'analyze', new Map());
  let last = '';
  for (const [index, each] of reports.entries()) {
    const recorded = recordPublished(kind, state, each, `2026-01-0${index + 1}T00:00:00Z`);
    last = recorded.kind;
    if (recorded.kind === 'recorded') state = recorded.state;
  }
  return { state, last };
}

describe('of an image that is built here', () => {
  it('records version, digest and time, and forgets what the one before was built from', () => {
    const { state } = after('managed', report('0.6.3', 'a'));
    expect(textField(state, 'currentVersion')).toBe('0.6.3');
    expect(textField(state, 'currentDigest')).toBe(`sha256:${'a'.repeat(64)}`);
    expect(textField(state, 'lastBuilt')).toBe('2026-01-01T00:00:00Z');
    expect(mapField(state, 'builtFrom').size).toBe(0);
    expect(listField(state, 'updateHistory')).toEqual([
      new Map([
        ['at', '2026-01-01T00:00:00Z'],
        ['version', '0.6.3'],
        ['digest', `sha256:${'a'.repeat(64)}`],
      ]),
    ]);
  });

  it.each([
    { story: 'the same again', reports: [report('1', 'a'), report('1', 'a')], last: 'known', version: '1', entries: 1 },
    { story: 'the same with less said', reports: [report('1', 'a'), report('1')], last: 'known', version: '1', entries: 1 },
    { story: 'a newer version', reports: [report('0.9.0', 'a'), report('0.10.0', 'b')], last: 'recorded', version: '0.10.0', entries: 2 },
    { story: 'a lower version that comes late', reports: [report('0.10.0', 'b'), report('0.9.0', 'a')], last: 'older', version: '0.10.0', entries: 1 },
    { story: 'a moving tag that moved', reports: [report('latest', 'a'), report('latest', 'b')], last: 'recorded', version: 'latest', entries: 2 },
    { story: 'a moving tag as it was before', reports: [report('latest', 'a'), report('latest', 'b'), report('latest', 'a')], last: 'older', version: 'latest', entries: 2 },
    { story: 'a commit after a commit: the last one counts', reports: [report('sha-f00', 'a'), report('sha-b00', 'b')], last: 'recorded', version: 'sha-b00', entries: 2 },
    { story: 'a version rebuilt', reports: [report('1.2', 'a'), report('1.2', 'b')], last: 'recorded', version: '1.2', entries: 2 },
    { story: 'a digest alone', reports: [report('1.2', 'a'), report(undefined, 'b')], last: 'recorded', version: '1.2', entries: 2 },
    { story: 'nothing', reports: [report('1.2', 'a'), report(undefined)], last: 'nothing', version: '1.2', entries: 1 },
  ])('$story: $last', ({ reports, last, version, entries }) => {
    const made = after('managed', ...reports);
    expect(made.last).toBe(last);
    expect(textField(made.state, 'currentVersion')).toBe(version);
    expect(listField(made.state, 'updateHistory')).toHaveLength(entries);
  });

  it('a version without a digest does not keep the digest of another', () => {
    expect(textField(after('managed', report('1', 'a'), report('2')).state, 'currentDigest')).toBeUndefined();
  });

  it('keeps the last 50 entries', () => {
    const { state } = after('managed', ...Array.from({ length: 80 }, (_, index) => report(`1.${index}`)));
    expect(listField(state, 'updateHistory')).toHaveLength(50);
    expect(textField(state, 'currentVersion')).toBe('1.79');
  });

  it('law: late and repeated reports of numbered versions leave the newest, whatever their order', () => {
    const numbered = fc.shuffledSubarray(
      Array.from({ length: 12 }, (_, index) => index),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(numbered, fc.array(fc.nat(11), { maxLength: 6 }), (order, again) => {
        const all = [...order, ...again.filter((each) => order.includes(each))];
        const { state } = after('managed', ...all.map((each) => report(`1.${each}`, '0123456789ab'[each])));
        expect(textField(state, 'currentVersion')).toBe(`1.${Math.max(...order)}`);
      }),
    );
  });
});

describe('of an image that is only watched', () => {
  it('records the digest and the one before; it has no version and no build', () => {
    const { state } = after('external', report('16', 'a'), report('16', 'b'));
    expect(textField(state, 'currentDigest')).toBe(`sha256:${'b'.repeat(64)}`);
    expect(textField(state, 'previousDigest')).toBe(`sha256:${'a'.repeat(64)}`);
    expect(textField(state, 'lastUpdated')).toBe('2026-01-02T00:00:00Z');
    for (const field of ['currentVersion', 'lastBuilt']) expect(state.has(field)).toBe(false);
  });

  it('of a tag alone nothing is recorded', () => {
    expect(after('external', report('16')).last).toBe('nothing');
  });
});

describe('as part of a plan', () => {
  const world = (): World => {
    const made = new World();
    made.images = managed('app') + external('postgres', 'library/postgres', '^16$');
    made.dockerfiles = { 'app/Dockerfile': 'FROM node:22\n' };
    return made;
  };
  const published = (image: string, ...given: Parameters<typeof report>) => ({ published: { image: image as ImageName, ...report(...given) } });

  it('is recorded together with the first analysis, and once', () => {
    const made = world();
    const { plan, problems } = made.run(published('app', '0.6.3', 'a'));
    expect(problems).toEqual([]);
    expect(plan.changes.map(({ kind, name }) => `${kind} ${name}`)).toContain('created app');
    expect(made.text('images/app.yaml')).toContain('currentVersion: 0.6.3\n');
    made.day += 1;
    expect(made.run(published('app', '0.6.3', 'a')).plan.files).toEqual([]);
    expect(made.run(published('app', '0.6.4', 'b')).plan.changes).toEqual([{ kind: 'updated', of: 'image', name: 'app', fields: ['currentVersion', 'currentDigest', 'lastBuilt', 'updateHistory'] }]);
  });

  it.each([
    { story: 'older', image: 'app', version: '0.1', says: 'app: what is said to be published is not recorded: version 0.6.3 is published already.' },
    { story: 'a tag of what is only watched', image: 'postgres', version: '16', says: 'postgres is only watched' },
  ])('$story: a notice, and nothing is written', ({ image, version, says }) => {
    const made = world();
    made.run(published('app', '0.6.3', 'a'));
    const { plan, problems } = made.run(published(image, version));
    expect(plan.files).toEqual([]);
    expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['notice state/not-recorded']);
    expect(problems[0]?.message).toContain(says);
  });
});

it.each([
  ['1.9', '1.10', -1],
  ['v2', 'v1.9.9', 1],
  ['1.0', '1.0.0', 0],
  ['v1', '1', undefined],
  ['1.2-rc1', '1.2', undefined],
  ['latest', '1', undefined],
  ['1.2.3.4.5', '1', undefined],
  ['99999999999999999999', '99999999999999999998', 1],
])('compares %s with %s', (a, b, result) => {
  expect(compareVersions(a, b)).toBe(result);
});
