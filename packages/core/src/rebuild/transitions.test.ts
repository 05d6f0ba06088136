import { describe, expect, it } from 'vitest';
import { block, claim, dispatched, finished, holdAmbiguous, leaveOpen, release, request, usualLeaseMs, type Rebuild, type RebuildError, type Transition } from './index.ts';
import { after, asked, at, key, untouched } from './rebuild.fixture.ts';

type Event = (rebuild: Rebuild) => Transition;

const [a, b] = [key('a'), key('b')];
const ask =
  (more: Parameters<typeof asked>[0] = {}): Event =>
  (rebuild) =>
    request(rebuild, asked(more));
const take =
  (by: string, minutes: number): Event =>
  (rebuild) =>
    claim(rebuild, { by, at: at(minutes), leaseMs: usualLeaseMs });
const start =
  (run?: string, minutes = 1): Event =>
  (rebuild) =>
    dispatched(rebuild, a, at(minutes), run === undefined ? undefined : { id: run });
const fail =
  (minutes: number, run?: string): Event =>
  (rebuild) =>
    finished(rebuild, { key: a, outcome: 'failed', at: at(minutes), ...(run === undefined ? {} : { run }) });
const succeed: Event = (rebuild) => finished(rebuild, { key: a, outcome: 'succeeded', at: at(60) });
const same: Event = (rebuild) => finished(rebuild, { key: a, outcome: 'current', at: at(60) });
const doubt =
  (by: string): Event =>
  (rebuild) =>
    holdAmbiguous(rebuild, by, 'which one?');
const later: RebuildError = { code: 'later', message: 'not now' };
const blocked: RebuildError = { code: 'blocked', message: 'gone' };
const unclear: RebuildError = { code: 'unclear', message: 'lost' };

interface Row {
  readonly story: string;
  readonly events: readonly Event[];
  readonly event: Event;
  readonly comes: 'moved' | 'kept';
  readonly to: Partial<Rebuild>;
  readonly why: string | RegExp;
}

function check({ events, event, comes, to, why }: Row): void {
  const before = after(...events);
  const result = event(before);
  expect({ kind: result.kind, rebuild: result.rebuild }).toMatchObject({ kind: comes, rebuild: to });
  expect(result.why).toMatch(why);
  if (result.kind === 'kept') expect(result.rebuild).toBe(before);
}

describe('asking', () => {
  it.each<Row>([
    { story: 'for the first time', events: [], event: ask(), comes: 'moved', to: { status: 'requested', key: a, pendingRebuild: true }, why: 'node:22 moved' },
    { story: 'twice for the same', events: [ask()], event: ask(), comes: 'kept', to: {}, why: 'asked for already' },
    { story: 'for something newer, before anybody began', events: [ask()], event: ask({ key: b }), comes: 'moved', to: { key: b }, why: 'moved' },
    { story: 'for something newer, while it is started', events: [ask(), take('r1', 0)], event: ask({ key: b }), comes: 'kept', to: { key: a }, why: 'being started' },
    { story: 'for something newer, after the claim ran out: a run may be there', events: [ask(), take('r1', -600)], event: ask({ key: b }), comes: 'kept', to: { key: a }, why: 'being started' },
    { story: 'for something newer, while it runs', events: [ask(), take('r1', 0), start('7')], event: ask({ key: b }), comes: 'kept', to: { key: a }, why: 'another rebuild is running' },
    { story: 'again for what was built', events: [ask(), take('r1', 0), start('7'), succeed], event: ask(), comes: 'kept', to: { status: 'monitoring' }, why: 'made already' },
    {
      story: 'at once after the first failure',
      events: [ask(), take('r1', 0), start('7'), fail(9)],
      event: ask({ at: at(9) }),
      comes: 'moved',
      to: { status: 'requested', attempts: 1, failedRuns: ['7'] },
      why: 'attempt 2',
    },
    {
      story: 'for something new after a failure',
      events: [ask(), take('r1', 0), start('7'), fail(9)],
      event: ask({ key: b, at: at(9) }),
      comes: 'moved',
      to: { attempts: 0, failedRuns: [], key: b },
      why: 'moved',
    },
    { story: 'for what is held', events: [ask(), take('r1', 0), doubt('r1')], event: ask(), comes: 'kept', to: { status: 'held' }, why: 'which one?' },
    {
      story: 'for something new while the target is blocked: no new try, no new notice',
      events: [ask(), take('r1', 0), (rebuild) => block(rebuild, 'r1', blocked, at(0))],
      event: ask({ key: b }),
      comes: 'moved',
      to: { status: 'held', key: b, nextAttemptAt: at(1440), lastError: blocked },
      why: 'takes no dispatch',
    },
    {
      story: 'by hand while the target is blocked',
      events: [ask(), take('r1', 0), (rebuild) => block(rebuild, 'r1', blocked, at(0))],
      event: ask({ key: b, cause: 'manual' }),
      comes: 'moved',
      to: { status: 'requested', key: b },
      why: 'moved',
    },
  ])('$story: $comes', check);
});

describe('claiming', () => {
  it.each<Row>([
    { story: 'what is asked for', events: [ask()], event: take('r1', 5), comes: 'moved', to: { status: 'requested', claim: { by: 'r1', at: at(5), since: at(5) } }, why: 'claimed' },
    { story: 'nothing', events: [], event: take('r1', 5), comes: 'kept', to: {}, why: 'nothing is asked for' },
    {
      story: 'what another relay has',
      events: [ask(), take('r1', 5)],
      event: take('r2', 19),
      comes: 'kept',
      to: { claim: { by: 'r1', at: at(5), since: at(5) } },
      why: 'another relay has it since 2026-01-01T00:05:00Z',
    },
    { story: 'what it has itself', events: [ask(), take('r1', 5)], event: take('r1', 6), comes: 'kept', to: {}, why: 'claimed already' },
    {
      story: 'what another relay has had for too long, remembering since when',
      events: [ask(), take('r1', 5)],
      event: take('r2', 20),
      comes: 'moved',
      to: { claim: { by: 'r2', at: at(20), since: at(5) } },
      why: 'taken over',
    },
    {
      story: 'the same once more, and it still remembers',
      events: [ask(), take('r1', 5), take('r2', 20)],
      event: take('r3', 35),
      comes: 'moved',
      to: { claim: { by: 'r3', at: at(35), since: at(5) } },
      why: 'taken over',
    },
    {
      story: 'a claim from two days ahead is no claim',
      events: [ask(), take('r1', 2880)],
      event: take('r2', 0),
      comes: 'moved',
      to: { claim: { by: 'r2', at: at(0), since: at(-1440) } },
      why: 'taken over',
    },
    { story: 'what waits', events: [ask(), take('r1', 0), (rebuild) => release(rebuild, 'r1', later, at(10))], event: take('r2', 9), comes: 'kept', to: {}, why: 'waits until 2026-01-01T00:10:00Z' },
    {
      story: 'what has waited',
      events: [ask(), take('r1', 0), (rebuild) => release(rebuild, 'r1', later, at(10))],
      event: take('r2', 10),
      comes: 'moved',
      to: { claim: { by: 'r2', at: at(10), since: at(10) } },
      why: 'claimed',
    },
    {
      story: 'a blocked target within a day',
      events: [ask(), take('r1', 0), (rebuild) => block(rebuild, 'r1', blocked, at(0))],
      event: take('r2', 1439),
      comes: 'kept',
      to: { status: 'held' },
      why: 'waits',
    },
    {
      story: 'a blocked target after a day',
      events: [ask(), take('r1', 0), (rebuild) => block(rebuild, 'r1', blocked, at(0))],
      event: take('r2', 1440),
      comes: 'moved',
      to: { status: 'requested', lastError: blocked },
      why: 'claimed',
    },
    {
      story: 'what is held for another reason',
      events: [ask(), take('r1', 0), doubt('r1')],
      event: take('r2', 9999),
      comes: 'kept',
      to: { status: 'held' },
      why: 'nothing is asked for',
    },
  ])('$story: $comes', check);
});

describe('giving up a claim', () => {
  it.each<Row>([
    {
      story: 'that nobody had before',
      events: [ask(), take('r1', 0)],
      event: (rebuild) => release(rebuild, 'r1', later),
      comes: 'moved',
      to: { status: 'requested', lastError: later },
      why: 'not now',
    },
    { story: 'of somebody else', events: [ask(), take('r1', 0)], event: (rebuild) => release(rebuild, 'r2', later), comes: 'kept', to: {}, why: 'another relay' },
    {
      story: 'that was taken over: it stays, for the first relay may have started a run',
      events: [ask(), take('r1', 0), take('r2', 15)],
      event: (rebuild) => release(rebuild, 'r2', later),
      comes: 'moved',
      to: { claim: { by: 'r2', at: at(15), since: at(0) } },
      why: 'not now',
    },
    {
      story: 'with an open end',
      events: [ask(), take('r1', 0)],
      event: (rebuild) => leaveOpen(rebuild, 'r1', unclear),
      comes: 'moved',
      to: { claim: { by: 'r1', at: at(0), since: at(0) }, lastError: unclear },
      why: 'lost',
    },
    { story: 'of somebody else with an open end', events: [ask(), take('r1', 0)], event: (rebuild) => leaveOpen(rebuild, 'r2', unclear), comes: 'kept', to: {}, why: 'another relay' },
    {
      story: 'because the target takes nothing',
      events: [ask(), take('r1', 0)],
      event: (rebuild) => block(rebuild, 'r1', blocked, at(1)),
      comes: 'moved',
      to: { status: 'held', nextAttemptAt: at(1441) },
      why: 'gone',
    },
    {
      story: 'of somebody else because the target takes nothing',
      events: [ask(), take('r1', 0)],
      event: (rebuild) => block(rebuild, 'r2', blocked, at(1)),
      comes: 'kept',
      to: {},
      why: 'another relay',
    },
    { story: 'that is not there, as ambiguous', events: [], event: doubt('r1'), comes: 'kept', to: {}, why: 'others have it' },
    { story: 'as ambiguous', events: [ask(), take('r1', 0)], event: doubt('r1'), comes: 'moved', to: { status: 'held', lastError: { code: 'ambiguous', message: 'which one?' } }, why: 'which one?' },
    { story: 'of somebody else as ambiguous', events: [ask(), take('r1', 0)], event: doubt('r2'), comes: 'kept', to: { status: 'requested' }, why: 'others have it' },
    { story: 'as ambiguous, when somebody else has found the run', events: [ask(), take('r1', 0), start('7')], event: doubt('r1'), comes: 'kept', to: { status: 'dispatched' }, why: 'others have it' },
    { story: 'as ambiguous, of a dispatch without a run', events: [ask(), take('r1', 0), start()], event: doubt('r9'), comes: 'moved', to: { status: 'held' }, why: 'which one?' },
  ])('$story: $comes', check);

  it('a target that stays blocked is told once', () => {
    const first = block(after(ask(), take('r1', 0)), 'r1', blocked, at(0));
    const second = block(claim(first.rebuild, { by: 'r2', at: at(1440), leaseMs: usualLeaseMs }).rebuild, 'r2', blocked, at(1440));
    expect([first.isNews, second.isNews]).toEqual([true, false]);
    expect(first.rebuild.claim).toBeUndefined();
    expect(block(second.rebuild, 'r9', blocked, at(1)).isNews).toBe(false);
  });
});

describe('runs', () => {
  it.each<Row>([
    { story: 'started', events: [ask(), take('r1', 0)], event: start('7'), comes: 'moved', to: { status: 'dispatched', run: { id: '7' }, dispatchedAt: at(1) }, why: 'dispatched: run 7' },
    { story: 'started, and nobody knows which', events: [ask(), take('r1', 0)], event: start(), comes: 'moved', to: { status: 'dispatched' }, why: /^dispatched$/ },
    { story: 'found later', events: [ask(), take('r1', 0), start()], event: start('7'), comes: 'moved', to: { run: { id: '7' } }, why: 'was found' },
    { story: 'known already', events: [ask(), take('r1', 0), start('7')], event: start('7'), comes: 'kept', to: {}, why: 'known already' },
    { story: 'a second one', events: [ask(), take('r1', 0), start('7')], event: start('8'), comes: 'kept', to: { run: { id: '7' } }, why: 'run 7 was recorded before' },
    { story: 'started by a relay whose claim was taken over', events: [ask(), take('r1', 0), take('r2', 15)], event: start('7'), comes: 'moved', to: { status: 'dispatched' }, why: 'run 7' },
    { story: 'of a rebuild that is not wanted any more', events: [ask({ key: b })], event: start('7'), comes: 'kept', to: { key: b }, why: 'another rebuild' },
    { story: 'of one that has ended', events: [ask(), take('r1', 0), start('7'), fail(2)], event: start('7'), comes: 'kept', to: { status: 'failed' }, why: 'has ended' },
    { story: 'green', events: [ask(), take('r1', 0), start('7')], event: succeed, comes: 'moved', to: { status: 'monitoring', pendingRebuild: false, builtKeys: [a] }, why: 'built' },
    {
      story: 'green while the next attempt was asked for',
      events: [ask(), take('r1', 0), start('7'), fail(2), ask({ at: at(2) }), take('r2', 3)],
      event: succeed,
      comes: 'moved',
      to: { status: 'monitoring', attempts: 0, failedRuns: [] },
      why: 'built',
    },
    {
      story: 'green, with nothing in it that changed: no failure, and built',
      events: [ask(), take('r1', 0), start('7')],
      event: same,
      comes: 'moved',
      to: { status: 'monitoring', pendingRebuild: false, attempts: 0, builtKeys: [a], failedRuns: [] },
      why: 'holds the same',
    },
    {
      story: 'what was taken for ineffective, and is current',
      events: [ask(), take('r1', 0), start('7'), (rebuild) => finished(rebuild, { key: a, outcome: 'ineffective', at: at(9) })],
      event: same,
      comes: 'moved',
      to: { status: 'monitoring', attempts: 0, builtKeys: [a] },
      why: 'holds the same',
    },
    { story: 'current twice', events: [ask(), take('r1', 0), start('7'), same], event: same, comes: 'kept', to: {}, why: 'known' },
    { story: 'green for an earlier key', events: [ask({ key: b })], event: succeed, comes: 'moved', to: { status: 'requested', key: b, builtKeys: [a] }, why: 'earlier' },
    { story: 'green twice', events: [ask(), take('r1', 0), start('7'), succeed], event: succeed, comes: 'kept', to: {}, why: 'known' },
    {
      story: 'red',
      events: [ask(), take('r1', 0), start('7')],
      event: fail(5),
      comes: 'moved',
      to: { status: 'failed', attempts: 1, failedRuns: ['7'], nextAttemptAt: at(5), pendingRebuild: true },
      why: 'failed',
    },
    { story: 'red twice', events: [ask(), take('r1', 0), start('7'), fail(5)], event: fail(6), comes: 'kept', to: { attempts: 1 }, why: 'no run of this rebuild is open' },
    { story: 'another one is red', events: [ask(), take('r1', 0), start('7')], event: fail(5, '6'), comes: 'kept', to: { status: 'dispatched' }, why: 'another run' },
    { story: 'red for another key', events: [ask({ key: b })], event: fail(5), comes: 'kept', to: {}, why: 'another rebuild' },
    {
      story: 'green, and nothing moved',
      events: [ask(), take('r1', 0), start('7')],
      event: (rebuild) => finished(rebuild, { key: a, outcome: 'ineffective', at: at(5) }),
      comes: 'moved',
      to: { status: 'ineffective', attempts: 1 },
      why: 'stayed where it was',
    },
  ])('$story: $comes', check);

  it('eight failures hold it, with the back-off between them', () => {
    const waits: (number | undefined)[] = [];
    let rebuild = untouched;
    let now = 0;
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      rebuild = after(() => request(rebuild, asked({ at: at(now) })), take(`r${attempt}`, now), start(String(attempt), now), fail(now));
      waits.push(rebuild.nextAttemptAt && (rebuild.nextAttemptAt.getTime() - at(now).getTime()) / 3_600_000);
      now += (waits.at(-1) ?? 0) * 60;
    }
    expect(waits).toEqual([0, 1, 2, 4, 8, 16, 32, undefined]);
    expect(rebuild).toMatchObject({ status: 'held', attempts: 8, failedRuns: ['1', '2', '3', '4', '5', '6', '7', '8'] });
    expect(request(rebuild, asked({ at: at(1e6) }))).toMatchObject({ kind: 'kept', why: 'it is held: The run failed.' });
    expect(request(rebuild, asked({ key: b })).rebuild).toMatchObject({ status: 'requested', attempts: 0 });
  });
});
