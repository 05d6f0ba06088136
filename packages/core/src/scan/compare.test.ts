import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFindings } from './compare.ts';
import { mergeFindings } from './merge.ts';
import { parseVulnerabilityId } from './ids.ts';
import { isUrgent } from './policy.ts';
import { digest, finding } from './scan.fixture.ts';
import { parseSeverity } from './severity.ts';
import type { Finding } from './types.ts';

const quill = finding();
const kiln = finding({ id: 'CVE-2026-20002', package: 'kiln', severity: 'high' });

describe('before and after a rebuild', () => {
  it.each<{ story: string; before: Finding[]; after: Finding[]; summary: string }>([
    { story: 'clean, and still clean', before: [], after: [], summary: 'There was no known vulnerability before, and there is none now.' },
    { story: 'all fixed', before: [quill, kiln], after: [], summary: '2 known vulnerabilities are fixed, 0 remain, 0 are new.' },
    { story: 'one of each', before: [quill, kiln], after: [kiln, finding({ id: 'CVE-2026-20003' })], summary: '1 known vulnerability is fixed, 1 remains, 1 is new.' },
    {
      story: 'another version, another layer',
      before: [quill],
      after: [finding({ installed: '3.2', layer: { digests: [digest('1')], of: 'package' } })],
      summary: 'No known vulnerabilities are fixed, 1 remains, 0 are new.',
    },
    { story: 'fixed in one package, not in another', before: [quill, finding({ package: 'kiln' })], after: [quill], summary: '1 known vulnerability is fixed, 1 remains, 0 are new.' },
    {
      story: 'a GHSA became a CVE',
      before: [finding({ id: 'GHSA-2cf6-wqjx-p3mh' })],
      after: [finding({ aliases: ['GHSA-2cf6-wqjx-p3mh'] })],
      summary: 'No known vulnerabilities are fixed, 1 remains, 0 are new.',
    },
    {
      story: 'two vulnerabilities of one advisory are two',
      before: [finding({ aliases: ['DSA-6001-1'] }), finding({ id: 'CVE-2026-20009', aliases: ['DSA-6001-1'] })],
      after: [finding({ aliases: ['DSA-6001-1'] })],
      summary: '1 known vulnerability is fixed, 1 remains, 0 are new.',
    },
    {
      story: 'the same thing in two layers is one',
      before: [finding({ layer: { digests: [digest('1')], of: 'package' } }), finding({ layer: { digests: [digest('2')], of: 'package' } })],
      after: [],
      summary: '1 known vulnerability is fixed, 0 remain, 0 are new.',
    },
  ])('$story: $summary', ({ before, after, summary }) => {
    expect(compareFindings(before, after).summary).toBe(summary);
  });

  const anyFindings = fc.array(
    fc
      .record({
        id: fc.constantFrom('CVE-2026-1001', 'CVE-2026-1002', 'CVE-2026-1003', 'GHSA-2cf6-wqjx-p3mh'),
        package: fc.constantFrom('a', 'b'),
        severity: fc.constantFrom('critical', 'low', 'unknown'),
        kev: fc.boolean(),
        installed: fc.constantFrom('1', '2'),
      } as const)
      .chain((over) => fc.subarray(['GHSA-2cf6-wqjx-p3mh', 'DSA-1-1']).map((aliases) => finding({ ...over, aliases: aliases.filter((alias) => alias !== over.id) }))),
    { maxLength: 8 },
  );

  it('nothing changed, nothing is said to have', () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        expect(compareFindings(findings, findings.toReversed())).toMatchObject({ fixed: [], added: [] });
      }),
    );
  });

  it('what is new one way is fixed the other way', () => {
    fc.assert(
      fc.property(anyFindings, anyFindings, (before, after) => {
        const [there, back] = [compareFindings(before, after), compareFindings(after, before)];
        expect(there.fixed).toEqual(back.added);
        expect(there.added).toEqual(back.fixed);
      }),
    );
  });

  it('merging is the same in any order, and merging again changes nothing', () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        const merged = mergeFindings(findings);
        expect(mergeFindings(findings.toReversed())).toEqual(merged);
        expect(mergeFindings(merged)).toEqual(merged);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('ids', () => {
  it.each([
    ['CVE-2026-12345', 'CVE-2026-12345'],
    ['cve-2026-1234', 'CVE-2026-1234'],
    ['ghsa-2CF6-wqjx-P3MH', 'GHSA-2cf6-wqjx-p3mh'],
    ['DSA-6001-1', 'DSA-6001-1'],
    ['RHSA-2026:0123', 'RHSA-2026:0123'],
    ['ALAS2023-2026-123', 'ALAS2023-2026-123'],
    ['openSUSE-SU-2026:0123-1', 'openSUSE-SU-2026:0123-1'],
    ['PHSA-2026-5.0-0001', 'PHSA-2026-5.0-0001'],
    ['TEMP-0841856-B18BAF', 'TEMP-0841856-B18BAF'],
    ['RUSTSEC-2026-0001', 'RUSTSEC-2026-0001'],
    ['CGA-2c4q-8rr6-xvmp', 'CGA-2c4q-8rr6-xvmp'],
    ['CVE-2026-123', undefined],
    ['CVE-2026-1234-5', undefined],
    ['GHSA-2cf6-wqjx', undefined],
    ['GHSA-2cf6-wqjx-p3ma', undefined],
    ['CVE', undefined],
    ['no-figure', undefined],
    ['1-2', undefined],
    ['A-1`', undefined],
    ['A-1\n', undefined],
    [`A-${'1'.repeat(70)}`, undefined],
  ])('%j: %s', (text, id) => {
    expect(parseVulnerabilityId(text)).toBe(id);
  });
});

describe('the policy', () => {
  it.each([
    ['high, critical is asked for', { severity: 'high' }, 'critical', false],
    ['critical, high is asked for', { severity: 'critical' }, 'high', true],
    ['low, low is asked for', { severity: 'low' }, 'low', true],
    ['negligible, low is asked for', { severity: 'negligible' }, 'low', false],
    ['nobody rated it', { severity: 'unknown' }, 'low', false],
    ['nobody rated it, and it is exploited', { severity: 'unknown', kev: true }, 'none', true],
    ['critical, no severity is asked for', { severity: 'critical' }, 'none', false],
    ['exploited, but this package is not affected', { kev: true, status: 'not-affected' }, 'low', false],
    ['as likely as asked for', { severity: 'low', epss: 0.5 }, 'none', true],
    ['less likely than asked for', { severity: 'low', epss: 0.49 }, 'none', false],
  ] as const)('%s', (_, over, severity, urgent) => {
    expect(isUrgent(finding(over), { severity, kev: true, epss: 0.5 })).toBe(urgent);
  });

  it.each([
    ['CRITICAL', 'critical'],
    ['Negligible', 'negligible'],
    ['Important', 'high'],
    ['moderate', 'medium'],
    ['', undefined],
    ['severe', undefined],
  ])('the rating %j: %s', (word, severity) => {
    expect(parseSeverity(word)).toBe(severity);
  });
});
