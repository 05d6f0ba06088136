import { describe, expect, it } from 'vitest';
import { both, foundIn, go, node, onBoth, type Story } from './evidence.fixture.ts';

const stories: readonly (Story & { readonly story: string; readonly found: Readonly<Record<string, string>> })[] = [
  { story: 'the layers of the newest base', bases: [node], layers: { n1: 'ab', n2: 'ac', n3: 'ad' }, image: { 'linux/amd64': { layers: 'adx' } }, found: { 'node:22': 'layers linux/amd64=n3' } },
  { story: 'layer prefix of an older base', bases: [node], layers: { n1: 'ab', n2: 'ac', n3: 'ad' }, image: { 'linux/amd64': { layers: 'acx' } }, found: { 'node:22': 'layers linux/amd64=n2' } },
  { story: 'the longest match wins', bases: [node], layers: { n1: 'abc', n2: 'ab', n3: 'a' }, image: { 'linux/amd64': { layers: 'abcd' } }, found: { 'node:22': 'layers linux/amd64=n1' } },
  { story: 'of equal matches the newest wins', bases: [node], layers: { n1: 'ab', n2: 'ab', n3: 'xy' }, image: { 'linux/amd64': { layers: 'abc' } }, found: { 'node:22': 'layers linux/amd64=n2' } },
  { story: 'an image that adds no layer', bases: [node], layers: { n2: 'ab' }, image: { 'linux/amd64': { layers: 'ab' } }, found: { 'node:22': 'layers linux/amd64=n2' } },
  { story: 'a base with more layers than the image', bases: [node], layers: { n2: 'abc' }, image: { 'linux/amd64': { layers: 'ab' } }, found: { 'node:22': 'assumed linux/amd64=n1' } },
  { story: 'a squashed image', bases: [node], layers: { n1: 'ab', n2: 'ac' }, image: { 'linux/amd64': { layers: 'q' } }, found: { 'node:22': 'assumed linux/amd64=n1' } },
  {
    story: 'a base without layers is a prefix of everything, which says nothing',
    bases: [node],
    layers: { n2: '' },
    image: { 'linux/amd64': { layers: 'ab' } },
    found: { 'node:22': 'assumed linux/amd64=n1' },
  },
  {
    story: 'layers say nothing of a build stage',
    bases: [go, node],
    layers: { g1: 'ab' },
    image: { 'linux/amd64': { layers: 'abc' } },
    found: { 'golang:1.26': 'assumed linux/amd64=g1', 'node:22': 'assumed linux/amd64=n1' },
  },
  {
    story: 'of two that could be final, the one with more layers',
    bases: [{ ...node, use: 'build-stage' }, go],
    layers: { n2: 'abc', g1: 'ab' },
    image: { 'linux/amd64': { layers: 'abcd' } },
    found: { 'node:22': 'layers linux/amd64=n2', 'golang:1.26': 'assumed linux/amd64=g1' },
  },
  {
    story: 'of two that could be final and match alike, none',
    bases: [{ ...node, use: 'build-stage' }, go],
    layers: { n2: 'ab', g1: 'ab' },
    image: { 'linux/amd64': { layers: 'abcd' } },
    found: { 'node:22': 'assumed linux/amd64=n1', 'golang:1.26': 'assumed linux/amd64=g1' },
  },
  {
    story: 'layers of one platform alone',
    platforms: both,
    bases: [onBoth],
    layers: { n2: 'a' },
    image: { 'linux/amd64': { layers: 'ab' }, 'linux/arm64': { layers: 'cd' } },
    found: { 'node:22': 'layers linux/amd64=n2' },
  },
];

describe('evidence of layers', () => {
  it.each(stories)('$story', ({ found, ...story }) => {
    expect(foundIn(story)).toEqual(found);
  });
});
