import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planAttestations, planStatements, provenanceFor } from './attestations.ts';
import { digest, statement, wordOf } from './evidence.fixture.ts';
import { maxStatementBytes } from './provenance.ts';

interface Entry {
  readonly is: string;
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  /** Whose statements it holds. */
  readonly about?: string;
}

function indexOf(entries: readonly Entry[]): unknown {
  return {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: entries.map(({ is, about, os = 'unknown', architecture = 'unknown', variant }) => ({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: digest(is),
      size: 500,
      platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
      ...(about === undefined ? {} : { annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': digest(about) } }),
    })),
  };
}

const amd = { is: 'amd', os: 'linux', architecture: 'amd64' };
const arm = { is: 'arm', os: 'linux', architecture: 'arm', variant: 'v7' };

describe('planAttestations', () => {
  it.each<{ story: string; index: readonly Entry[]; plan: readonly string[] }>([
    { story: 'two platforms', index: [amd, arm, { is: 'a1', about: 'amd' }, { is: 'a2', about: 'arm' }], plan: ['linux/amd64 amd a1', 'linux/arm/v7 arm a2'] },
    { story: 'statements before images', index: [{ is: 'a1', about: 'amd' }, amd], plan: ['linux/amd64 amd a1'] },
    { story: 'one platform without', index: [amd, arm, { is: 'a2', about: 'arm' }], plan: ['linux/arm/v7 arm a2'] },
    { story: 'two for one image', index: [amd, { is: 'a1', about: 'amd' }, { is: 'a2', about: 'amd' }], plan: ['linux/amd64 amd a1', 'linux/amd64 amd a2'] },
    { story: 'about an image that is elsewhere', index: [amd, { is: 'a1', about: 'other' }], plan: [] },
    { story: 'about itself', index: [amd, { is: 'a1', about: 'a1', os: 'linux', architecture: 'amd64' }], plan: [] },
    { story: 'none at all', index: [amd, arm], plan: [] },
  ])('$story', ({ index, plan }) => {
    expect(planAttestations(indexOf(index)).map(({ platform, subject, manifest }) => `${platform} ${wordOf(subject)} ${wordOf(manifest)}`)).toEqual(plan);
  });

  it('is patient with any JSON, and bounded', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(planAttestations(value)).toEqual([]);
        expect(() => planAttestations({ manifests: [value, amd] })).not.toThrow();
        expect(() => planAttestations({ manifests: [{ digest: value, platform: value, annotations: value }] })).not.toThrow();
      }),
    );
    expect(planAttestations(indexOf([amd, ...Array.from({ length: 1000 }, (_, n) => ({ is: `a${n}`, about: 'amd' }))]))).toHaveLength(64);
  });
});

describe('planStatements', () => {
  const layer = (is: string, type: string, size: unknown = 2000): unknown => ({
    mediaType: 'application/vnd.in-toto+json',
    digest: digest(is),
    size,
    annotations: { 'in-toto.io/predicate-type': type },
  });
  const slsa = 'https://slsa.dev/provenance/v1';

  it('takes provenance and leaves bills of materials', () => {
    const plan = planStatements({ layers: [layer('sbom', 'https://spdx.dev/Document'), layer('one', slsa), layer('two', 'https://slsa.dev/provenance/v0.2'), { digest: digest('x') }] });
    expect(plan.value.map(wordOf)).toEqual(['one', 'two']);
    expect(plan.problems).toEqual([]);
  });

  it('leaves what is too large, and says so', () => {
    const plan = planStatements({ layers: [layer('huge', slsa, maxStatementBytes + 1), layer('one', slsa, 'odd')] });
    expect(plan.value.map(wordOf)).toEqual(['one']);
    expect(plan.problems.map(({ code }) => code)).toEqual(['evidence/too-large']);
  });

  it('is patient with any JSON, and bounded', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(planStatements(value).value).toEqual([]);
        expect(() => planStatements({ layers: [value, layer('one', slsa, value)] })).not.toThrow();
      }),
    );
    expect(planStatements({ layers: Array.from({ length: 100 }, (_, n) => layer(`a${n}`, slsa)) }).value).toHaveLength(8);
  });
});

describe('provenanceFor', () => {
  const materials = [{ uri: 'pkg:docker/node@22', is: 'node' }];

  it.each([
    { story: 'a statement about it', texts: [statement({ materials })], found: ['node'], codes: [] },
    { story: 'a statement about another image', texts: [statement({ about: ['other'], materials })], found: undefined, codes: ['evidence/other-image'] },
    { story: 'a statement about nothing', texts: [statement({ about: [], materials })], found: undefined, codes: ['evidence/other-image'] },
    { story: 'one of several names', texts: [statement({ about: ['other', 'app'], materials })], found: ['node'], codes: [] },
    {
      story: 'a good one among bad ones',
      texts: ['garbage', statement({ about: ['other'], materials: [{ uri: 'pkg:docker/node@22', is: 'lie' }] }), statement({ materials })],
      found: ['node'],
      codes: ['evidence/unreadable', 'evidence/other-image'],
    },
    { story: 'two good ones', texts: [statement({ materials }), statement({ version: 'v0.2', materials: [{ uri: 'pkg:docker/go@1', is: 'go' }] })], found: ['node', 'go'], codes: [] },
    { story: 'another kind', texts: ['{"predicateType":"https://spdx.dev/Document"}'], found: undefined, codes: [] },
    { story: 'none', texts: [], found: undefined, codes: [] },
  ])('$story', ({ texts, found, codes }) => {
    const { value, problems } = provenanceFor(digest('app'), texts);
    expect(value?.materials.map((material) => wordOf(material.digest))).toEqual(found);
    expect(problems.map(({ code }) => code)).toEqual(codes);
  });
});
