import { describe, expect, it } from 'vitest';
import { digest, digestLabel, foundIn, go, indexes, nameLabel, node, nodeFrom, says, tool, type Story } from './evidence.fixture.ts';

const stories: readonly (Story & { readonly story: string; readonly found: Readonly<Record<string, string>> })[] = [
  {
    story: 'labels of the final base',
    bases: [go, node],
    indexes,
    image: { 'linux/amd64': { labels: { [nameLabel]: 'docker.io/library/node:22', [digestLabel]: digest('N2') } } },
    found: { 'golang:1.26': 'assumed linux/amd64=g1', 'node:22': 'labels linux/amd64=n2' },
  },
  {
    story: 'labels that name it with a pin',
    bases: [node],
    image: { 'linux/amd64': { labels: { [nameLabel]: `node:22@${digest('n2')}`, [digestLabel]: digest('n2') } } },
    found: { 'node:22': 'labels linux/amd64=n2' },
  },
  {
    story: 'labels naming another image, as inherited ones do',
    bases: [node],
    image: { 'linux/amd64': { labels: { [nameLabel]: 'debian:12', [digestLabel]: digest('n2') } } },
    found: { 'node:22': 'assumed linux/amd64=n1' },
  },
  { story: 'labels naming another tag', bases: [node], image: { 'linux/amd64': { labels: { [nameLabel]: 'node:20', [digestLabel]: digest('n2') } } }, found: { 'node:22': 'assumed linux/amd64=n1' } },
  {
    story: 'labels naming a build stage',
    bases: [go, node],
    image: { 'linux/amd64': { labels: { [nameLabel]: 'golang:1.26', [digestLabel]: digest('g2') } } },
    found: { 'golang:1.26': 'assumed linux/amd64=g1', 'node:22': 'assumed linux/amd64=n1' },
  },
  {
    story: 'labels that name nothing, of what was seen',
    bases: [go, node],
    image: { 'linux/amd64': { labels: { [digestLabel]: digest('n2') } } },
    found: { 'golang:1.26': 'assumed linux/amd64=g1', 'node:22': 'labels linux/amd64=n2' },
  },
  {
    story: 'labels that name nothing, of what was not',
    bases: [node],
    indexes: { D1: { 'linux/amd64': 'd1' } },
    image: { 'linux/amd64': { labels: { [nameLabel]: '', [digestLabel]: digest('D1') } } },
    found: { 'node:22': 'assumed linux/amd64=n1' },
  },
  {
    story: 'labels that name nothing, of a manifest of another image',
    bases: [node],
    indexes: { d1: { 'linux/amd64': 'd1' } },
    image: { 'linux/amd64': { labels: { [digestLabel]: digest('d1') } } },
    found: { 'node:22': 'assumed linux/amd64=n1' },
  },
  {
    story: 'labels that name nothing, of what two bases were',
    bases: [node, { ...node, is: 'node:lts' }],
    image: { 'linux/amd64': { labels: { [digestLabel]: digest('n2') } } },
    found: { 'node:22': 'assumed linux/amd64=n1', 'node:lts': 'assumed linux/amd64=n1' },
  },
  {
    story: 'labels that name nothing we can read',
    bases: [node],
    image: { 'linux/amd64': { labels: { [nameLabel]: 'No Image', [digestLabel]: digest('n2') } } },
    found: { 'node:22': 'assumed linux/amd64=n1' },
  },
  { story: 'labels without a digest', bases: [node], image: { 'linux/amd64': { labels: { [nameLabel]: 'node:22', [digestLabel]: 'latest' } } }, found: { 'node:22': 'assumed linux/amd64=n1' } },
  {
    story: 'labels of a base that is listed as a build stage',
    bases: [{ ...node, use: 'build-stage' }, tool],
    image: { 'linux/amd64': { labels: { [nameLabel]: 'node:22', [digestLabel]: digest('n2') } } },
    found: { 'node:22': 'labels linux/amd64=n2', 'ghcr.io/acme/tool:2': 'assumed linux/amd64=t1' },
  },
  {
    story: 'provenance goes over labels',
    bases: [node],
    indexes,
    image: { 'linux/amd64': { statements: says(nodeFrom('N1')), labels: { [nameLabel]: 'node:22', [digestLabel]: digest('n2') } } },
    found: { 'node:22': 'provenance linux/amd64=n1' },
  },
  {
    story: 'labels go over layers',
    bases: [node],
    layers: { n1: 'a' },
    image: { 'linux/amd64': { layers: 'ab', labels: { [nameLabel]: 'node:22', [digestLabel]: digest('n2') } } },
    found: { 'node:22': 'labels linux/amd64=n2' },
  },
];

describe('evidence of labels', () => {
  it.each(stories)('$story', ({ found, ...story }) => {
    expect(foundIn(story)).toEqual(found);
  });
});
