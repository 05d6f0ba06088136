import { describe, expect, it } from 'vitest';
import { dependsOn, managed } from '../factory.fixture.ts';
import { edgesInCircles } from './circles.ts';

describe('edgesInCircles', () => {
  it.each([
    { story: 'a chain turns nowhere', edges: ['b a', 'c b'], turning: [] },
    { story: 'two images', edges: ['a b', 'b a', 'c a'], turning: ['a b', 'b a'] },
    { story: 'an image on itself', edges: ['a a'], turning: [] },
    { story: 'two circles that share an image', edges: ['a b', 'b a', 'b c', 'c b'], turning: ['a b', 'b a', 'b c', 'c b'] },
    { story: 'two circles through one edge end with it', edges: ['a b', 'b c', 'c a', 'b a'], turning: ['a b', 'b a'] },
  ])('$story', ({ edges, turning }) => {
    const isTurning = edgesInCircles(nodesOf(edges));
    expect(edges.filter((edge) => isTurning(...parts(edge))).toSorted()).toEqual(turning.toSorted());
    const isTurningReversed = edgesInCircles(nodesOf(edges.toReversed()));
    expect(edges.filter((edge) => isTurningReversed(...parts(edge))).toSorted()).toEqual(turning.toSorted());
  });

  it('leaves a graph behind that ends', () => {
    const edges = ['a b', 'b c', 'c d', 'd a', 'b a', 'd b', 'e a', 'c e'];
    const isTurning = edgesInCircles(nodesOf(edges));
    const rest = edges.filter((edge) => !isTurning(...parts(edge)));
    expect(edgesInCircles(nodesOf(rest))('a', 'b')).toBe(false);
    expect(longestWalk(rest)).toBeLessThanOrEqual(rest.length);
  });
});

function parts(edge: string): [string, string] {
  const [image = '', parent = ''] = edge.split(' ');
  return [image, parent];
}

function nodesOf(edges: readonly string[]) {
  const names = [...new Set(edges.flatMap((edge) => edge.split(' ')))];
  return names.map((name) =>
    managed(
      name,
      edges.filter((edge) => parts(edge)[0] === name).map((edge) => dependsOn(managed(parts(edge)[1]))),
    ),
  );
}

function longestWalk(edges: readonly string[], from = edges, steps = 0): number {
  if (steps > edges.length || from.length === 0) return steps;
  return Math.max(
    ...from.map((edge) =>
      longestWalk(
        edges,
        edges.filter((next) => parts(next)[0] === parts(edge)[1]),
        steps + 1,
      ),
    ),
  );
}
