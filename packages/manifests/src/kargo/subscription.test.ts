import type { ManagedImage } from '@image-factory/core/enrollment';
import { describe, expect, it } from 'vitest';
import { brand, managedImage } from '../factory.fixture.ts';
import { anchored, publishedSubscription, upstreamSubscription } from './subscription.ts';

const repository = 'docker.io/library/postgres';

describe('upstreamSubscription', () => {
  it('follows one tag by its digest, with every default written out', () => {
    expect(upstreamSubscription(repository, { strategy: 'Digest', tag: brand('16-alpine') })).toEqual({
      repoURL: repository,
      imageSelectionStrategy: 'Digest',
      constraint: '16-alpine',
      strictSemvers: true,
      discoveryLimit: 1,
    });
  });

  it.each([
    { story: 'a range of full versions is read strictly', constraint: '>=1.2.0 <2.0.0', strict: true },
    { story: 'no constraint at all: tags that are commit hashes are no versions', strict: true },
    { story: 'a range of short versions takes short tags', constraint: '>=16 <17', strict: false },
    { story: 'two parts are short as well', constraint: '~1.2', strict: false },
    { story: 'one short end is enough', constraint: '>=1.0.0 <2', strict: false },
    { story: 'the pattern already says what a version is', constraint: '>=1.0.0', allow: '^\\d+\\.\\d+$', strict: false },
  ])('$story', ({ constraint, allow, strict }) => {
    const watch = { strategy: 'SemVer' as const, ...(constraint === undefined ? {} : { constraint }), ...(allow === undefined ? {} : { allow }) };
    expect(upstreamSubscription(repository, watch)).toEqual({
      repoURL: repository,
      imageSelectionStrategy: 'SemVer',
      ...(constraint === undefined ? {} : { constraint }),
      ...(allow === undefined ? {} : { allowTagsRegexes: [allow] }),
      strictSemvers: strict,
      discoveryLimit: 3,
    });
  });

  it.each(['Lexical', 'NewestBuild'] as const)('%s: leaves out signatures and caches, of which one fails the look', (strategy) => {
    const { allowTagsRegexes, ignoreTagsRegexes = [], imageSelectionStrategy } = upstreamSubscription(repository, { strategy, allow: '16-.*' });
    expect({ allowTagsRegexes, imageSelectionStrategy }).toEqual({ allowTagsRegexes: ['^(?:16-.*)$'], imageSelectionStrategy: strategy });
    const ignored = (tag: string) => ignoreTagsRegexes.some((pattern) => new RegExp(pattern).test(tag));
    expect(['sha256-0a1b.sig', 'x.att', '16.sbom', 'buildcache', 'cache'].filter((tag) => !ignored(tag))).toEqual([]);
    expect(['16-alpine', '16.4', 'cached', 'signature'].filter(ignored)).toEqual([]);
  });
});

describe('publishedSubscription', () => {
  it.each<{ story: string; image: Partial<ManagedImage>; expected: object }>([
    { story: 'the published tag by digest', image: {}, expected: { imageSelectionStrategy: 'Digest', constraint: 'latest' } },
    { story: 'a published tag of its own', image: { publishedTag: brand('stable') }, expected: { constraint: 'stable' } },
    { story: 'calendar versions are no semantic ones', image: { versioning: 'calver' }, expected: { imageSelectionStrategy: 'Digest' } },
    { story: 'semantic versions by version', image: { versioning: 'semver' }, expected: { imageSelectionStrategy: 'SemVer', allowTagsRegexes: ['^v?\\d+\\.\\d+\\.\\d+$'] } },
    { story: 'versions among the tags', image: { versioning: 'semver', tags: ['latest', 'v{{version}}'] }, expected: { imageSelectionStrategy: 'SemVer' } },
    { story: 'versions that never become a tag', image: { versioning: 'semver', tags: ['latest'] }, expected: { imageSelectionStrategy: 'Digest', constraint: 'latest' } },
    { story: 'versions with something behind them', image: { versioning: 'semver', tags: ['{{version}}-alpine'] }, expected: { imageSelectionStrategy: 'Digest' } },
  ])('$story', ({ image, expected }) => {
    expect(publishedSubscription('ghcr.io/acme/app', managedImage('app', image))).toMatchObject(expected);
  });
});

describe('anchored', () => {
  it.each([
    { story: 'the form of the design stays', pattern: '^16-alpine$', whole: '^16-alpine$' },
    { story: 'no anchors', pattern: '16-alpine', whole: '^(?:16-alpine)$' },
    { story: 'one anchor', pattern: '^16', whole: '^(?:^16)$' },
    { story: 'anchors that belong to the alternatives', pattern: '^a|b$', whole: '^(?:^a|b$)$' },
    { story: 'a dollar sign that is none', pattern: '^a\\$', whole: '^(?:^a\\$)$' },
  ])('$story', ({ pattern, whole }) => {
    expect(anchored(pattern)).toBe(whole);
  });
});
