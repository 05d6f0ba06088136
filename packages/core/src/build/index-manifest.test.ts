import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planAttestations } from '../evidence/index.ts';
import { amd64, arm64, digest, platform } from './build.fixture.ts';
import { indexMediaType, mergeIndexes, type PushedManifest } from './index.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** A descriptor in the shape that BuildKit 0.33 writes into an index. */
function image(letter: string, on: { os?: string; architecture?: string; variant?: string } = {}, more: object = {}) {
  return { mediaType: manifestType, digest: digest(letter), size: 482, platform: { architecture: 'amd64', os: 'linux', ...on }, ...more };
}

function statement(letter: string, about: string) {
  const annotations = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': digest(about) };
  return { mediaType: manifestType, digest: digest(letter), size: 566, annotations, platform: { architecture: 'unknown', os: 'unknown' } };
}

function pushed(letter: string, manifests: readonly unknown[], more: object = {}): PushedManifest {
  const text = JSON.stringify({ schemaVersion: 2, mediaType: indexMediaType, manifests, ...more });
  return { digest: digest(letter), size: text.length, text };
}

const onAmd = pushed('1', [image('a'), statement('b', 'a')]);
const onArm = pushed('2', [statement('d', 'c'), image('c', { architecture: 'arm64' })]);

function why(...all: readonly PushedManifest[]): string | undefined {
  const merged = mergeIndexes(all, {});
  return merged.ok ? undefined : merged.error.message.replace('What was built can not be put together: ', '');
}

describe('what several machines built, as one index', () => {
  it('has the image of each platform and the statements about it', () => {
    const merged = mergeIndexes([onArm, onAmd], { 'org.opencontainers.image.version': '1.4.2', 'io.image-factory.image': 'app' });
    if (!merged.ok) throw new Error(merged.error.message);
    expect(merged.value.text).toMatchSnapshot();
    expect(merged.value.platforms).toEqual(
      new Map([
        [amd64, digest('a')],
        [arm64, digest('c')],
      ]),
    );
    expect(merged.value.parts).toEqual(['a', 'c', 'b', 'd'].map(digest));
    expect(planAttestations(JSON.parse(merged.value.text))).toEqual([
      { platform: amd64, subject: digest('a'), manifest: digest('b') },
      { platform: arm64, subject: digest('c'), manifest: digest('d') },
    ]);
  });

  it('takes the lone manifest of a build without statements', () => {
    const lone: PushedManifest = { digest: digest('e'), size: 12, text: JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: {}, layers: [] }), platform: platform('linux/arm/v7') };
    const merged = mergeIndexes([onAmd, lone], {});
    expect(merged.ok ? JSON.parse(merged.value.text).manifests[1] : merged).toEqual({
      mediaType: manifestType,
      digest: digest('e'),
      size: 12,
      platform: { architecture: 'arm', os: 'linux', variant: 'v7' },
    });
    const { platform: _, ...nobodySays } = lone;
    expect(why(nobodySays)).toBe(`${digest('e')}: nobody says which platform it is for.`);
  });

  it('keeps what says more of a platform, and drops what nobody knows', () => {
    const windows = image(
      'a',
      { os: 'windows' },
      { platform: { architecture: 'amd64', os: 'windows', 'os.version': '10.0.1', 'os.features': ['win32k', 1] }, urls: ['http://evil.example'], data: 'x' },
    );
    const merged = mergeIndexes([pushed('1', [windows])], {});
    expect(merged.ok ? JSON.parse(merged.value.text).manifests : merged).toEqual([
      { mediaType: manifestType, digest: digest('a'), size: 482, platform: { architecture: 'amd64', os: 'windows', 'os.version': '10.0.1', 'os.features': ['win32k'] } },
    ]);
  });

  it.each<{ story: string; all: readonly PushedManifest[]; says: string }>([
    { story: 'nothing', all: [], says: 'there is no image among what was built.' },
    { story: 'an empty index', all: [pushed('1', [])], says: 'there is no image among what was built.' },
    { story: 'one platform twice', all: [onAmd, pushed('3', [image('f')])], says: '`linux/amd64` was built twice.' },
    { story: 'one platform in two spellings', all: [onArm, pushed('3', [image('f', { architecture: 'arm64', variant: 'v8' })])], says: '`linux/arm64` was built twice.' },
    { story: 'the same index twice', all: [onAmd, onAmd], says: '`linux/amd64` was built twice.' },
    { story: 'a statement about another image', all: [pushed('1', [image('a'), statement('b', 'f')])], says: `${digest('1')}: ${digest('b')} in it is about an image that is not in it.` },
    {
      story: 'a statement about an image of the neighbour',
      all: [onAmd, pushed('2', [image('c', { architecture: 'arm64' }), statement('d', 'a')])],
      says: `${digest('2')}: ${digest('d')} in it is about an image that is not in it.`,
    },
    {
      story: 'a statement about nothing',
      all: [pushed('1', [image('a'), { ...statement('b', 'a'), annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }])],
      says: `${digest('1')}: ${digest('b')} in it is about an image that is not in it.`,
    },
    {
      story: 'an index in an index',
      all: [pushed('1', [{ ...image('a'), mediaType: indexMediaType }])],
      says: `${digest('1')}: ${digest('a')} in it is \`${indexMediaType}\`, not the manifest of an image.`,
    },
    { story: 'no platform', all: [pushed('1', [{ ...image('a'), platform: undefined }])], says: `${digest('1')}: ${digest('a')} in it is for no platform.` },
    { story: 'an unknown platform', all: [pushed('1', [image('a', { os: 'unknown', architecture: 'unknown' })])], says: `${digest('1')}: ${digest('a')} in it is for no platform.` },
    { story: 'a digest that is none', all: [pushed('1', [{ ...image('a'), digest: 'sha256:0' }])], says: `${digest('1')}: \`sha256:0\` is no digest.` },
    { story: 'a size that is none', all: [pushed('1', [{ ...image('a'), size: -1 }])], says: `${digest('1')}: ${digest('a')} in it has no size.` },
    { story: 'something else', all: [{ ...onAmd, text: '{"schemaVersion": 2, "mediaType": "text/plain"}' }], says: `${digest('1')}: \`text/plain\` is neither an index nor the manifest of an image.` },
    { story: 'no JSON', all: [{ ...onAmd, text: '<html>' }], says: `${digest('1')}: it is no manifest.` },
    { story: 'an old manifest', all: [{ ...onAmd, text: '{"schemaVersion": 1}' }], says: `${digest('1')}: it is no manifest.` },
    {
      story: 'too many',
      all: [
        pushed(
          '1',
          Array.from({ length: 300 }, () => image('a')),
        ),
      ],
      says: `${digest('1')}: it has more than 256 manifests.`,
    },
  ])('is refused: $story', ({ all, says }) => {
    expect(why(...all)).toBe(says);
  });

  it('has the same bytes in whatever order its parts come', () => {
    const machines = ['amd64', 'arm64', 's390x', 'ppc64le'].map((architecture, index) => {
      const [a = '', b = ''] =
        [
          ['a', 'b'],
          ['c', 'd'],
          ['e', 'f'],
          ['8', '9'],
        ][index] ?? [];
      return [image(a, { architecture }), statement(b, a)];
    });
    fc.assert(
      fc.property(fc.shuffledSubarray(machines, { minLength: 4 }), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (order, turned) => {
        const merged = mergeIndexes(
          order.map((parts, index) => pushed(String(index), turned[index] === true ? parts.toReversed() : parts)),
          { b: '2', a: '1' },
        );
        const first = mergeIndexes([pushed('5', machines.flat())], { a: '1', b: '2' });
        expect(merged.ok && first.ok ? merged.value.text : 'refused').toBe(first.ok ? first.value.text : '');
      }),
    );
  });

  it('is an index or a problem, whatever was pushed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc
            .record({ schemaVersion: fc.constant(2), manifests: fc.array(fc.oneof(fc.jsonValue(), fc.constant(image('a')), fc.constant(statement('b', 'a'))), { maxLength: 4 }) })
            .map((index) => JSON.stringify(index)),
        ),
        (text) => {
          const merged = mergeIndexes([{ digest: digest('1'), size: 1, text }], {});
          if (merged.ok) expect(mergeIndexes([{ digest: digest('1'), size: 1, text: merged.value.text }], {})).toEqual(merged);
        },
      ),
    );
  });
});
