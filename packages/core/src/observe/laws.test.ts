import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapField, prunedSeen, renderState, textField, type NeededDigests, type StateKind } from '../state/index.ts';
import { formatTime } from '../text/index.ts';
import { isList, sameValue, toYaml } from '../yaml/index.ts';
import type { Found, LookUp } from './look-up.ts';
import { mostSightings, prunedEntries } from './needs.ts';
import { at, built, digest, found, missing, platform, toMap, unreachable, Watched } from './observe.fixture.ts';
import { newest, oldestChange, seenOf } from './sightings.ts';
import { absentOf } from './standing.ts';

const letter = fc.constantFrom('a', 'b', 'c', 'd');
const anyFound: fc.Arbitrary<Found> = fc.dictionary(fc.constantFrom('amd64', 'arm64', 's390x'), letter, { minKeys: 1 }).map((platforms) =>
  found(
    Object.entries(platforms)
      .map(([name, each]) => `${name}=${each}`)
      .join(' '),
  ),
);
const anyFailure: fc.Arbitrary<LookUp> = fc.constantFrom(
  unreachable,
  missing,
  { kind: 'unknown', code: 'limited', why: 'it asks for patience' } as const,
  { kind: 'unknown', code: 'mismatch', why: 'the bytes are others' } as const,
);
const anyLookUp = fc.oneof({ weight: 3, arbitrary: anyFound }, { weight: 1, arbitrary: anyFailure });
const anyKind = fc.constantFrom<StateKind>('base', 'external', 'managed');
const anyTimes = fc.array(fc.tuple(anyLookUp, fc.integer({ min: 0, max: 5000 })), { maxLength: 25 });

function after(kind: StateKind, looks: readonly (readonly [LookUp, number])[]): Watched {
  const watched = new Watched('node:22', kind);
  for (const [lookUp, hours] of looks) watched.look(lookUp, hours);
  return watched;
}

describe('whatever registries say, in whatever order', () => {
  it('recording twice is recording once', () => {
    fc.assert(
      fc.property(anyKind, anyTimes, anyLookUp, fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 99 }), (kind, looks, last, hours, more) => {
        const watched = after(kind, looks);
        watched.look(last, hours);
        const once = watched.state;
        const again = watched.look(last, hours + more);
        expect(again.news).toEqual([]);
        // The very same object: nothing is to be written.
        expect(watched.state).toBe(once);
      }),
    );
  });

  it('the order of the platforms of an answer is irrelevant, to the byte', () => {
    fc.assert(
      fc.property(anyKind, anyTimes, fc.func(fc.integer()), (kind, looks, key) => {
        const turned = looks.map(([lookUp, hours]) => [turn(lookUp, key), hours] as const);
        const place = { shelf: kind === 'base' ? 'bases' : 'images', stem: 'node' } as const;
        expect(renderState(place, after(kind, turned).state)).toBe(renderState(place, after(kind, looks).state));
      }),
    );
  });

  it('an answer that is none never changes a digest', () => {
    fc.assert(
      fc.property(anyKind, anyTimes, fc.array(fc.tuple(anyFailure, fc.integer({ min: 0, max: 9999 }))), (kind, looks, failures) => {
        const watched = after(kind, looks);
        const before = watched.state;
        for (const [lookUp, hours] of failures) watched.look(lookUp, hours);
        for (const field of ['seen', 'absent', 'currentDigest', 'previousDigest', 'lastUpdated', 'updateHistory']) expect(sameValue(watched.state.get(field), before.get(field))).toBe(true);
      }),
    );
  });

  it('what is seen last is what was found last, its time never goes back, and neighbours differ', () => {
    fc.assert(
      fc.property(anyKind, anyTimes, (kind, looks) => {
        const { state } = after(kind, looks);
        const seen = seenOf(state);
        const last = looks.findLast(([{ kind: what }]) => what === 'found')?.[0];
        if (last?.kind === 'found') {
          for (const [name, each] of last.platforms) expect(newest(seen.get(name) ?? [])?.digest).toBe(each);
          for (const name of seen.keys()) expect(absentOf(state).has(name)).toBe(!last.platforms.has(name));
          if (kind !== 'managed') expect(textField(state, 'currentDigest')).toBe(last.digest);
        }
        for (const sightings of seen.values()) {
          for (const [index, { at: time, digest: own }] of sightings.entries()) {
            expect(time.getTime()).toBeGreaterThanOrEqual(sightings[index - 1]?.at.getTime() ?? 0);
            expect(own).not.toBe(sightings[index - 1]?.digest);
          }
        }
      }),
    );
  });

  it('a thousand events in any order leave what was seen as one round of looking does', () => {
    const images = ['a', 'b', 'c', 'd', 'e', 'f', '0'];
    const phases = ['amd64=1 arm64=2', 'amd64=3', 'amd64=1 arm64=2', 'amd64=3 arm64=4', 'amd64=3 arm64=4 s390x=5'];
    const anyEvents = fc.array(fc.nat(images.length - 1), { minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(fc.tuple(...phases.map(() => anyEvents)), (events) => {
        const [moved, once] = [images.map(() => new Watched()), images.map(() => new Watched())];
        for (const [hours, phase] of phases.entries()) {
          // Each event has its image looked up; the round at the end finds those that no event was about.
          for (const image of [...(events[hours] ?? []), ...images.keys()]) moved[image]?.look(phase, hours);
          for (const watched of once) watched.look(phase, hours);
        }
        const text = ({ state }: Watched): string => renderState({ shelf: 'bases', stem: 'node' }, state);
        expect(moved.map(text)).toEqual(once.map(text));
      }),
      { numRuns: 10 },
    );
  });
});

function turn(lookUp: LookUp, key: (name: string) => number): LookUp {
  if (lookUp.kind !== 'found') return lookUp;
  return { ...lookUp, platforms: new Map([...lookUp.platforms].toSorted(([a], [b]) => key(a) - key(b))) };
}

describe('pruning', () => {
  const amd64 = platform('amd64');
  const letters = '0123456789abcdef';
  const anyLetters = fc.array(fc.constantFrom(...letters), { maxLength: 400 });
  const anyDependent = fc.option(fc.constantFrom(...letters), { nil: undefined });

  it('no dependent loses the change that its clock counts from, however often an upstream moves', () => {
    fc.assert(
      fc.property(anyLetters, fc.array(anyDependent, { maxLength: 5 }), fc.integer({ min: 1, max: 240 }), (moves, dependents, pause) => {
        const needs = { dependents: dependents.map((each): NeededDigests => (each === undefined ? () => undefined : built({ amd64: each }))) };
        const all = moves.map((each, index) => ({ digest: digest(each), at: at(index * pause) }));
        const entries = all.map(({ digest: each, at: time }) => toYaml({ digest: each, at: formatTime(time) }));
        const now = at(moves.length * pause);
        const kept = prunedEntries(entries, amd64, needs, now);
        const [before, left] = [entries, kept].map((list) => seenOf(toMap({ seen: new Map([[amd64, list]]) })).get(amd64) ?? []);
        if (before === undefined || left === undefined) throw new Error('nothing to compare');
        expect(newest(left)).toEqual(newest(before));
        for (const each of dependents) {
          const from = each === undefined ? new Set<string>() : new Set([digest(each)]);
          expect(oldestChange(left, from)).toEqual(oldestChange(before, from));
        }
        expect(kept.length).toBeLessThanOrEqual(mostSightings + 2 * dependents.length);
        expect(prunedEntries(kept, amd64, needs, now)).toEqual(kept);
      }),
    );
  });

  it('an upstream that moves every hour for two months stays within the limit', () => {
    const watched = new Watched();
    watched.needs = { dependents: [built({ amd64: '0' }), () => undefined] };
    for (let hours = 0; hours < 24 * 60; hours += 1) watched.look(`amd64=${letters[hours % 16]}`, hours);
    const entries = mapField(watched.state, 'seen').get(amd64);
    expect(isList(entries) && entries.length).toBe(mostSightings);
    expect(watched.seen().startsWith('0@0 ')).toBe(true);
  });

  it('is what a cleanup by age would leave, and no less', () => {
    const entries = [...'abcd'].map((each, index) => toYaml({ digest: digest(each), at: formatTime(at(index)) }));
    const needs = { dependents: [built({ amd64: 'c' })] };
    const now = at(24 * 91);
    expect(prunedEntries(entries, amd64, needs, now)).toEqual(prunedSeen(new Map([[amd64, entries]]), needs.dependents, formatTime(at(24))).get(amd64));
  });
});
