import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cascade, ImageName } from '../enrollment/index.ts';
import { blastRadius, sizeOfRadius, type BuildNode, type Reached } from './blast-radius.ts';
import { anyBuildGraph, graph, imageName, named } from './build-graph.fixture.ts';

function show(reached: readonly Reached[]): string[] {
  return reached.map(({ image, depth, via }) => `${depth} ${image}${via === undefined ? '' : ` after ${via}`}`);
}

describe('what a change rebuilds', () => {
  it.each([
    { story: 'nothing changed', images: { a: ['b'], b: [] }, changed: [], reached: [] },
    { story: 'nothing depends on it', images: { a: ['b'], b: [] }, changed: ['a'], reached: ['0 a'] },
    { story: 'dependents of dependents', images: { a: ['b'], b: ['c'], c: [], other: [] }, changed: ['c'], reached: ['0 c', '1 b after c', '2 a after b'] },
    { story: 'two ways, the shorter counts', images: { a: ['b', 'c'], b: ['c'], c: [] }, changed: ['c'], reached: ['0 c', '1 a after c', '1 b after c'] },
    { story: 'a diamond, once', images: { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, changed: ['d'], reached: ['0 d', '1 b after d', '1 c after d', '2 a after b'] },
    { story: 'changed itself and reached as well', images: { a: ['b'], b: [] }, changed: ['a', 'b'], reached: ['0 a', '0 b'] },
    { story: 'a circle ends', images: { a: ['b'], b: ['a'], c: ['b'] }, changed: ['a'], reached: ['0 a', '1 b after a', '2 c after b'] },
    { story: 'an image that nobody knows', images: { a: [] }, changed: ['ghost'], reached: [] },
    { story: 'a parent that is not built here', images: { a: ['elsewhere'] }, changed: ['elsewhere'], reached: [] },
  ])('$story', ({ images, changed, reached }) => {
    expect(show(blastRadius(graph(images), named(...changed)))).toEqual(reached);
  });

  const chain = { a: ['b'], b: ['c'], c: ['d'], d: [] };
  it.each([
    { story: 'none: only itself', cascades: { d: 'none' }, reached: ['d'] },
    { story: 'direct: one step', cascades: { d: 'direct' }, reached: ['d', 'c'] },
    { story: 'none further on: up to there', cascades: { c: 'none' }, reached: ['d', 'c'] },
    { story: 'direct further on: one step from there', cascades: { c: 'direct' }, reached: ['d', 'c', 'b'] },
    { story: 'the tightest on the way counts', cascades: { d: 'direct', c: 'transitive' }, reached: ['d', 'c'] },
  ] as const)('cascade $story', ({ cascades, reached }) => {
    expect(blastRadius(graph(chain, cascades), named('d')).map(({ image }) => image)).toEqual(reached);
  });

  it('a longer way goes on where the shorter one ends', () => {
    const nodes = graph({ top: ['x'], x: ['short', 'long'], short: [], long: ['root'], root: [] }, { short: 'direct' });
    expect(blastRadius(nodes, named('short', 'root')).map(({ image }) => image)).toContain('top');
  });

  it('ten thousand images in a row', () => {
    const nodes: BuildNode[] = Array.from({ length: 10_000 }, (_, index) => ({ name: imageName(`i${index}`), cascade: 'transitive', parents: index === 0 ? [] : [imageName(`i${index - 1}`)] }));
    expect(blastRadius(nodes, named('i0')).at(-1)).toEqual({ image: 'i9999', depth: 9999, via: 'i9998' });
  });
});

describe('laws', () => {
  it('equals following every way by hand', () => {
    fc.assert(
      fc.property(anyBuildGraph, ({ nodes, changed }) => {
        expect(new Set(blastRadius(nodes, changed).map(({ image }) => image))).toEqual(reachByHand(nodes, changed));
      }),
      { numRuns: 500 },
    );
  });

  it('more changes never reach less', () => {
    fc.assert(
      fc.property(anyBuildGraph, fc.nat(), ({ nodes, changed }, pick) => {
        const more = new Set([...changed, ...nodes.slice(pick % nodes.length).map(({ name }) => name)]);
        const reached = new Set(blastRadius(nodes, more).map(({ image }) => image));
        for (const { image } of blastRadius(nodes, changed)) expect(reached).toContain(image);
      }),
    );
  });

  it('the order of the images does not matter', () => {
    fc.assert(
      fc.property(anyBuildGraph, ({ nodes, changed }) => {
        expect(blastRadius(nodes.toReversed(), changed)).toEqual(blastRadius(nodes, changed));
      }),
    );
  });

  it('every step follows an image that is reached one step earlier, and that it is built from', () => {
    fc.assert(
      fc.property(anyBuildGraph, ({ nodes, changed }) => {
        const reached = blastRadius(nodes, changed);
        for (const { image, depth, via } of reached) {
          expect(changed.has(image)).toBe(depth === 0);
          if (via === undefined) continue;
          expect(nodes.find(({ name }) => name === image)?.parents).toContain(via);
          expect(reached.find((step) => step.image === via)?.depth).toBeLessThan(depth);
        }
      }),
    );
  });
});

/** Every way from a change, step by step, each image with all numbers of builds that may still follow it. */
function reachByHand(nodes: readonly BuildNode[], changed: ReadonlySet<ImageName>): Set<ImageName> {
  const steps: Readonly<Record<Cascade, number>> = { transitive: nodes.length * 3, direct: 1, none: 0 };
  const seen = new Set<string>();
  const found = new Set<ImageName>();
  const go = (name: ImageName, left: number): void => {
    const node = nodes.find((candidate) => candidate.name === name);
    const now = node === undefined ? -1 : Math.min(left, steps[node.cascade]);
    if (now < 0 || seen.has(`${name} ${now}`)) return;
    seen.add(`${name} ${now}`);
    found.add(name);
    if (now > 0) for (const dependent of nodes) if (dependent.parents.includes(name)) go(dependent.name, now - 1);
  };
  for (const name of changed) go(name, nodes.length * 3);
  return found;
}

it.each([
  [0, 'none'],
  [1, 'small'],
  [3, 'small'],
  [4, 'medium'],
  [10, 'medium'],
  [11, 'large'],
  [50, 'large'],
  [51, 'huge'],
])('%i images: %s', (images, size) => {
  expect(sizeOfRadius(images)).toBe(size);
});
