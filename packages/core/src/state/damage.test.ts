import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Plain, readYamlMap, sameValue, type YamlValue } from '../yaml/index.ts';
import { mergeState } from './merge.ts';
import type { StatePlace } from './paths.ts';
import { readState } from './read.ts';
import { lastLine, renderState } from './render-state.ts';
import { external, managed, World } from './world.fixture.ts';

const scalar: fc.Arbitrary<YamlValue> = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(new Plain('3.20'), new Plain('null'), '3.20', 'a\nb', '# x', lastLine, 'updateHistory: []'));
const unknown = fc.dictionary(fc.stringMatching(/^x[A-Za-z]{1,6}$/), fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant(new Map<string, YamlValue>([['a', 'b']]))), { maxKeys: 3 });
const state = fc.record({ shelf: fc.constantFrom('images' as const, 'bases' as const), history: fc.array(scalar, { maxLength: 3 }), other: unknown }).map(({ shelf, history, other }) => {
  const kind = shelf === 'bases' ? 'base' : 'managed';
  const made = new Map(mergeState(kind, undefined, 'analyze', new Map([['name', 'a']])));
  for (const [key, value] of Object.entries(other)) made.set(key, value);
  return { place: { shelf, stem: 'a' } satisfies StatePlace, state: made.set('updateHistory', history) };
});

describe('a file that breaks off', () => {
  it('law: a file is whole or noticed, whatever it holds and wherever it ends', () => {
    fc.assert(
      fc.property(state, ({ place, state: whole }) => {
        const text = renderState(place, whole);
        const path = place.shelf === 'images' ? 'images/a.yaml' : 'base-images/a.yaml';
        const all = readState([{ path, text }], 'state');
        expect(sameValue(all.snapshot[place.shelf].get('a'), whole)).toBe(true);
        expect(all.suspects).toEqual([]);
        for (let end = 0; end < text.trimEnd().length; end += 1) {
          const { corrupt } = readState([{ path, text: text.slice(0, end) }], 'state');
          expect(corrupt.length, `cut at ${end} of ${JSON.stringify(text)}`).toBe(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('law: what is kept of it is what stood there', () => {
    fc.assert(
      fc.property(state, fc.nat(), ({ place, state: whole }, nat) => {
        const text = renderState(place, whole);
        const path = place.shelf === 'images' ? 'images/a.yaml' : 'base-images/a.yaml';
        const end = nat % text.trimEnd().length;
        const salvage = readState([{ path, text: text.slice(0, end) }], 'state').corrupt[0]?.salvage ?? new Map();
        const last = [...salvage.keys()].at(-1);
        for (const [key, value] of salvage) if (key !== last) expect(sameValue(value, whole.get(key))).toBe(true);
      }),
    );
  });

  it('any text at all: a state, or one problem', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { snapshot, corrupt, problems } = readState([{ path: 'images/a.yaml', text }], 'state');
        expect(snapshot.images.size + corrupt.length + problems.length).toBe(1);
      }),
    );
  });
});

describe('the last line', () => {
  it('stands only where an end could be missing without a trace', () => {
    const world = new World();
    world.images = managed('app') + external('postgres', 'library/postgres', '^16-alpine$');
    world.dockerfiles = { 'app/Dockerfile': 'FROM node:22\n' };
    world.run();
    for (const path of world.paths()) expect(world.text(path)).not.toContain(lastLine);
    world.edit('images/app.yaml', /$/, 'ofAnotherTool: 1\n');
    world.dockerfiles = { 'app/Dockerfile': 'FROM node:22\nRUN true\n' };
    world.run();
    expect(world.text('images/app.yaml')).toMatch(/ofAnotherTool: 1\n\n# End of state\n$/);
    world.images = '[]';
    world.run();
    expect(world.text('_archive/images/postgres.yaml')).toMatch(/\n# End of state\n$/);
  });
});

it('an image whose state can not be read stays a dependent of its base', () => {
  const world = new World();
  world.images = managed('app') + managed('web');
  world.dockerfiles = { 'app/Dockerfile': 'FROM node:22\n', 'web/Dockerfile': 'FROM node:22\n' };
  world.run();
  world.edit('images/app.yaml', 'schemaVersion: 1', 'schemaVersion: 9');
  const before = world.text('base-images/node-22.yaml');
  world.run();
  expect(world.text('base-images/node-22.yaml')).toBe(before);
});

it('rendered states read back', () => {
  fc.assert(
    fc.property(state, ({ place, state: whole }) => {
      const read = readYamlMap(renderState(place, whole), 'state.yaml');
      expect(read.ok && sameValue(read.value, whole)).toBe(true);
    }),
  );
});
