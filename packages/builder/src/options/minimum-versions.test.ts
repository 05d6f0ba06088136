import { describe, expect, it } from 'vitest';
import { compareVersions } from './compare-versions.ts';
import { readDefinition } from './definition.ts';
import { checkVersions } from './minimum-versions.ts';

function check(target: object, version: { buildx: string; buildkit?: string }, read: readonly string[] = []) {
  const targets = readDefinition(JSON.stringify({ target: { image: target } })) ?? [];
  return checkVersions(version, targets, { read, write: [], ssh: false }).map(({ message }) => message);
}

const now = { buildx: '0.37.2', buildkit: '0.33.1' };
const v1 = [{ type: 'provenance', mode: 'max', version: 'v1' }];

describe('a builder', () => {
  it.each([
    { story: 'one of today knows everything', target: { attest: v1, annotations: ['index:a=b'], contexts: { 'node:22': 'x' } }, version: now, needs: [] },
    {
      story: 'BuildKit before provenance of version 1',
      target: { attest: v1 },
      version: { ...now, buildkit: '0.22.0' },
      needs: ['Provenance of version 1: BuildKit 0.22.0 does not know that; 0.23.0 is the first that does.'],
    },
    { story: 'the same, without provenance', target: { attest: [{ type: 'provenance', disabled: 'true', version: 'v1' }] }, version: { ...now, buildkit: '0.10.0' }, needs: [] },
    {
      story: 'buildx before annotations',
      target: { annotations: ['a=b'] },
      version: { ...now, buildx: '0.11.2' },
      needs: ['Annotations: buildx 0.11.2 does not know that; 0.12.0 is the first that does.'],
    },
    {
      story: 'buildx before attributes as objects',
      target: { output: [{ type: 'cacheonly' }] },
      version: { ...now, buildx: '0.19.3' },
      needs: ['A build as the factory describes it: buildx 0.19.3 does not know that; 0.20.0 is the first that does.'],
    },
    { story: 'attributes as texts', target: { output: ['type=cacheonly'] }, version: { ...now, buildx: '0.19.3' }, needs: [] },
    {
      story: 'times in layers',
      target: { output: [{ type: 'image', 'rewrite-timestamp': 'true' }] },
      version: { ...now, buildkit: '0.12.5' },
      needs: ['A time for files in layers: BuildKit 0.12.5 does not know that; 0.13.0 is the first that does.'],
    },
    { story: 'a version that nobody gave', target: { attest: v1 }, version: { buildx: '0.0.0+unknown', buildkit: '0.0.0+unknown' }, needs: [] },
    { story: 'a BuildKit that does not say', target: { attest: v1 }, version: { buildx: '0.37.2' }, needs: [] },
  ])('$story', ({ target, version, needs }) => {
    expect(check(target, version)).toEqual(needs);
  });

  it('is asked for folders only where there are any', () => {
    expect(check({}, { buildx: '0.16.0' })).toEqual([]);
    expect(check({}, { buildx: '0.16.0' }, ['/elsewhere'])).toEqual([expect.stringContaining('0.17.0 is the first')]);
  });
});

describe('versions', () => {
  it.each([
    ['0.9.0', '0.10.0', 'older'],
    ['v0.20.0', '0.20.0', 'same'],
    ['0.20.0-rc1', '0.20.0', 'same'],
    ['0.12.5+desktop.1', '0.12.4', 'newer'],
    ['1.0.0', '0.99.99', 'newer'],
    ['0.0.0+unknown', '0.1.0', undefined],
    ['devel', '0.1.0', undefined],
  ] as const)('%s is %3$s %s', (a, b, verdict) => {
    expect(compareVersions(a, b)).toBe(verdict);
  });
});

describe('a definition', () => {
  it.each(['', '[]', '"x"', '{"target": 1}', '{"target": {"image": []}}', '{"target": {"image": {"args": []}}}'])('is none: %s', (text) => {
    expect(readDefinition(text)).toBeUndefined();
  });
});
