import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtFromEvidence } from './built-from-evidence.ts';
import { both, digest, digestLabel, foundIn, go, indexes, inputOf, node, nodeFrom, onBoth, says, told, tool, type Story, type StoryMaterial } from './evidence.fixture.ts';

const stories: readonly (Story & { readonly story: string; readonly found: Readonly<Record<string, string>> })[] = [
  // Without evidence
  { story: 'first run: nothing seen yet', bases: [{ is: 'node:22' }], found: {} },
  { story: 'built before enrollment, without any evidence', bases: [node], found: { 'node:22': 'assumed linux/amd64=n1' } },
  { story: 'assumed on the platforms that were seen', platforms: both, bases: [node], found: { 'node:22': 'assumed linux/amd64=n1' } },
  { story: 'of other platforms than its own nothing is said', bases: [onBoth], found: { 'node:22': 'assumed linux/amd64=n1' } },

  // The report of the build
  {
    story: 'a report goes over everything',
    bases: [node],
    report: { 'node:22': { 'linux/amd64': 'n2' } },
    image: { 'linux/amd64': { statements: says(nodeFrom('n1')) } },
    found: { 'node:22': 'report linux/amd64=n2' },
  },
  { story: 'a report that names an index', bases: [node], indexes, report: { 'node:22': { 'linux/amd64': 'N2' } }, found: { 'node:22': 'report linux/amd64=n2' } },
  {
    story: 'a report of one platform, provenance of the other',
    platforms: both,
    bases: [onBoth],
    indexes,
    report: { 'node:22': { 'linux/amd64': 'n2' } },
    image: { 'linux/arm64': { statements: says(nodeFrom('N1', 'linux/arm64')) } },
    found: { 'node:22': 'provenance linux/amd64=n2 linux/arm64=m1' },
  },

  // Provenance
  { story: 'built before enrollment, with provenance', bases: [node], indexes, image: { 'linux/amd64': { statements: says(nodeFrom('N2')) } }, found: { 'node:22': 'provenance linux/amd64=n2' } },
  {
    story: 'provenance older than what was seen, its index looked up',
    bases: [node],
    indexes: { N0: { 'linux/amd64': 'n0' } },
    image: { 'linux/amd64': { statements: says(nodeFrom('N0')) } },
    found: { 'node:22': 'provenance linux/amd64=n0' },
  },
  { story: 'provenance with the manifest itself, which was seen', bases: [node], image: { 'linux/amd64': { statements: says(nodeFrom('n2')) } }, found: { 'node:22': 'provenance linux/amd64=n2' } },
  { story: 'provenance with an index that nobody could look up', bases: [node], image: { 'linux/amd64': { statements: says(nodeFrom('N0')) } }, found: { 'node:22': 'assumed linux/amd64=n1' } },
  {
    story: 'an index that has no such platform',
    platforms: ['linux/arm64'],
    bases: [node],
    indexes: { N0: { 'linux/amd64': 'n0' } },
    image: { 'linux/arm64': { statements: says(nodeFrom('N0')) } },
    found: {},
  },
  {
    story: 'all the images that a build pulled',
    bases: [go, tool, node],
    indexes,
    image: { 'linux/amd64': { statements: says({ uri: 'pkg:docker/golang@1.26', is: 'G1' }, nodeFrom('N1'), { uri: 'pkg:docker/ghcr.io/acme/tool@2', is: 't1' }) } },
    found: { 'golang:1.26': 'provenance linux/amd64=g1', 'ghcr.io/acme/tool:2': 'provenance linux/amd64=t1', 'node:22': 'provenance linux/amd64=n1' },
  },
  {
    story: 'several platforms, a manifest each',
    platforms: both,
    bases: [onBoth],
    indexes,
    image: { 'linux/amd64': { statements: says(nodeFrom('N2')) }, 'linux/arm64': { statements: says(nodeFrom('N2', 'linux/arm64')) } },
    found: { 'node:22': 'provenance linux/amd64=n2 linux/arm64=m2' },
  },
  {
    story: 'several platforms, built from different indexes',
    platforms: both,
    bases: [onBoth],
    indexes,
    image: { 'linux/amd64': { statements: says(nodeFrom('N1')) }, 'linux/arm64': { statements: says(nodeFrom('N2', 'linux/arm64')) } },
    found: { 'node:22': 'provenance linux/amd64=n1 linux/arm64=m2' },
  },
  {
    story: 'a build stage on the platform of the builder',
    platforms: ['linux/arm64'],
    bases: [{ ...onBoth, use: 'build-stage' }],
    indexes,
    image: { 'linux/arm64': { statements: says(nodeFrom('N2', 'linux/amd64')) } },
    found: { 'node:22': 'provenance linux/arm64=m2' },
  },
  {
    story: 'pulled for both platforms: its own counts',
    platforms: ['linux/arm64'],
    bases: [onBoth],
    indexes,
    image: { 'linux/arm64': { statements: says(nodeFrom('N1', 'linux/amd64'), nodeFrom('N2', 'linux/arm64')) } },
    found: { 'node:22': 'provenance linux/arm64=m2' },
  },
  { story: 'pulled twice while it moved', bases: [node], indexes, image: { 'linux/amd64': { statements: says(nodeFrom('N1'), nodeFrom('N2')) } }, found: { 'node:22': 'assumed linux/amd64=n1' } },
  {
    story: 'pulled by tag and by the digest of the same',
    bases: [node],
    indexes,
    image: { 'linux/amd64': { statements: says(nodeFrom('N1'), nodeFrom('n1')) } },
    found: { 'node:22': 'provenance linux/amd64=n1' },
  },
  {
    story: 'attestation missing for one platform',
    platforms: both,
    bases: [onBoth],
    indexes,
    image: { 'linux/amd64': { statements: says(nodeFrom('N1')) }, 'linux/arm64': {} },
    found: { 'node:22': 'provenance linux/amd64=n1' },
  },
  {
    story: 'attestation missing for one platform, where layers tell',
    platforms: both,
    bases: [onBoth],
    indexes,
    layers: { m2: 'ab' },
    image: { 'linux/amd64': { statements: says(nodeFrom('N1')) }, 'linux/arm64': { layers: 'abc' } },
    found: { 'node:22': 'layers linux/amd64=n1 linux/arm64=m2' },
  },
  {
    story: 'lying provenance: about another image',
    bases: [node],
    indexes,
    image: { 'linux/amd64': { statements: [{ about: ['other'], materials: [nodeFrom('N2')] }] } },
    found: { 'node:22': 'assumed linux/amd64=n1' },
  },
  { story: 'a base that is new in the Dockerfile', bases: [go, node], indexes, image: { 'linux/amd64': { statements: says(nodeFrom('N1')) } }, found: { 'node:22': 'provenance linux/amd64=n1' } },
  {
    story: 'a new tag of a base in the Dockerfile',
    bases: [{ is: 'node:24', seen: { 'linux/amd64': ['x1'] } }],
    indexes,
    layers: { x1: 'a' },
    image: { 'linux/amd64': { statements: says(nodeFrom('N1')), layers: 'ab' } },
    found: {},
  },
  {
    story: 'a base that may be the one that can not be read',
    bases: [go, node],
    indexes,
    image: { 'linux/amd64': { statements: says(nodeFrom('N1'), { uri: 'pkg:docker/golang@1.26' }) } },
    found: { 'golang:1.26': 'assumed linux/amd64=g1', 'node:22': 'provenance linux/amd64=n1' },
  },
  {
    story: 'provenance of a builder that lists no images',
    bases: [node],
    image: { 'linux/amd64': { statements: says({ uri: 'https://github.com/acme/app', is: 'commit' }) } },
    found: { 'node:22': 'assumed linux/amd64=n1' },
  },
  {
    story: 'a frontend is no base',
    bases: [node],
    image: { 'linux/amd64': { statements: [{ frontend: 'docker/dockerfile:1', materials: [{ uri: 'pkg:docker/docker/dockerfile@1', is: 'f' }] }] } },
    found: { 'node:22': 'assumed linux/amd64=n1' },
  },
  {
    story: 'a frontend that is a base, too',
    bases: [{ is: 'docker/dockerfile:1', use: 'copy-from', seen: { 'linux/amd64': ['f1'] } }],
    image: { 'linux/amd64': { statements: [{ frontend: 'docker/dockerfile:1', materials: [{ uri: 'pkg:docker/docker/dockerfile@1', is: 'f1' }] }] } },
    found: { 'docker/dockerfile:1': 'provenance linux/amd64=f1' },
  },
  {
    story: 'an external image',
    bases: [{ ...node, external: 'node-lts' }],
    indexes,
    image: { 'linux/amd64': { statements: says(nodeFrom('N1')) } },
    found: { 'node:22': 'provenance linux/amd64=n1' },
  },
  {
    story: 'managed on managed',
    bases: [{ is: 'ghcr.io/acme/runtime:1', managed: 'runtime', seen: { 'linux/amd64': ['r1', 'r2'] } }],
    image: { 'linux/amd64': { statements: says({ uri: 'pkg:docker/ghcr.io/acme/runtime@1?platform=linux%2Famd64', is: 'r2' }) } },
    found: { 'ghcr.io/acme/runtime:1': 'provenance linux/amd64=r2' },
  },
  {
    story: 'managed on managed, the tag of another one',
    bases: [{ is: 'ghcr.io/acme/runtime:2', managed: 'runtime', seen: { 'linux/amd64': ['r1', 'r2'] } }],
    image: { 'linux/amd64': { statements: says({ uri: 'pkg:docker/ghcr.io/acme/runtime@1', is: 'r2' }) } },
    found: {},
  },
  {
    story: 'a pinned base',
    bases: [{ ...node, is: `node:22@${digest('N1')}` }],
    indexes,
    image: { 'linux/amd64': { statements: says({ uri: `pkg:docker/node@22?digest=${digest('N1')}`, is: 'N1' }) } },
    found: { [`node:22@${digest('N1')}`]: 'provenance linux/amd64=n1' },
  },
  {
    story: 'no tag is the tag latest',
    bases: [{ is: 'node', seen: { 'linux/amd64': ['l1'] } }],
    image: { 'linux/amd64': { statements: says({ uri: 'pkg:docker/node@latest', is: 'l1' }) } },
    found: { node: 'provenance linux/amd64=l1' },
  },
];

describe('builtFromEvidence', () => {
  it('names bases as state does', () => {
    const input = inputOf({ bases: [node, { ...tool, external: 'tools' }, { is: 'ghcr.io/acme/run:1', managed: 'run', seen: node.seen }] });
    expect([...builtFromEvidence(input).keys()]).toEqual(['node-22', 'tools', 'run']);
  });

  it.each(stories)('$story', ({ found, ...story }) => {
    expect(foundIn(story)).toEqual(found);
  });

  const word = fc.constantFrom('n0', 'n1', 'n2', 'N1', 'N2', 'g1', 'G1', 'f');
  const material = fc.record({
    uri: fc.constantFrom(
      'pkg:docker/node@22',
      'pkg:docker/node@22?platform=linux%2Farm64',
      'pkg:docker/golang@1.26',
      'pkg:docker/docker/dockerfile@1',
      'pkg:docker/debian@12',
      'https://example.com/x',
    ),
    is: word,
  });
  const shuffled = fc.array(material, { maxLength: 8 }).chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));

  it('does not depend on the order of materials', () => {
    fc.assert(
      fc.property(shuffled, fc.constantFrom('v0.2' as const, 'v1' as const), ([first, second], version) => {
        const read = (materials: readonly StoryMaterial[]): unknown =>
          told(
            builtFromEvidence(
              inputOf({ bases: [go, onBoth], platforms: both, indexes, image: Object.fromEntries(both.map((on) => [on, { statements: [{ version, materials, frontend: 'docker/dockerfile:1' }] }])) }),
            ),
          );
        expect(read(second)).toEqual(read(first));
      }),
    );
  });

  it('says of each platform only what was seen, or found for it in an index', () => {
    fc.assert(
      fc.property(fc.array(material, { maxLength: 8 }), fc.option(word), fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 4 }), (materials, labelled, layers) => {
        const labels: Record<string, string> = labelled === null ? {} : { [digestLabel]: digest(labelled) };
        const found = told(builtFromEvidence(inputOf({ bases: [go, node], indexes, layers: { n1: 'a', n3: 'ab' }, image: { 'linux/amd64': { statements: says(...materials), labels, layers } } })));
        expect(Object.values(found).join(' ')).toMatch(/^(?:(?:provenance|labels|layers|assumed) linux\/amd64=[ng][123] ?)*$/);
      }),
    );
  });
});
