import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findUnprintable } from '../text/index.ts';
import { amd64, arm64, digest, imageName, key, plan, reference, version } from './build.fixture.ts';
import { checkPlan, imageAnnotations, imageLabels, indexAnnotations, platformAnnotations, type ImageFacts } from './index.ts';

const base = {
  reference: reference('node:22'),
  digests: new Map([
    [amd64, digest('a')],
    [arm64, digest('b')],
  ]),
};
const facts: ImageFacts = {
  image: imageName('shop'),
  source: 'https://github.com/acme/shop',
  revision: '0123456789abcdef0123456789abcdef01234567',
  version: version('1.4.2'),
  created: new Date('2026-11-21T10:00:00.789Z'),
  key: key('a'),
  base,
};

describe('what an image says about itself', () => {
  it('stands in its labels, with one value for all platforms', () => {
    expect(imageLabels(facts)).toEqual({
      'io.image-factory.image': 'shop',
      'io.image-factory.rebuild-key': key('a'),
      'org.opencontainers.image.base.name': 'docker.io/library/node:22',
      'org.opencontainers.image.created': '2026-11-21T10:00:00Z',
      'org.opencontainers.image.revision': '0123456789abcdef0123456789abcdef01234567',
      'org.opencontainers.image.source': 'https://github.com/acme/shop',
      'org.opencontainers.image.title': 'shop',
      'org.opencontainers.image.version': '1.4.2',
    });
  });

  it('has the digest of the base in a label only when there is one', () => {
    const digestLabel = 'org.opencontainers.image.base.digest';
    expect(imageLabels({ ...facts, base: { ...base, digests: new Map([[amd64, digest('a')]]) } })[digestLabel]).toBe(digest('a'));
    expect(imageLabels({ ...facts, base: { ...base, digests: new Map() } })[digestLabel]).toBeUndefined();
    expect(platformAnnotations(facts, amd64)[digestLabel]).toBe(digest('a'));
    expect(platformAnnotations(facts, arm64)[digestLabel]).toBe(digest('b'));
    expect(indexAnnotations(facts)[digestLabel]).toBeUndefined();
  });

  it('is on the index and on each manifest', () => {
    const annotations = imageAnnotations(facts, [amd64, arm64]);
    expect(annotations.filter((each) => each.key === 'org.opencontainers.image.base.digest')).toEqual([
      { on: 'manifest', platform: amd64, key: 'org.opencontainers.image.base.digest', value: digest('a') },
      { on: 'manifest', platform: arm64, key: 'org.opencontainers.image.base.digest', value: digest('b') },
    ]);
    expect(annotations.filter((each) => each.key === 'io.image-factory.rebuild-key').map((each) => each.on)).toEqual(['index', 'manifest', 'manifest']);
  });

  it('says nothing of what is not known', () => {
    expect(imageLabels({ image: imageName('shop') })).toEqual({ 'io.image-factory.image': 'shop', 'org.opencontainers.image.title': 'shop' });
  });

  it('is one printable line each, in order, whatever somebody wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), fc.string({ unit: 'grapheme' }), (description, source) => {
        const labels = imageLabels({ ...facts, description, source });
        for (const value of Object.values(labels)) {
          expect(findUnprintable(value)).toBe(-1);
          expect(value).toMatch(/^\S(?:.{0,1022}\S)?$/u);
        }
        expect(Object.keys(labels)).toEqual(Object.keys(labels).toSorted());
        expect(checkPlan(plan({ labels, annotations: imageAnnotations({ ...facts, description, source }, [amd64]) }))).toEqual([]);
      }),
    );
  });
});
