import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findUnprintable } from '../text/index.ts';
import { readScanReport } from './read.ts';
import { digest, grype, image, trivy } from './scan.fixture.ts';
import type { Scan } from './types.ts';

function scanOf(text: string): Scan {
  const { value, problems } = readScanReport(text, 'report.json');
  expect(problems).toEqual([]);
  if (value?.kind !== 'scan') throw new Error('not a scan');
  return value;
}

describe('a report of Trivy', () => {
  it('is read with its image, its layers and its findings', () => {
    const text = trivy([
      {
        class: 'os-pkgs',
        type: 'debian',
        found: [
          { id: 'CVE-2026-20001', vendorIds: ['DSA-6001-1'], package: 'libquill3', installed: '3.1.4-1', fixed: '3.1.4-1+deb1', severity: 'HIGH', layer: digest('1') },
          { id: 'TEMP-0841856-B18BAF', package: 'kiln', severity: 'UNKNOWN' },
        ],
      },
      { target: 'Java', class: 'lang-pkgs', type: 'jar', found: [{ id: 'CVE-2026-20004', vendorIds: ['GHSA-2cf6-wqjx-p3mh'], package: 'org.example:ember', fixed: '2.17.1, 2.12.4, 2.3.2' }] },
      { target: 'usr/bin/shop', class: 'lang-pkgs', type: 'gobinary', found: [{ id: 'CVE-2026-20005', package: 'stdlib', fixed: '1.25.3', severity: 'MEDIUM' }] },
    ]);
    expect(scanOf(text)).toMatchSnapshot();
  });

  it('of before there was a status', () => {
    const text = trivy([{ class: 'os-pkgs', type: 'alpine', found: [{ id: 'CVE-2026-20001', package: 'libquill', fixed: '3.1.4-r1' }] }]).replaceAll(/\s*"Status": "[a-z]+",/g, '');
    expect(scanOf(text).findings).toMatchObject([{ status: 'fixed', fixedIn: ['3.1.4-r1'] }]);
  });

  it('that names a finding for each file has it once', () => {
    const one = { id: 'CVE-2026-20004', package: 'left-shelf', fixed: '5.0.1', layer: digest('3') };
    const text = trivy([{ class: 'lang-pkgs', type: 'node-pkg', found: [one, { ...one, severity: 'LOW' }, { ...one, layer: digest('4') }] }]);
    expect(scanOf(text).findings.map(({ severity, layer }) => [severity, layer?.digests])).toEqual([
      ['critical', [digest('3')]],
      ['critical', [digest('4')]],
    ]);
  });

  it('calls a GHSA by its CVE, when it tells it elsewhere', () => {
    const text = trivy([
      {
        class: 'lang-pkgs',
        type: 'node-pkg',
        found: [
          { id: 'GHSA-2cf6-wqjx-p3mh', package: 'left-shelf', fixed: '5.0.1' },
          { id: 'CVE-2026-20004', vendorIds: ['GHSA-2cf6-wqjx-p3mh'], package: 'left-shelf', fixed: '5.0.1' },
        ],
      },
    ]);
    expect(scanOf(text).findings).toMatchObject([{ id: 'CVE-2026-20004', aliases: ['GHSA-2cf6-wqjx-p3mh'] }]);
  });
});

describe('a report of Grype', () => {
  it('is read with its image, its layers and its findings', () => {
    const text = grype([
      {
        id: 'CVE-2026-20001',
        related: ['CVE-2026-20001'],
        package: 'libquill3',
        type: 'deb',
        severity: 'Negligible',
        fixed: ['3.1.4-1+deb1'],
        epss: 0.12,
        at: [
          ['/var/lib/dpkg/status', digest('3')],
          ['/var/lib/dpkg/info/libquill3.md5sums', digest('1')],
        ],
      },
      { id: 'GHSA-2cf6-wqjx-p3mh', related: ['CVE-2026-20004'], package: 'left-shelf', type: 'npm', fixed: ['5.0.1'], exploited: true },
      { id: 'CVE-2026-20005', package: 'stdlib', type: 'go-module', severity: 'Medium', at: [['/usr/bin/shop', digest('4')]] },
      { id: 'ALAS2023-2026-123', related: ['CVE-2026-20006', 'CVE-2026-20007'], package: 'kiln', type: 'rpm', state: 'wont-fix', at: [['/var/lib/rpm/rpmdb.sqlite', digest('3')]] },
    ]);
    expect(scanOf(text)).toMatchSnapshot();
  });

  it('that speaks of the exploitation of another CVE says nothing of this one', () => {
    const text = grype([{ id: 'CVE-2026-20001', package: 'kiln', type: 'deb', epss: 0.9, exploited: true }]).replaceAll('"cve":"CVE-2026-20001"', '"cve":"CVE-2026-20002"');
    const [only] = scanOf(text).findings;
    expect([only?.epss, only?.kev]).toEqual([undefined, undefined]);
  });
});

describe('what is no report', () => {
  const hint = 'Write it with `trivy image --format json` or `grype -o json`; a list of advisories has the key `advisories`.';
  it.each([
    ['nothing', '', 'scan/unknown-format', '1:1', 'it holds nothing'],
    ['a text', 'All is well.', 'scan/unknown-format', '1:1', 'it holds `All is well.`'],
    ['a list', '[]', 'scan/unknown-format', '1:1', 'it holds a list'],
    ['SARIF', '{"version": "2.1.0", "runs": []}', 'scan/unknown-format', '1:1', 'SARIF'],
    ['CycloneDX', '{"bomFormat": "CycloneDX"}', 'scan/unknown-format', '1:1', 'CycloneDX'],
    ['something else', '{"matches": []}', 'scan/unknown-format', '1:1', 'no report'],
    ['YAML of something else', 'images: []', 'scan/unknown-format', '1:1', 'no report'],
    ['a report cut off', trivy([]).slice(0, 300), 'scan/syntax', undefined, 'not valid JSON'],
    ['output before the report', `INFO scanning\n${trivy([])}`, 'scan/unknown-format', '1:1', 'no report'],
    ['a version that nobody knows', trivy([], { SchemaVersion: 3 }), 'scan/unusable-report', '2:20', 'version `3`'],
    ['a repository instead of an image', trivy([], { ArtifactType: 'repository' }), 'scan/unusable-report', '5:19', '`repository`'],
    ['results of another type', trivy([], { Results: 'none' }), 'scan/unusable-report', undefined, 'not a list'],
    ['a folder instead of an image', grype([], { source: { type: 'directory', target: '/src' } }), 'scan/unusable-report', undefined, '`directory`'],
    ['no word of what it is of', grype([], { source: [] }), 'scan/unusable-report', undefined, 'does not say'],
    ['matches of another type', grype([], { matches: {} }), 'scan/unusable-report', undefined, 'not a list'],
  ])('%s', (_, text, code, place, message) => {
    const { value, problems } = readScanReport(text, 'report.json');
    expect(value).toBeUndefined();
    expect(problems).toHaveLength(1);
    const [problem] = problems;
    expect(problem).toMatchObject({ severity: 'error', code, message: expect.stringContaining(message), source: { file: 'report.json' } });
    const start = problem?.source?.range?.start;
    expect(start).toBeDefined();
    if (place !== undefined) expect(`${start?.line}:${start?.column}`).toBe(place);
    expect(problem?.hint).toEqual(code === 'scan/unknown-format' ? hint : expect.any(String));
  });
});

describe('a hostile report', () => {
  const bad = ['CVE-2026-1; rm', 'CVE-26-12345', 'CVE-2026-<img>', 'GHSA-0000-0000-0000', '', ' CVE-2026-12345', 'CVE-2026-12345\n', '\u001b[31mX-1', 'a'.repeat(1000), '[x](http://y)', '__proto__'];

  it('has no id that is none', () => {
    const text = trivy([{ class: 'os-pkgs', type: 'debian', found: [...bad, 'CVE-2026-20001'].map((id) => ({ id, package: 'kiln' })) }]);
    const { value, problems } = readScanReport(text, 'report.json');
    expect(value?.kind === 'scan' && value.findings.map(({ id }) => id)).toEqual(['CVE-2026-20001']);
    expect(problems).toHaveLength(bad.length);
    for (const { severity, code, message, source } of problems) {
      expect([severity, code, source?.range?.start.column]).toEqual(['warning', 'scan/left-out', 30]);
      expect(findUnprintable(message)).toBe(-1);
      expect(message).not.toContain('\n');
    }
  });

  it('tells its first twenty faults one by one', () => {
    const { problems } = readScanReport(grype(Array.from({ length: 500 }, () => ({ id: 'x', package: 'kiln', type: 'deb' }))), 'report.json');
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toMatchObject({ severity: 'warning', message: 'There are 480 more like these.' });
  });

  it.each([
    ['entries of other types', trivy([], { Results: [1, null, 'x', [], {}, { Vulnerabilities: 'x' }, { Vulnerabilities: [7, null, [], {}] }] }), 9],
    ['matches of other types', grype([], { matches: [1, null, 'x', [], {}, { vulnerability: [], artifact: 7 }] }), 6],
    ['a finding without a package', trivy([{ class: 'os-pkgs', type: 'debian', found: [{ id: 'CVE-2026-20001', package: '' }] }]), 1],
  ])('%s', (_, text, count) => {
    const { value, problems } = readScanReport(text, 'report.json');
    expect(value).toMatchObject({ kind: 'scan', findings: [] });
    expect(problems.map(({ code }) => code)).toEqual(Array.from({ length: count }, () => 'scan/left-out'));
  });

  it('with keys that mean something to objects pollutes nothing', () => {
    const text = grype([{ id: 'CVE-2026-20001', package: '__proto__', type: 'constructor' }]).replace('{', '{"__proto__": {"kev": true}, "constructor": {"prototype": {"kev": true}}, ');
    expect(scanOf(text).findings).toMatchObject([{ package: '__proto__', where: 'language' }]);
    expect('kev' in {}).toBe(false);
    expect(scanOf(text).findings[0]).not.toHaveProperty('kev');
  });

  it('that says a key twice is not read, for who knows which counts', () => {
    const text = trivy([]).replace('"Results"', '"Results": [], "Results"');
    expect(readScanReport(text, 'report.json')).toMatchObject({ value: undefined, problems: [{ code: 'scan/syntax', message: expect.stringContaining('second time') }] });
  });

  it('of 10 MiB in one text, or of a million levels, is no more than another', () => {
    const huge = trivy([{ class: 'os-pkgs', type: 'debian', found: [{ id: 'CVE-2026-20001', package: 'x'.repeat(10 * 1024 * 1024) }] }]);
    expect(scanOf(huge).findings[0]?.package).toHaveLength(512);
    const deep = `{"SchemaVersion": 2, "ArtifactName": ${'['.repeat(1_000_000)}`;
    expect(readScanReport(deep, 'report.json').problems).toMatchObject([{ code: 'scan/syntax', message: expect.stringContaining('64 levels') }]);
  });

  it('of more than 50 MiB is not read', () => {
    expect(readScanReport(' '.repeat(50 * 1024 * 1024 + 1), 'report.json').problems).toMatchObject([{ code: 'scan/too-large', message: expect.stringContaining('50 MiB') }]);
  });

  it('of 20,000 findings has all of them', () => {
    const found = Array.from({ length: 20_000 }, (_, index) => ({ id: `CVE-2026-${30_000 + index}`, package: `kiln-${index % 97}`, layer: image.layers[index % 4] ?? image.published }));
    expect(scanOf(trivy([{ class: 'os-pkgs', type: 'debian', found }])).findings).toHaveLength(20_000);
  });
});

describe('laws', () => {
  const keys = [
    'SchemaVersion',
    'ArtifactName',
    'Results',
    'Vulnerabilities',
    'VulnerabilityID',
    'PkgName',
    'Metadata',
    'matches',
    'descriptor',
    'source',
    'type',
    'vulnerability',
    'id',
    'artifact',
    'name',
    'advisories',
    'ids',
    'image',
  ];
  const values = [2, 'image', 'CVE-2026-20001', 'node:22', 'x'];
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(...values),
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 6 }),
    ),
  }));

  it('any JSON gives a report or problems, and what is said of it can be printed', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom({}, { SchemaVersion: 2, ArtifactName: 'x' }, { descriptor: {}, source: { type: 'image', target: {} } }), (value, form) => {
        const text = JSON.stringify(typeof value === 'object' && value !== null ? { ...value, ...form } : value);
        const read = readScanReport(text, 'report.json');
        expect(read.value !== undefined || read.problems.length > 0).toBe(true);
        for (const { message, hint = '' } of read.problems) expect(findUnprintable(message + hint)).toBe(-1);
      }),
      { numRuns: 2000 },
    );
  });

  it('any text gives a report or problems', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\n', '-', ' ', 'a', '1') })), (text) => {
        const read = readScanReport(text, 'report.json');
        expect(read.value !== undefined || read.problems.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('a report cut at any place is no report', () => {
    const text = trivy([{ class: 'os-pkgs', type: 'debian', found: [{ id: 'CVE-2026-20001', package: 'kiln' }] }]);
    for (let end = 0; end < text.length; end += 7) expect(readScanReport(text.slice(0, end), 'report.json').value).toBeUndefined();
  });
});
