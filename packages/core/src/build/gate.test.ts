import { describe, expect, it } from 'vitest';
import { parseVulnerabilityId, readScanReport, type Finding, type Scan, type VulnerabilityId } from '../scan/index.ts';
import { digest } from './build.fixture.ts';
import { explainGate, judgeFindings, judgeScans, type GatePolicy } from './index.ts';

function id(text: string): VulnerabilityId {
  const parsed = parseVulnerabilityId(text);
  if (parsed === undefined) throw new Error(`no id: ${text}`);
  return parsed;
}

const [one, other] = [id('CVE-2026-1001'), id('CVE-2026-1002')];

function finding(over: Partial<Finding> = {}): Finding {
  return { id: one, aliases: [], severity: 'critical', package: 'libx', installed: '1', fixedIn: ['2'], status: 'fixed', where: 'os', ...over };
}

const policy: GatePolicy = { severity: 'high', onlyFixed: true, allow: [] };

describe('the gate', () => {
  it.each<{ story: string; findings: readonly Finding[]; policy?: Partial<GatePolicy>; fails: readonly string[] }>([
    { story: 'nothing found', findings: [], fails: [] },
    { story: 'at the severity', findings: [finding({ severity: 'high' })], fails: [one] },
    { story: 'above it', findings: [finding()], fails: [one] },
    { story: 'below it', findings: [finding({ severity: 'medium' })], fails: [] },
    { story: 'nobody rated it', findings: [finding({ severity: 'unknown' })], policy: { severity: 'low' }, fails: [] },
    { story: 'no severity counts', findings: [finding()], policy: { severity: 'none' }, fails: [] },
    { story: 'known to be exploited, whatever its severity', findings: [finding({ severity: 'low', kev: true })], policy: { severity: 'none', kev: true }, fails: [one] },
    { story: 'exploited, where only severity counts', findings: [finding({ severity: 'low', kev: true })], fails: [] },
    { story: 'nobody can fix it yet', findings: [finding({ status: 'affected', fixedIn: [] })], fails: [] },
    { story: 'nobody can fix it yet, and it counts', findings: [finding({ status: 'affected', fixedIn: [] })], policy: { onlyFixed: false }, fails: [one] },
    { story: 'the distribution will not fix it, somebody else has', findings: [finding({ status: 'will-not-fix' })], fails: [one] },
    { story: 'the image is not affected', findings: [finding({ status: 'not-affected' })], policy: { onlyFixed: false }, fails: [] },
    { story: 'allowed', findings: [finding()], policy: { allow: [one] }, fails: [] },
    { story: 'allowed under another name', findings: [finding({ id: other, aliases: [one] })], policy: { allow: [one] }, fails: [] },
    { story: 'another one is allowed', findings: [finding(), finding({ id: other }), finding({ id: other, package: 'liby' })], policy: { allow: [one] }, fails: [other] },
  ])('$story', ({ findings, policy: more, fails }) => {
    const verdict = judgeFindings(findings, { ...policy, ...more });
    expect(verdict.kind === 'failed' ? verdict.ids : []).toEqual(fails);
    expect(verdict.kind).toBe(fails.length === 0 ? 'passed' : 'failed');
  });

  it('says what only passed because it is allowed, and what the policy can do without', () => {
    expect(judgeFindings([finding(), finding({ severity: 'low', id: id('CVE-2026-9999') })], { ...policy, allow: [other, one, id('CVE-2026-9999')] })).toEqual({
      kind: 'passed',
      allowed: [one],
      unused: [other],
    });
  });

  it.each<{ story: string; scans: readonly Partial<Scan>[]; kind: string }>([
    { story: 'no report', scans: [], kind: 'no-report' },
    { story: 'of the index', scans: [{ digests: [digest('a')] }], kind: 'passed' },
    { story: 'of the manifests, one each', scans: [{ digests: [digest('b')] }, { digests: [digest('f'), digest('c')] }], kind: 'passed' },
    { story: 'of another image', scans: [{ digests: [digest('a')] }, { digests: [digest('f')] }], kind: 'other-image' },
    { story: 'of nobody knows what', scans: [{ digests: [] }], kind: 'other-image' },
    { story: 'what one of several found', scans: [{ digests: [digest('b')] }, { digests: [digest('c')], findings: [finding()] }], kind: 'failed' },
  ])('believes only reports of this very image: $story', ({ scans, kind }) => {
    const whole = scans.map((more): Scan => ({ kind: 'scan', scanner: 'trivy', image: 'app', digests: [], layers: [], findings: [], ...more }));
    expect(judgeScans(whole, new Set(['a', 'b', 'c'].map(digest)), policy).kind).toBe(kind);
  });

  it('goes by what the reader of reports reads', () => {
    const text = JSON.stringify({
      SchemaVersion: 2,
      ArtifactName: 'ghcr.io/acme/app',
      ArtifactType: 'container_image',
      Metadata: { ImageID: digest('c'), RepoDigests: [`ghcr.io/acme/app@${digest('a')}`] },
      Results: [
        {
          Target: 'debian',
          Class: 'os-pkgs',
          Type: 'debian',
          Vulnerabilities: [{ VulnerabilityID: one, PkgName: 'libx', InstalledVersion: '1', FixedVersion: '2', Status: 'fixed', Severity: 'CRITICAL' }],
        },
      ],
    });
    const { value, problems } = readScanReport(text, 'scan.json');
    expect(problems).toEqual([]);
    const scans = value?.kind === 'scan' ? [value] : [];
    expect(judgeScans(scans, new Set([digest('a')]), policy)).toMatchObject({ kind: 'failed', ids: [one] });
    expect(judgeScans(scans, new Set([digest('b')]), policy)).toEqual({ kind: 'other-image', images: ['ghcr.io/acme/app'] });
  });

  it('explains itself in a sentence', () => {
    const many = Array.from({ length: 7 }, (_, index) => finding({ id: id(`CVE-2026-100${index}`) }));
    expect([
      explainGate(judgeFindings([], policy)),
      explainGate(judgeFindings([finding()], { ...policy, allow: [one] })),
      explainGate(judgeFindings(many, policy)),
      explainGate({ kind: 'other-image', images: ['evil\n::set-output'] }),
      explainGate({ kind: 'no-report' }),
    ]).toEqual([
      'The scan found nothing that the policy forbids.',
      'The scan found only what the policy allows: CVE-2026-1001.',
      'The scan found what the policy forbids: CVE-2026-1000, CVE-2026-1001, CVE-2026-1002, CVE-2026-1003, CVE-2026-1004 and 2 more.',
      'A report is not of this image, but of `evil\\n::set-output`.',
      'There is no report of a scan, so that nobody knows whether the image is good enough.',
    ]);
  });
});
