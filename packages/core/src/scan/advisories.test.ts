import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatReference } from '../reference/index.ts';
import type { Advisory } from './advisories.ts';
import { applyAdvisories } from './apply-advisories.ts';
import { decideOverride } from './decide-override.ts';
import { readScanReport } from './read.ts';
import { base, digest, finding, image, reference } from './scan.fixture.ts';
import type { Finding } from './types.ts';

const list = `# What the security team knows.
advisories:
- image: debian:12
  package: libquill3
  ids: [DSA-6001-1, CVE-2026-20001]
  severity: high
  kev: true
  epss: 0.930
  fixedIn: 3.10
  reason: Exploited since Tuesday
- package: left-shelf
  ids: ghsa-2CF6-wqjx-p3mh
`;

function advisoriesOf(text: string): readonly Advisory[] {
  const { value, problems } = readScanReport(text, 'advisories.yaml');
  expect(problems).toEqual([]);
  if (value?.kind !== 'advisories') throw new Error('no list of advisories');
  return value.advisories;
}

describe('a list of advisories', () => {
  it('is read from YAML; text stays text', () => {
    expect(advisoriesOf(list).map(({ image: about, ...rest }) => [about && formatReference(about), rest])).toEqual([
      [
        'docker.io/library/debian:12',
        { id: 'CVE-2026-20001', aliases: ['DSA-6001-1'], package: 'libquill3', severity: 'high', kev: true, epss: 0.93, fixedIn: '3.10', reason: 'Exploited since Tuesday' },
      ],
      [undefined, { id: 'GHSA-2cf6-wqjx-p3mh', aliases: [], package: 'left-shelf' }],
    ]);
  });

  it('is the same in JSON', () => {
    const entries = [
      { image: 'debian:12', package: 'libquill3', ids: ['DSA-6001-1', 'CVE-2026-20001'], severity: 'HIGH', kev: true, epss: 0.93, fixedIn: '3.10', reason: 'Exploited since Tuesday' },
      { package: 'left-shelf', ids: 'GHSA-2cf6-wqjx-p3mh', severity: null },
    ];
    expect(advisoriesOf(JSON.stringify({ advisories: entries }, null, '\t'))).toEqual(advisoriesOf(list));
  });

  it('is read as docs/scan.md shows it', () => {
    const page = readFileSync(new URL('../../../../docs/scan.md', import.meta.url), 'utf8');
    const example = page.split('```').find((block) => block.startsWith('text\nadvisories:')) ?? '';
    expect(advisoriesOf(example.slice('text\n'.length))).toMatchObject([
      { id: 'CVE-2026-12345', aliases: ['GHSA-2cf6-wqjx-p3mh'], package: 'openssl', severity: 'critical', kev: true, epss: 0.93, fixedIn: '3.0.20' },
      { id: 'CVE-2026-23456', kev: true },
    ]);
  });

  it('of several CVEs is about each of them', () => {
    expect(advisoriesOf('advisories:\n- {package: a, ids: [CVE-2026-20002, CVE-2026-20001, ELSA-2026-1234]}').map(({ id, aliases }) => [id, aliases])).toEqual([
      ['CVE-2026-20001', ['ELSA-2026-1234']],
      ['CVE-2026-20002', ['ELSA-2026-1234']],
    ]);
  });

  it.each([
    ['no list', 'advisories: 7', '1:13', 'not a list'],
    ['no ids', '- package: a', '2:3', 'has no `ids`'],
    ['an id that is none', '- {package: a, ids: [CVE-1]}', '2:21', 'a list is not an id'],
    ['no ids in the list', '- {package: a, ids: []}', '2:21', 'not an id'],
    ['a word that nobody rates with', '- {package: a, ids: CVE-2026-20001, severity: grave}', '2:47', '`grave` is not one of critical'],
    ['a likelihood above one', '- {package: a, ids: CVE-2026-20001, epss: 93}', '2:43', '`93` is not a number from 0 to 1'],
    ['a word for yes', '- {package: a, ids: CVE-2026-20001, kev: yes}', '2:42', '`yes` is not true or false'],
    ['an image that is none', '- {image: "a b", ids: CVE-2026-20001}', '2:11', '`a b` is not an image reference'],
    ['a misspelt key', '- {package: a, ids: CVE-2026-20001, severty: low}', '2:46', 'no key `severty`'],
    ['a key beside the list', 'advisories: []\nimages: []', '2:9', 'no key `images`'],
    ['an entry that is a text', '- CVE-2026-20001', '2:3', 'a mapping'],
    ['a key twice', '- {package: a, ids: CVE-2026-20001, package: b}', '2:37', 'second time'],
    ['an anchor', '- &a {package: a, ids: CVE-2026-20001}', '2:3', 'anchor'],
    ['a text of a page', `- {package: a, ids: CVE-2026-20001, reason: ${'x'.repeat(600)}}`, '2:45', 'not a sentence'],
  ])('%s is an error with its place', (_, text, place, message) => {
    const { value, problems } = readScanReport(text.startsWith('advisories') ? text : `advisories:\n${text}\n- {package: b, ids: CVE-2026-20009}`, 'advisories.yaml');
    const [problem] = problems;
    expect([problems.length, problem?.severity, problem?.message]).toEqual([1, 'error', expect.stringContaining(message)]);
    const { line, column } = problem?.source?.range?.start ?? { line: 0, column: 0 };
    expect(`${line}:${column}`).toBe(place);
    if (value?.kind === 'advisories') expect(value.advisories.map(({ id }) => id)).not.toContain('CVE-2026-20001');
  });
});

describe('the catalog of CISA', () => {
  const entry = (cveID: unknown) => ({ cveID, vendorProject: 'Quill', product: 'Quill', dateAdded: '2026-11-12', shortDescription: 'Quill reads too far.', knownRansomwareCampaignUse: 'Unknown' });
  const catalog = (...entries: unknown[]) => JSON.stringify({ title: 'Exploited', catalogVersion: '2026.11.20', count: entries.length, vulnerabilities: entries });

  it('says which are exploited', () => {
    expect(advisoriesOf(catalog(entry('CVE-2026-20001'), entry('CVE-2026-20002')))).toEqual([
      { id: 'CVE-2026-20001', aliases: [], kev: true },
      { id: 'CVE-2026-20002', aliases: [], kev: true },
    ]);
  });

  it('is read as far as it can be', () => {
    const { value, problems } = readScanReport(catalog(7, entry('CVE-2026-20001'), entry(null), entry('`x`')), 'kev.json');
    expect(value).toMatchObject({ advisories: [{ id: 'CVE-2026-20001' }] });
    expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual(Array.from({ length: 3 }, () => 'warning scan/left-out'));
    expect(readScanReport('{"catalogVersion": "1", "vulnerabilities": {}}', 'kev.json')).toMatchObject({ value: undefined, problems: [{ code: 'scan/unusable-report' }] });
  });
});

describe('advisories about an image', () => {
  const about = { image: reference('ghcr.io/acme/shop:latest'), bases: [reference('debian:12'), reference('golang:1.25')] };
  const apply = (text: string, ...findings: Finding[]) => applyAdvisories(findings, advisoriesOf(`advisories:\n${text}`), about);

  it('say more of what a scanner found', () => {
    expect(apply('- {package: libquill3, ids: CVE-2026-20001, kev: true, epss: 0.5, reason: Now}', finding({ severity: 'low' }))).toEqual([
      { ...finding({ severity: 'low' }), kev: true, epss: 0.5, reason: 'Now' },
    ]);
  });

  it('without an image and a package are about what a scanner finds, and nothing by themselves', () => {
    const text = '- {ids: CVE-2026-20001, kev: true}\n- {ids: CVE-2026-20009, severity: critical, fixedIn: 3}';
    expect(apply(text, finding())).toEqual([finding({ kev: true })]);
  });

  it('never make it less severe', () => {
    expect(apply('- {package: libquill3, ids: CVE-2026-20001, severity: low, kev: false}', finding({ kev: true }))).toEqual([finding({ kev: true })]);
  });

  it('reach it by another of its names', () => {
    const named = finding({ id: 'GHSA-2cf6-wqjx-p3mh' });
    expect(apply('- {package: libquill3, ids: [CVE-2026-20004, GHSA-2cf6-wqjx-p3mh], kev: true}', named)).toMatchObject([{ kev: true }]);
  });

  it('say nothing of another package', () => {
    expect(apply('- {package: kiln, ids: CVE-2026-20001, kev: true}', finding())).toEqual([finding()]);
  });

  it.each([
    ['a base in every version', 'debian', 1],
    ['a base in this version', 'docker.io/library/debian:12', 1],
    ['a base in another version', 'debian:11', 0],
    ['an image that is none of ours', 'node:22', 0],
    ['the image itself', 'ghcr.io/acme/shop', 1],
  ])('that name %s: %s', (_, name, count) => {
    expect(apply(`- {image: ${name}, ids: CVE-2026-20001, severity: critical, fixedIn: 3.1.5}`)).toHaveLength(count);
  });

  it.each([
    { story: 'the base moved', about: 'debian', final: 'changed', build: 'current', kind: 'due' },
    { story: 'another base moved', about: 'debian', final: 'current', build: 'changed', kind: 'no-help' },
    { story: 'the image of the compiler moved', about: 'golang:1.25', final: 'current', build: 'changed', kind: 'due' },
    { story: 'the image itself: nobody knows where it comes from', about: 'ghcr.io/acme/shop', final: 'current', build: 'changed', kind: 'no-help' },
  ] as const)('$story: $kind', ({ about: name, final, build, kind }) => {
    const bases = [base({ change: final }), { reference: reference('golang:1.25'), use: 'build-stage' as const, change: build }];
    const findings = apply(`- {image: ${name}, ids: CVE-2026-20001, severity: critical, fixedIn: 3.1.5, reason: Now}`);
    expect(decideOverride({ report: { findings }, published: [image.published], policy: { severity: 'critical', kev: true }, bases }).kind).toBe(kind);
  });

  it('that name a base and no package are gone when a report of the new base lacks the vulnerability in all packages', () => {
    const findings = apply('- {image: debian, ids: CVE-2026-20001, severity: critical, fixedIn: 3.1.5}');
    const decide = (...found: Finding[]) =>
      decideOverride({
        report: { findings },
        published: [],
        policy: { severity: 'critical', kev: true },
        bases: [base({ next: { digests: [digest('d')], report: { digests: [digest('d')], findings: found } } })],
      });
    expect(decide(finding({ package: 'some-package' })).kind).toBe('no-help');
    expect(decide(finding({ id: 'CVE-2026-20002' }))).toMatchObject({
      kind: 'due',
      reason: 'Fixed vulnerabilities of the published image do not wait: `CVE-2026-20001` (critical) is gone from the new `debian:12`.',
    });
  });
});
