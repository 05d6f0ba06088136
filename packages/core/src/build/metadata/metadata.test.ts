import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amd64, arm64, digest, imageName, key, tag, version } from '../build.fixture.ts';
import { builtEvent, parseMetadata, renderMetadata, type BuildMetadata } from '../index.ts';

const least: BuildMetadata = {
  schemaVersion: 1,
  image: imageName('shop'),
  outcome: 'built',
  digest: digest('a'),
  tags: [],
  platforms: new Map([[amd64, digest('b')]]),
  builtFrom: new Map(),
  startedAt: new Date('2026-11-21T10:00:00Z'),
  durationSeconds: 12,
  sizes: { after: new Map([[amd64, 1000]]) },
};

const most: BuildMetadata = {
  ...least,
  outcome: 'published',
  key: key('a'),
  version: version('1.10'),
  publishedDigest: digest('a'),
  tags: [tag('1.10-aaaaaaaaaaaa'), tag('latest')],
  platforms: new Map([
    [arm64, digest('c')],
    [amd64, digest('b')],
  ]),
  revision: '0123456789abcdef0123456789abcdef01234567',
  builtFrom: new Map([
    [
      'docker.io/library/node:22',
      new Map([
        [arm64, digest('e')],
        [amd64, digest('d')],
      ]),
    ],
  ]),
  durationSeconds: 12.3,
  attempt: 2,
  sizes: {
    before: new Map([[amd64, 900]]),
    after: new Map([
      [amd64, 1000],
      [arm64, 1100],
    ]),
  },
  run: { id: '4711', url: 'https://github.com/acme/shop/actions/runs/4711' },
};

function changed(field: string, value: unknown): string {
  const json = JSON.parse(renderMetadata(most)) as Record<string, unknown>;
  return JSON.stringify({ ...json, [field]: value });
}

function refusal(text: string): string | undefined {
  const parsed = parseMetadata(text);
  return parsed.ok ? undefined : parsed.error.message.replace('What came of the build can not be read: ', '');
}

describe('what came of a build', () => {
  it.each([
    { story: 'least', metadata: least },
    { story: 'most', metadata: most },
  ])('is read as it was written: $story', ({ metadata }) => {
    const text = renderMetadata(metadata);
    const parsed = parseMetadata(text);
    expect(parsed).toEqual({ ok: true, value: metadata });
    expect(parsed.ok ? renderMetadata(parsed.value) : '').toBe(text);
    expect(text).toMatchSnapshot();
  });

  it('may say more than is known here', () => {
    expect(parseMetadata(changed('later', { x: 1 })).ok).toBe(true);
  });

  it.each<{ field: string; value: unknown }>([
    { field: 'image', value: '../x' },
    { field: 'outcome', value: 'great' },
    { field: 'outcome', value: undefined },
    { field: 'digest', value: 'sha256:00' },
    { field: 'digest', value: digest('a').toUpperCase() },
    { field: 'key', value: 'a' },
    { field: 'key', value: null },
    { field: 'version', value: 'a/b' },
    { field: 'version', value: 1.1 },
    { field: 'publishedDigest', value: 'latest' },
    { field: 'tags', value: 'latest' },
    { field: 'tags', value: ['latest', 'a b'] },
    { field: 'tags', value: Array.from({ length: 101 }, (_, index) => `t${index}`) },
    { field: 'platforms', value: [] },
    { field: 'platforms', value: { toaster: digest('a') } },
    { field: 'platforms', value: { 'linux/amd64': 'x' } },
    { field: 'platforms', value: { 'linux/arm64': digest('a'), 'linux/aarch64': digest('b') } },
    { field: 'revision', value: 'a\n::add-mask::b' },
    { field: 'revision', value: '\u202eevil' },
    { field: 'builtFrom', value: { 'node:22': { 'linux/amd64': '' } } },
    { field: 'builtFrom', value: { 'Node:22': {} } },
    { field: 'builtFrom', value: { 'node:22': {}, 'docker.io/library/node:22': {} } },
    { field: 'startedAt', value: 'yesterday' },
    { field: 'startedAt', value: '2026-02-31T00:00:00Z' },
    { field: 'durationSeconds', value: -1 },
    { field: 'durationSeconds', value: '1' },
    { field: 'durationSeconds', value: 1e308 },
    { field: 'attempt', value: 1.5 },
    { field: 'sizes', value: {} },
    { field: 'sizes', value: { after: { 'linux/amd64': -1 } } },
    { field: 'sizes', value: { after: {}, before: { 'linux/amd64': 1e300 } } },
    { field: 'run', value: { id: 'a b' } },
    { field: 'run', value: { id: '1', url: 'javascript:alert(1)' } },
    { field: 'run', value: { id: '1', url: 'https://example.com/)[x](https://evil.example/ <b>' } },
    { field: 'run', value: '1' },
  ])('is refused as a whole when $field is $value', ({ field, value }) => {
    expect(refusal(changed(field, value))).toBe(`\`${field}\` can not be used.`);
  });

  it.each([
    { story: 'no JSON', text: 'null and void', says: 'it is no JSON object.' },
    { story: 'a list', text: '[]', says: 'it is no JSON object.' },
    { story: 'another version', text: '{"schemaVersion": 2}', says: 'its version is `2`; this program knows version 1.' },
    { story: 'too large', text: `{"x": "${'a'.repeat(1024 * 1024)}"}`, says: 'it is longer than 1 MiB.' },
    { story: 'tags without being published', text: changed('outcome', 'gate-failed'), says: 'it has tags although nothing was published.' },
    {
      story: 'several mistakes at once',
      text: '{"schemaVersion": 1, "image": "x", "outcome": "built", "tags": []}',
      says: '`digest`, `platforms`, `builtFrom`, `startedAt`, `durationSeconds`, `sizes` can not be used.',
    },
  ])('is refused: $story', ({ text, says }) => {
    expect(refusal(text)).toBe(says);
  });

  it('takes nothing that an object has by birth for a field', () => {
    expect(parseMetadata(renderMetadata(least).replace('"built"', '"toString"')).ok).toBe(false);
    expect(parseMetadata(`${renderMetadata(most).slice(0, -1)},"__proto__":{"image":"other"}}`)).toEqual({ ok: true, value: most });
  });

  it('is metadata or a problem, whatever stands in one field', () => {
    const fields = Object.keys(JSON.parse(renderMetadata(most)) as object);
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        const parsed = parseMetadata(changed(field, value));
        if (!parsed.ok) return;
        const again = parseMetadata(renderMetadata(parsed.value));
        expect(again.ok ? renderMetadata(again.value) : '').toBe(renderMetadata(parsed.value));
      }),
    );
  });
});

describe('the event that says so', () => {
  it('names the image and what was built', () => {
    expect(builtEvent(most)).toEqual({
      factory: {
        v: 1,
        image: 'shop',
        key: key('a'),
        version: '1.10',
        digest: digest('a'),
        outcome: 'published',
        tags: ['1.10-aaaaaaaaaaaa', 'latest'],
        revision: '0123456789abcdef0123456789abcdef01234567',
        run: '4711',
      },
    });
    expect(builtEvent(least)).toEqual({ factory: { v: 1, image: 'shop', digest: digest('a'), outcome: 'built' } });
  });
});
