import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Platform } from '../dockerfile/index.ts';
import type { Sightings } from '../observe/index.ts';
import type { Digest } from '../reference/index.ts';
import { at, decidedIn, digest, hour, factoryOf, type Story, type StoryImage } from './factory.fixture.ts';
import { decideAll } from './plan.ts';
import { newestSettled, timelineOf } from './timeline.ts';

const letters = 'abcdef';
const [amd64, arm64] = ['linux/amd64' as Platform, 'linux/arm64' as Platform];
const bases = ['node:22', 'alpine:3.20', 'debian:12'];

const seen = fc
  .array(fc.tuple(fc.constantFrom(...letters), fc.integer({ min: 1, max: 60 })), { maxLength: 6 })
  .map((steps) => steps.reduce<[string, number][]>((list, [letter, hours]) => [...list, [letter, (list.at(-1)?.[1] ?? 0) + hours]], []));

/** Images are built from bases and from images before them, so that there is an order. */
const story = fc
  .record({
    images: fc.array(
      fc.record({
        on: fc.subarray(bases, { minLength: 1 }),
        parent: fc.option(fc.nat(), { nil: undefined }),
        built: fc.constantFrom(...letters),
        known: fc.boolean(),
        delay: fc.constantFrom('0h', '1h', '1d', '7d'),
        auto: fc.boolean(),
        cascade: fc.constantFrom('transitive', 'direct', 'none'),
        own: seen,
        status: fc.constantFrom('monitoring', 'dispatched', 'requested', 'failed', 'held'),
        claimed: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    bases: fc.tuple(seen, seen, seen),
    now: fc.integer({ min: 0, max: 400 }),
  })
  .map(({ images, bases: all, now }): Story => {
    const entries = images.map(({ on, parent, built, known, delay, auto, cascade, own, status, claimed }, index): [string, StoryImage] => {
      const above = parent === undefined || index === 0 ? [] : [`ghcr.io/acme/i${parent % index}:latest`];
      const from = [...on, ...above];
      return [
        `i${index}`,
        {
          from,
          built: known ? Object.fromEntries(from.map((base) => [base, built])) : {},
          entry: { rebuildDelay: delay, autoRebuild: auto, cascade },
          seen: own,
          rebuild: { status, key: 'f'.repeat(32), runId: '1', ...(claimed ? { claim: { by: 'somebody', at: '2026-01-01T00:00:00Z' } } : {}) },
        },
      ];
    });
    return { images: Object.fromEntries(entries), bases: Object.fromEntries(bases.map((base, index) => [base, all[index] ?? []])), now };
  });

describe('whatever the factory', () => {
  it('every image has exactly one decision, with a reason, and it is the same whatever order things are in', () => {
    fc.assert(
      fc.property(story, (is) => {
        const { model, state } = factoryOf(is);
        const decided = decideAll({ model, state, now: at(is.now) });
        expect(decided.map(({ image }) => image.name).toSorted()).toEqual(Object.keys(is.images).toSorted());
        for (const { decision } of decided) expect(decision.why).toMatch(/\.$/);
        const reversed = { ...model, managed: model.managed.toReversed() };
        expect(decideAll({ model: reversed, state, now: at(is.now) })).toEqual(decided);
      }),
    );
  });

  it('what waits for a time is rebuilt then, if nothing else stands against it by then', () => {
    fc.assert(
      fc.property(story, (is) => {
        for (const [name, { decision, image }] of decidedIn(is)) {
          if (decision.kind !== 'wait' || decision.until === undefined) continue;
          const later = decidedIn({ ...is, now: (decision.until.getTime() - at(0).getTime()) / 3_600_000 }).get(name)?.decision;
          // A parent may be due by then, too.
          if (later?.kind === 'wait') expect(later.until).toBeUndefined();
          else expect(later?.kind).toBe(image.autoRebuild ? 'rebuild' : 'hold');
        }
      }),
    );
  });

  it('nothing is rebuilt that is not known to have changed, nor while a rebuild is begun, nor before its parents', () => {
    fc.assert(
      fc.property(story, (is) => {
        const decided = decidedIn(is);
        for (const [name, { decision, bases: from }] of decided) {
          if (decision.kind !== 'rebuild') continue;
          expect(from.some(({ freshness }) => freshness.kind === 'changed')).toBe(true);
          const { status, claim } = is.images[name]?.rebuild ?? {};
          expect(status === 'dispatched' || (status === 'requested' && claim !== undefined)).toBe(false);
          for (const { kind, name: parent } of from) {
            if (kind !== 'managed' || decided.get(parent)?.image.cascade === 'none') continue;
            if (decided.get(parent)?.decision.kind === 'rebuild') expect.fail(`${name} goes before ${parent}`);
          }
        }
      }),
    );
  });

  it('what has settled stood for the whole window, and nothing after it did', () => {
    fc.assert(
      fc.property(seen, seen, fc.integer({ min: 0, max: 400 }), (amd, arm, hours) => {
        const sightings = new Map([
          [amd64, sightingsOf(amd)],
          [arm64, sightingsOf(arm)],
        ]);
        const timeline = timelineOf(sightings, [amd64, arm64]);
        const settled = newestSettled(timeline, 2 * hour, at(hours));
        const stood = (index: number): number => (timeline.standings[index + 1]?.at ?? at(hours)).getTime() - (timeline.standings[index]?.at.getTime() ?? 0);
        const last = timeline.standings.findLastIndex((_, index) => stood(index) >= 2 * hour);
        expect(settled).toBe(timeline.standings[last]);
        for (const { at: time, digests } of timeline.standings) for (const [platform, is] of digests) expect(sightings.get(platform)?.findLast((one) => one.at <= time)?.digest).toBe(is);
      }),
    );
  });
});

function sightingsOf(list: readonly (readonly [string, number])[]): Sightings {
  return list.map(([letter, hours]) => ({ digest: digest(letter) as Digest, at: at(hours) }));
}
