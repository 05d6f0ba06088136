import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyBuildGraph, graph, named } from './build-graph.fixture.ts';
import { planWaves } from './waves.ts';

describe('the order of builds', () => {
  it.each([
    { story: 'nothing to build', images: { a: ['b'], b: [] }, selected: [], waves: [], blocked: [] },
    { story: 'parents first', images: { a: ['b'], b: ['c'], c: [] }, selected: ['a', 'b', 'c'], waves: [['c'], ['b'], ['a']], blocked: [] },
    {
      story: 'side by side what can be, by name',
      images: { z: ['base'], a: ['base'], base: [], alone: [] },
      selected: ['z', 'a', 'base', 'alone'],
      waves: [
        ['alone', 'base'],
        ['a', 'z'],
      ],
      blocked: [],
    },
    { story: 'behind the longest of its ways', images: { app: ['base', 'tools'], tools: ['base'], base: [] }, selected: ['app', 'tools', 'base'], waves: [['base'], ['tools'], ['app']], blocked: [] },
    { story: 'nobody waits for what is not built', images: { a: ['b'], b: ['c'], c: [] }, selected: ['a', 'c'], waves: [['a', 'c']], blocked: [] },
    { story: 'a parent that is named twice', images: { a: ['b', 'b'], b: [] }, selected: ['a', 'b'], waves: [['b'], ['a']], blocked: [] },
    { story: 'a circle, and what waits for it', images: { a: ['b'], b: ['a'], app: ['a'], free: [] }, selected: ['a', 'b', 'app', 'free'], waves: [['free']], blocked: ['a', 'app', 'b'] },
  ])('$story', ({ images, selected, waves, blocked }) => {
    expect(planWaves(graph(images), named(...selected))).toEqual({ waves, blocked });
  });

  it('every selected image is in one wave or blocked, and behind all selected parents', () => {
    fc.assert(
      fc.property(anyBuildGraph, ({ nodes, changed }) => {
        const { waves, blocked } = planWaves(nodes, changed);
        expect([...waves.flat(), ...blocked].toSorted()).toEqual([...changed].toSorted());
        const wave = new Map(waves.flatMap((images, index) => images.map((image) => [image, index] as const)));
        for (const { name, parents } of nodes) {
          const own = wave.get(name);
          if (own === undefined) continue;
          const before = parents.filter((parent) => changed.has(parent)).map((parent) => wave.get(parent) ?? Number.NaN);
          // As early as can be: exactly one wave behind the last parent.
          expect(own).toBe(Math.max(-1, ...before) + 1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('an image is blocked exactly when following its selected parents leads into a circle', () => {
    fc.assert(
      fc.property(anyBuildGraph, ({ nodes }) => {
        const all = new Set(nodes.map(({ name }) => name));
        const { blocked } = planWaves(nodes, all);
        const ancestors = (start: string): Set<string> => {
          const found = new Set<string>();
          const queue = [start];
          for (const name of queue) for (const parent of nodes.find((node) => node.name === name)?.parents ?? []) if (!found.has(parent)) queue.push(...(found.add(parent), [parent]));
          return found;
        };
        const inCircle = (name: string): boolean => ancestors(name).has(name);
        for (const { name } of nodes) expect(blocked.includes(name)).toBe(inCircle(name) || [...ancestors(name)].some(inCircle));
      }),
    );
  });
});
