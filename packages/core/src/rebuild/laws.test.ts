import { anyYamlScalarText } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapField, mergeState, renderState, readState } from '../state/index.ts';
import { sameValue, toYaml, type YamlMap } from '../yaml/index.ts';
import { block, claim, dispatched, finished, holdAmbiguous, leaveOpen, readRebuild, release, request, writeRebuild, type Rebuild, type Transition } from './index.ts';
import { asked, at, key, untouched } from './rebuild.fixture.ts';

const keys = ['a', 'b', 'c'].map(key);
const anyKey = fc.constantFrom(...keys);
const anyRelay = fc.constantFrom('r1', 'r2');
const anyTime = fc.integer({ min: 0, max: 5000 }).map(at);
const anyRun = fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined });
const anyEvent: fc.Arbitrary<(rebuild: Rebuild) => Transition> = fc.oneof(
  fc.tuple(anyKey, anyTime).map(
    ([k, now]) =>
      (rebuild: Rebuild) =>
        request(rebuild, asked({ key: k, at: now })),
  ),
  fc.tuple(anyRelay, anyTime).map(
    ([by, now]) =>
      (rebuild: Rebuild) =>
        claim(rebuild, { by, at: now, leaseMs: 900_000 }),
  ),
  fc.tuple(anyKey, anyTime, anyRun).map(
    ([k, now, run]) =>
      (rebuild: Rebuild) =>
        dispatched(rebuild, k, now, run === undefined ? undefined : { id: run }),
  ),
  fc.tuple(anyRelay, anyTime).map(
    ([by, now]) =>
      (rebuild: Rebuild) =>
        release(rebuild, by, { code: 'later', message: 'x' }, now),
  ),
  anyRelay.map((by) => (rebuild: Rebuild) => leaveOpen(rebuild, by, { code: 'unclear', message: 'x' })),
  fc.tuple(anyRelay, anyTime).map(
    ([by, now]) =>
      (rebuild: Rebuild) =>
        block(rebuild, by, { code: 'blocked', message: 'x' }, now),
  ),
  anyRelay.map((by) => (rebuild: Rebuild) => holdAmbiguous(rebuild, by, 'x')),
  fc.tuple(anyKey, fc.constantFrom('succeeded', 'current', 'failed', 'ineffective'), anyTime, anyRun).map(
    ([k, outcome, now, run]) =>
      (rebuild: Rebuild) =>
        finished(rebuild, { key: k, outcome, at: now, ...(run === undefined ? {} : { run }) }),
  ),
);

const anyYaml = fc.letrec((tie) => ({
  value: fc.oneof({ weight: 4, arbitrary: anyYamlScalarText }, fc.array(tie('value'), { maxLength: 2 }), fc.dictionary(fc.constantFrom('by', 'at', 'x', 'code'), tie('value'), { maxKeys: 3 })),
})).value;
const names = ['status', 'key', 'claim', 'attempts', 'nextAttemptAt', 'lastError', 'inputs', 'failedRuns', 'runId', 'eligibleAt', 'new'];
const anyState = fc.dictionary(fc.constantFrom(...names), anyYaml).map((fields): YamlMap => new Map([['rebuildState', toYaml(fields)]]));

describe('whatever happens, in whatever order', () => {
  it('a run is only ever recorded for what was asked for, and a built key is never asked for again', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        let rebuild = untouched;
        for (const event of events) {
          const result = event(rebuild);
          const next = result.rebuild;
          expect(result.why).not.toBe('');
          if (result.kind === 'kept') expect(next).toBe(rebuild);
          // An open request has a key, and is not one that was built.
          if (next.status === 'requested' || next.status === 'dispatched') expect([next.key !== undefined, next.builtKeys.includes(next.key ?? key('f'))]).toEqual([true, false]);
          if (next.claim !== undefined) expect(['requested', 'held']).toContain(next.status);
          if (next.status === 'held' || next.status === 'failed') expect(next.lastError).toBeDefined();
          // What was begun is not replaced by another request.
          if (rebuild.status === 'dispatched' || rebuild.claim !== undefined) expect([rebuild.key, undefined]).toContain(next.key);
          expect(next.attempts).toBeLessThanOrEqual(8);
          rebuild = next;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('what is written is read back, through a real file', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
        const rebuild = events.reduce((before, event) => event(before).rebuild, untouched);
        const state = mergeState('managed', undefined, 'dispatch', new Map([['rebuildState', writeRebuild(new Map(), rebuild)]]));
        const text = renderState({ shelf: 'images', stem: 'app' }, state);
        const { snapshot } = readState([{ path: 'images/app.yaml', text }], 'state');
        expect(readRebuild(snapshot.images.get('app') ?? new Map())).toEqual(rebuild);
      }),
      { numRuns: 300 },
    );
  });

  it('any rebuildState is read, and writing keeps every field that is not ours', () => {
    fc.assert(
      fc.property(anyState, anyEvent, (state, event) => {
        const next = writeRebuild(state, event(readRebuild(state)).rebuild);
        for (const field of ['eligibleAt', 'new']) {
          expect(sameValue(mapField(new Map([['rebuildState', next]]), 'rebuildState').get(field), mapField(state, 'rebuildState').get(field))).toBe(true);
        }
        expect(readRebuild(new Map([['rebuildState', next]])).status).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    { story: 'nothing there', fields: {}, status: 'monitoring' },
    { story: 'a status of a later version', fields: { status: 'dreaming', key: 'a'.repeat(32) }, status: 'held' },
    { story: 'a claim without a time has run out', fields: { status: 'requested', key: 'a'.repeat(32), claim: { by: 'r1', at: 'soon' } }, status: 'requested' },
  ])('$story: $status', ({ fields, status }) => {
    const rebuild = readRebuild(new Map([['rebuildState', toYaml(fields)]]));
    expect(rebuild.status).toBe(status);
    expect(claim(rebuild, { by: 'r2', at: at(0), leaseMs: 900_000 }).kind).toBe(status === 'requested' ? 'moved' : 'kept');
  });
});
