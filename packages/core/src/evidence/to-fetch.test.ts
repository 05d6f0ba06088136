import { describe, expect, it } from 'vitest';
import { familiarReference } from '../reference/index.ts';
import { digest, foundIn, inputOf, type Story } from './evidence.fixture.ts';
import { readImageConfig } from './image-config.ts';
import { digestsToResolve, layersToRead } from './to-fetch.ts';

const node = { is: 'node:22', seen: { 'linux/amd64': ['n1', 'n2', 'n1', 'n3'] } };
const go = { is: 'ghcr.io/acme/go:1', use: 'build-stage' } as const;
const story: Story = {
  bases: [go, node],
  image: {
    'linux/amd64': {
      statements: [
        {
          materials: [
            { uri: 'pkg:docker/node@22', is: 'N0' },
            { uri: 'pkg:docker/ghcr.io/acme/go@1', is: 'G0' },
            { uri: 'pkg:docker/debian@12', is: 'D0' },
          ],
        },
      ],
    },
  },
};

describe('digestsToResolve', () => {
  it('asks for what may be the digest of an index, in the repository of the base', () => {
    expect(digestsToResolve(inputOf(story)).map(familiarReference)).toEqual([`node@${digest('N0')}`, `ghcr.io/acme/go@${digest('G0')}`]);
  });

  it('asks for nothing that is answered, or was seen', () => {
    const answered = { ...story, indexes: { N0: { 'linux/amd64': 'n0' }, G0: { 'linux/amd64': 'g0' } } };
    expect(digestsToResolve(inputOf(answered))).toEqual([]);
    expect(foundIn(answered)).toEqual({ 'ghcr.io/acme/go:1': 'provenance linux/amd64=g0', 'node:22': 'provenance linux/amd64=n0' });
    expect(digestsToResolve(inputOf({ bases: [node], report: { 'node:22': { 'linux/amd64': 'n2' } } }))).toEqual([]);
  });
});

describe('layersToRead', () => {
  it.each<{ story: string; of: Story; most: number; asks: readonly string[] }>([
    { story: 'what was seen of the final base', of: { bases: [go, node] }, most: 9, asks: ['n1', 'n2', 'n3'] },
    { story: 'the newest first', of: { bases: [node] }, most: 2, asks: ['n1', 'n3'] },
    { story: 'the newest alone', of: { bases: [node] }, most: 1, asks: ['n3'] },
    { story: 'nothing that is there', of: { bases: [node], layers: { n1: 'a' } }, most: 9, asks: ['n2', 'n3'] },
    { story: 'nothing when something better is known', of: { bases: [node], report: { 'node:22': { 'linux/amd64': 'n1' } } }, most: 9, asks: [] },
    {
      story: 'nothing when it was built from something else',
      of: { bases: [node], image: { 'linux/amd64': { statements: [{ materials: [{ uri: 'pkg:docker/debian@12', is: 'd' }] }] } } },
      most: 9,
      asks: [],
    },
    {
      story: 'only the platform that is missing',
      of: { bases: [{ is: 'node:22', seen: { 'linux/amd64': ['n1'], 'linux/arm64': ['m1'] } }], platforms: ['linux/amd64', 'linux/arm64'], report: { 'node:22': { 'linux/amd64': 'n1' } } },
      most: 9,
      asks: ['m1'],
    },
  ])('$story', ({ of, most, asks }) => {
    expect(layersToRead(inputOf(of), most).map(familiarReference)).toEqual(asks.map((word) => `node@${digest(word)}`));
  });
});

describe('readImageConfig', () => {
  it.each([
    { story: 'labels and layers', config: { config: { Labels: { a: 'b', c: 1 } }, rootfs: { diff_ids: ['x', 'y'] } }, labels: [['a', 'b']], diffIds: ['x', 'y'] },
    { story: 'no labels', config: { config: { Labels: null }, rootfs: { type: 'layers', diff_ids: ['x'] } }, labels: [], diffIds: ['x'] },
    { story: 'a layer that is none', config: { rootfs: { diff_ids: ['x', 7, 'y'] } }, labels: [], diffIds: [] },
    { story: 'too many layers', config: { rootfs: { diff_ids: Array.from({ length: 2000 }, () => 'x') } }, labels: [], diffIds: [] },
    { story: 'anything else', config: 'x', labels: [], diffIds: [] },
  ])('$story', ({ config, labels, diffIds }) => {
    const read = readImageConfig(config);
    expect([[...read.labels], read.diffIds]).toEqual([labels, diffIds]);
  });
});
