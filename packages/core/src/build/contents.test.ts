import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amd64, arm64, digest } from './build.fixture.ts';
import { sameContents, type ImageContents } from './index.ts';

interface StoryImage {
  /** A letter each. */
  readonly layers?: string;
  readonly diffIds?: string;
  readonly config?: object;
  readonly more?: object;
}

function platformOf({ layers = 'ab', diffIds = layers, config = {}, more = {} }: StoryImage) {
  const digests = (letters: string) => [...letters].map(digest);
  return { layers: digests(layers), config: { architecture: 'amd64', os: 'linux', config: { Cmd: ['x'], ...config }, rootfs: { type: 'layers', diff_ids: digests(diffIds) }, ...more } };
}

function image(...platforms: readonly StoryImage[]): ImageContents {
  return new Map(platforms.map((one, index) => [[amd64, arm64][index] ?? amd64, platformOf(one)]));
}

describe('the same contents', () => {
  it.each<{ story: string; before: StoryImage; after: StoryImage }>([
    { story: 'nothing differs', before: {}, after: {} },
    { story: 'another time and history', before: { more: { created: '2026-01-01T00:00:00Z', history: [{ created: 'x' }] } }, after: { more: { created: '2026-02-01T00:00:00Z', history: [] } } },
    {
      story: 'labels that tell builds apart',
      before: { config: { Labels: { 'org.opencontainers.image.created': '1', 'org.opencontainers.image.version': '1', 'io.image-factory.rebuild-key': 'a' } } },
      after: { config: { Labels: { 'org.opencontainers.image.created': '2', 'org.opencontainers.image.revision': '2', 'org.opencontainers.image.base.digest': 'x' } } },
    },
    { story: 'another compression', before: { layers: 'ab', diffIds: 'cd' }, after: { layers: 'ef', diffIds: 'cd' } },
    { story: 'what is not set is written in another way', before: { config: { Env: null, Volumes: {}, User: '', ArgsEscaped: false } }, after: {} },
    { story: 'keys in another order', before: { config: { A: 1, B: { c: 1, d: 2 } } }, after: { config: { B: { d: 2, c: 1 }, A: 1 } } },
    { story: 'notes of the builder to itself', before: { more: { 'moby.buildkit.cache.v0': 'x' } }, after: { more: { 'moby.buildkit.buildinfo.v1': 'y' } } },
  ])('$story', ({ before, after }) => {
    expect(sameContents(image(before), image(after))).toEqual({ kind: 'equal' });
  });

  it.each<{ story: string; before: StoryImage; after: StoryImage; because: object }>([
    { story: 'a layer more', before: { layers: 'ab' }, after: { layers: 'abc' }, because: { kind: 'layers', added: [digest('c')], removed: [] } },
    { story: 'a layer less', before: { layers: 'ab' }, after: { layers: 'a' }, because: { kind: 'layers', added: [], removed: [digest('b')] } },
    { story: 'another base', before: { layers: 'ab' }, after: { layers: 'cb' }, because: { kind: 'layers', added: [digest('c'), digest('b')], removed: [digest('a'), digest('b')] } },
    { story: 'another order', before: { layers: 'ab' }, after: { layers: 'ba' }, because: { kind: 'layers', added: [digest('b'), digest('a')], removed: [digest('a'), digest('b')] } },
    {
      story: 'a config that does not fit its layers is not believed',
      before: { layers: 'ab', diffIds: 'a' },
      after: { layers: 'ac', diffIds: 'a' },
      because: { kind: 'layers', added: [digest('c')], removed: [digest('b')] },
    },
    { story: 'the environment', before: { config: { Env: ['A=1', 'B=2'] } }, after: { config: { Env: ['B=2', 'A=1'] } }, because: { kind: 'config', keys: ['config.Env'] } },
    {
      story: 'labels of the author',
      before: { config: { Labels: { a: '1', b: '1' } } },
      after: { config: { Labels: { a: '2', c: '1' } } },
      because: { kind: 'config', keys: ['config.Labels.a', 'config.Labels.b', 'config.Labels.c'] },
    },
    { story: 'the architecture', before: {}, after: { more: { architecture: 'arm64' } }, because: { kind: 'config', keys: ['architecture'] } },
    { story: 'a user', before: {}, after: { config: { User: '0' } }, because: { kind: 'config', keys: ['config.User'] } },
  ])('differ: $story', ({ before, after, because }) => {
    expect(sameContents(image(before), image(after))).toEqual({ kind: 'differs', because: [{ platform: amd64, ...because }] });
  });

  it('differ where a platform comes or goes', () => {
    expect(sameContents(image({}), image({}, {}))).toEqual({ kind: 'differs', because: [{ kind: 'platform', platform: arm64, change: 'added' }] });
    expect(sameContents(image({}, {}), image({}))).toEqual({ kind: 'differs', because: [{ kind: 'platform', platform: arm64, change: 'removed' }] });
  });

  it('are not believed of what nests too deep to be read', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
    expect(sameContents(image({ config: { X: deep } }), image({ config: { X: deep } }))).toMatchObject({ because: [{ keys: ['config.X'] }] });
  });

  it('are those of an image with itself, and the answer does not depend on which comes first', () => {
    const anyContents = fc.record({ layers: fc.array(fc.constantFrom('a', 'b')), config: fc.jsonValue() });
    const anyImage: fc.Arbitrary<ImageContents> = fc.array(fc.tuple(fc.constantFrom(amd64, arm64), anyContents), { maxLength: 2 }).map((entries) => new Map(entries));
    fc.assert(
      fc.property(anyImage, anyImage, (one, other) => {
        expect(sameContents(one, structuredClone(one))).toEqual({ kind: 'equal' });
        expect(sameContents(one, other).kind).toBe(sameContents(other, one).kind);
      }),
    );
  });
});
