import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnrollment, readFactory } from '../enrollment/index.ts';
import { managed, World } from '../state/world.fixture.ts';
import { readState } from '../state/index.ts';
import { buildModel } from './build-model.ts';
import { cycleProblems, findCycles } from './cycles.ts';
import type { FactoryModel } from './model.ts';
import { graphFormats, renderGraph } from './render.ts';

/** `edges` says who is built from whom. */
function modelOf(edges: Readonly<Record<string, readonly string[]>>): FactoryModel {
  const world = new World();
  const names = Object.keys(edges);
  world.images = names.map((name) => managed(name)).join('') || '[]';
  world.dockerfiles = Object.fromEntries(
    names.map((name) => {
      const bases = (edges[name] ?? []).map((base) => (base.includes(':') ? base : `ghcr.io/acme/${base}:1`));
      const stages = bases.map((base, index) => `FROM ${base} AS s${index}\n`).join('');
      return [`${name}/Dockerfile`, `${stages}FROM scratch\n${bases.map((_, index) => `COPY --from=s${index} / /${index}\n`).join('')}`];
    }),
  );
  world.run();
  const { snapshot } = readState(
    [...world.files].map(([path, text]) => ({ path, text })),
    'state',
  );
  const { value: enrollment } = readEnrollment([{ path: 'images.yaml', text: world.images }]);
  return buildModel(enrollment, snapshot, readFactory(undefined).value).value;
}

describe('circles', () => {
  it.each([
    { story: 'none in a chain', edges: { a: ['b'], b: ['c'], c: ['debian:12'] }, cycles: [] },
    { story: 'none in a diamond', edges: { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, cycles: [] },
    { story: 'two images', edges: { a: ['b'], b: ['a'] }, cycles: [['a', 'b']] },
    { story: 'three images, named from the first', edges: { c: ['a'], a: ['b'], b: ['c'] }, cycles: [['a', 'b', 'c']] },
    {
      story: 'two circles apart',
      edges: { a: ['b'], b: ['a'], x: ['y'], y: ['x'] },
      cycles: [
        ['a', 'b'],
        ['x', 'y'],
      ],
    },
    { story: 'the way in is no part of it', edges: { entry: ['a'], a: ['b'], b: ['a'] }, cycles: [['a', 'b']] },
  ])('$story', ({ edges, cycles }) => {
    expect(findCycles(modelOf(edges).managed)).toEqual(cycles);
  });

  it('names the circle and its place', () => {
    const [problem] = cycleProblems(modelOf({ a: ['b'], b: ['a'] }).managed);
    expect(problem).toMatchObject({ code: 'graph/cycle', message: 'These images are built from each other: a ← b ← a.', source: { file: 'images.yaml' } });
  });

  it('finds a circle exactly when following parents comes back', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const graph = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 8 });
    fc.assert(
      fc.property(graph, (pairs) => {
        const edges = Object.fromEntries(names.map((name) => [name, pairs.filter(([from, to]) => from === name && to !== name).map(([, to]) => to)]));
        const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
          (edges[from] ?? []).some((next) => next === to || (!seen.has(next) && (seen.add(next), reaches(next, to, seen))));
        const cycles = findCycles(modelOf(edges).managed);
        expect(cycles.length > 0).toBe(names.some((name) => reaches(name, name)));
        for (const cycle of cycles) cycle.forEach((name, index) => expect(edges[name]).toContain(cycle[(index + 1) % cycle.length]));
      }),
      { numRuns: 60 },
    );
  });
});

describe('drawing the graph', () => {
  const model = modelOf({ app: ['platform', 'node:22'], platform: ['debian:bookworm-slim'], other: ['platform'] });

  it.each(graphFormats)('as %s', (format) => {
    expect(renderGraph(model, format)).toMatchSnapshot();
  });
});
