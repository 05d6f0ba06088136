import { describe, expect, it } from 'vitest';
import { amd64, arm64, digest, imageName, key, tag, version } from './build.fixture.ts';
import { comparePackages, readPackages, renderBuildSummary, type BuildMetadata } from './index.ts';

const metadata: BuildMetadata = {
  schemaVersion: 1,
  image: imageName('shop'),
  outcome: 'published',
  key: key('a'),
  version: version('1.4.2'),
  digest: digest('a'),
  publishedDigest: digest('a'),
  tags: [tag('1.4.2-aaaaaaaaaaaa'), tag('latest')],
  platforms: new Map([
    [amd64, digest('b')],
    [arm64, digest('c')],
  ]),
  revision: '0123456789abcdef0123456789abcdef01234567',
  builtFrom: new Map([
    [
      'docker.io/library/node:22',
      new Map([
        [amd64, digest('d')],
        [arm64, digest('e')],
      ]),
    ],
    [
      'ghcr.io/acme/tool:1',
      new Map([
        [amd64, digest('f')],
        [arm64, digest('f')],
      ]),
    ],
  ]),
  startedAt: new Date('2026-11-21T10:00:00Z'),
  durationSeconds: 83.4,
  sizes: {
    before: new Map([[amd64, 61_234_567]]),
    after: new Map([
      [amd64, 60_000_000],
      [arm64, 999],
    ]),
  },
  run: { id: '4711', url: 'https://github.com/acme/shop/actions/runs/4711' },
};

describe('the summary of a build', () => {
  it('says what moved, what was published, and what differs', () => {
    const before = new Map([
      [
        'docker.io/library/node:22',
        new Map([
          [amd64, digest('1')],
          [arm64, digest('e')],
        ]),
      ],
    ]);
    const packages = comparePackages(
      new Map([
        ['libssl3', new Set(['3.0.1'])],
        ['curl', new Set(['8.0'])],
      ]),
      new Map([
        ['libssl3', new Set(['3.0.2'])],
        ['zlib', new Set(['1.3'])],
      ]),
    );
    expect(renderBuildSummary({ metadata, repository: 'ghcr.io/acme/shop', before, packages, notes: ['The scan found only what the policy allows: CVE-2026-1001.'] })).toMatchSnapshot();
  });

  it.each([
    { outcome: 'unchanged', says: '### `shop` `1.4.2`: nothing changed, no tag moved' },
    { outcome: 'built', says: '### `shop` `1.4.2` is built, without a tag' },
    { outcome: 'gate-failed', says: '### `shop` `1.4.2` was built and did not pass the gate; the tags stay where they were' },
  ] as const)('begins with what came of it: $outcome', ({ outcome, says }) => {
    const [first] = renderBuildSummary({ metadata: { ...metadata, outcome, tags: [], publishedDigest: digest('9') }, repository: 'ghcr.io/acme/shop' }).split('\n');
    expect(first).toBe(says);
  });

  it('shows what others wrote as text', () => {
    const evil = '`<img src=x>`|[x](http://evil.example)\n# @acme';
    const text = renderBuildSummary({
      metadata: { ...metadata, revision: evil },
      repository: 'ghcr.io/acme/shop',
      packages: [{ name: evil, before: [evil], after: [evil] }],
    });
    expect(text).not.toMatch(/^# /m);
    expect(text.replaceAll(/`[^`\n]*`/g, '').replaceAll(/<\/?(?:details|summary)>/g, '')).not.toMatch(/<img|evil|@acme|<b>/);
  });

  it('names forty packages and counts the rest', () => {
    const packages = Array.from({ length: 42 }, (_, index) => ({ name: `p${index}`, before: [], after: ['1'] }));
    const text = renderBuildSummary({ metadata, repository: 'ghcr.io/acme/shop', packages });
    expect(text).toContain('42 packages changed');
    expect(text).toContain('And 2 more.');
    expect(text).not.toContain('`p41`');
    expect(renderBuildSummary({ metadata, repository: 'ghcr.io/acme/shop', packages: [] })).toContain('The packages are the same as before.');
  });
});

describe('lists of packages', () => {
  const document = {
    spdxVersion: 'SPDX-2.3',
    packages: [{ name: 'libssl3', versionInfo: '3.0.1' }, { name: 'libssl3', versionInfo: '1.1.1' }, { name: 'rootfs' }, { versionInfo: '1' }, { name: 'zlib', versionInfo: '1.3' }, 'odd'],
  };

  it('are read from SPDX, and from the statement that BuildKit attests', () => {
    const packages = new Map([
      ['libssl3', new Set(['3.0.1', '1.1.1'])],
      ['zlib', new Set(['1.3'])],
    ]);
    expect(readPackages(JSON.stringify(document))).toEqual(packages);
    expect(readPackages(JSON.stringify({ predicateType: 'https://spdx.dev/Document', predicate: document }))).toEqual(packages);
  });

  it.each(['', 'null', '[]', '{}', '{"spdxVersion": "SPDX-3.0"}', '{"bomFormat": "CycloneDX"}'])('are nothing else: %s', (text) => {
    expect(readPackages(text)).toBeUndefined();
  });

  it('differ in what came, went and moved', () => {
    const list = (record: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(record).map(([name, versions]) => [name, new Set(versions)]));
    expect(comparePackages(list({ a: ['1'], b: ['1', '2'], c: ['1'] }), list({ a: ['1'], b: ['2', '3'], d: ['1'] }))).toEqual([
      { name: 'b', before: ['1'], after: ['3'] },
      { name: 'c', before: ['1'], after: [] },
      { name: 'd', before: [], after: ['1'] },
    ]);
  });
});
