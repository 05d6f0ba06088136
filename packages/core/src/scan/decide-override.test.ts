import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScannedBase } from './bases.ts';
import { decideOverride, type OverrideDecision } from './decide-override.ts';
import { isUrgent, type UrgencyPolicy } from './policy.ts';
import { readScanReport } from './read.ts';
import { base, digest, finding, grype, image, newBase, reference, trivy } from './scan.fixture.ts';
import type { Finding, Scan } from './types.ts';

const policy: UrgencyPolicy = { severity: 'critical', kev: true };
const [lowest, , own] = image.layers as [ReturnType<typeof digest>, unknown, ReturnType<typeof digest>];
const status = '/var/lib/dpkg/status';

function scanOf(text: string): Scan {
  const { value } = readScanReport(text, 'report.json');
  if (value?.kind !== 'scan') throw new Error('not a scan');
  return value;
}

/** A report of the new base, with or without the finding of the story. */
function nextWith(...findings: Finding[]): Pick<ScannedBase, 'next'> {
  return { next: { digests: [newBase], report: { digests: [newBase], findings } } };
}

/** The decision in few words: `due CVE-… [how] left CVE-… [why]`. */
function brief(decision: OverrideDecision): string {
  if (decision.kind === 'below-policy' || decision.kind === 'stale') return decision.kind;
  const left = decision.left.map(({ finding, verdict }) => `${finding.id} ${verdict.helps ? verdict.how : verdict.why}`);
  if (decision.kind === 'no-help') return `no-help: ${left.join(', ')}`;
  const helped = decision.helped.map(({ finding, verdict }) => `${finding.id} ${verdict.helps ? verdict.how : verdict.why}`);
  return [`due: ${helped.join(', ')}`, ...(left.length === 0 ? [] : [`left: ${left.join(', ')}`])].join('; ');
}

interface Story {
  readonly story: string;
  readonly report: string;
  readonly bases?: readonly ScannedBase[];
  readonly policy?: UrgencyPolicy;
  readonly rebuiltFor?: readonly string[];
  readonly decision: string;
}

const quill = { id: 'CVE-2026-20001', package: 'libquill3', fixed: '3.1.4-1+deb1' };
const kiln = { id: 'CVE-2026-20002', package: 'kiln', fixed: '8.2.1' };
const inBase = trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest }] }]);
const inOwn = trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...kiln, layer: own }] }]);
const golang = (change: ScannedBase['change']): ScannedBase => ({ reference: reference('golang:1.25'), use: 'build-stage', change });

const trivyStories: readonly Story[] = [
  {
    story: 'nothing was found',
    report: trivy([
      { class: 'os-pkgs', type: 'debian' },
      { target: 'Node.js', class: 'lang-pkgs', type: 'node-pkg' },
    ]),
    decision: 'below-policy',
  },
  { story: 'no results at all', report: trivy([], { Results: null }), decision: 'below-policy' },
  { story: 'a package of the base, which moved and was not scanned', report: inBase, decision: 'due: CVE-2026-20001 base-moved' },
  { story: 'the new base no longer has it', report: inBase, bases: [base(nextWith())], decision: 'due: CVE-2026-20001 gone-from-base' },
  {
    story: 'the new base still has it in another version',
    report: inBase,
    bases: [base(nextWith(finding({ installed: '3.1.4-2', severity: 'high' })))],
    decision: 'no-help: CVE-2026-20001 still-in-base',
  },
  {
    story: 'the new base has it in another package only',
    report: inBase,
    bases: [base(nextWith(finding({ package: 'quill-tools' })))],
    decision: 'due: CVE-2026-20001 gone-from-base',
  },
  {
    story: 'the report is of a base before the new one, and counts for nothing',
    report: inBase,
    bases: [base({ next: { digests: [newBase], report: { digests: [digest('e')], findings: [finding()] } } })],
    decision: 'due: CVE-2026-20001 base-moved',
  },
  { story: 'the base has not moved', report: inBase, bases: [base({ change: 'current', ...nextWith() })], decision: 'no-help: CVE-2026-20001 base-current' },
  { story: 'the base moved, and is held', report: inBase, bases: [base({ change: 'current', heldBack: 'is held' })], decision: 'no-help: CVE-2026-20001 base-current' },
  { story: 'the base is pinned', report: inBase, bases: [base({ change: 'pinned' })], decision: 'no-help: CVE-2026-20001 base-pinned' },
  { story: 'nobody could ask the registry', report: inBase, bases: [base({ change: 'unknown' })], decision: 'no-help: CVE-2026-20001 base-unknown' },
  { story: 'a package that a build step installs', report: inOwn, bases: [base({ change: 'current' })], decision: 'due: CVE-2026-20002 own-packages' },
  {
    story: 'no version without it yet',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ id: 'CVE-2026-20003', package: 'libquill3', layer: lowest, status: 'will_not_fix' }] }]),
    decision: 'no-help: CVE-2026-20003 no-fix',
  },
  {
    story: 'a fixed version that the distribution does not ship',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest, status: 'will_not_fix' }] }]),
    decision: 'no-help: CVE-2026-20001 no-fix',
  },
  {
    story: 'what the package is not affected by',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest, status: 'not_affected' }] }]),
    decision: 'below-policy',
  },
  {
    story: 'a language package of the source',
    report: trivy([{ target: 'Node.js', class: 'lang-pkgs', type: 'node-pkg', found: [{ id: 'CVE-2026-20004', package: 'left-shelf', fixed: '4.17.21, 5.0.1', layer: own }] }]),
    decision: 'no-help: CVE-2026-20004 code-change',
  },
  {
    story: 'a language package that the base brings along',
    report: trivy([{ target: 'Node.js', class: 'lang-pkgs', type: 'node-pkg', found: [{ id: 'CVE-2026-20004', package: 'left-shelf', fixed: '5.0.1', layer: lowest }] }]),
    bases: [base(nextWith())],
    decision: 'due: CVE-2026-20004 gone-from-base',
  },
  {
    story: 'one that a rebuild fixes and one that it does not',
    report: trivy([
      { class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest }] },
      { target: 'app/package-lock.json', class: 'lang-pkgs', type: 'npm', found: [{ id: 'CVE-2026-20004', package: 'left-shelf', fixed: '5.0.1', layer: own }] },
    ]),
    decision: 'due: CVE-2026-20001 base-moved; left: CVE-2026-20004 code-change',
  },
  {
    story: "the compiler's library, and a newer compiler",
    report: trivy([{ target: 'usr/bin/shop', class: 'lang-pkgs', type: 'gobinary', found: [{ id: 'CVE-2026-20005', package: 'stdlib', fixed: '1.24.9, 1.25.3', layer: own }] }]),
    bases: [base({ change: 'current' }), golang('changed')],
    decision: 'due: CVE-2026-20005 build-image-moved',
  },
  {
    story: "the compiler's library, and the same compiler",
    report: trivy([{ target: 'usr/bin/shop', class: 'lang-pkgs', type: 'gobinary', found: [{ id: 'CVE-2026-20005', package: 'stdlib', fixed: '1.25.3', layer: own }] }]),
    bases: [base(), golang('current')],
    decision: 'no-help: CVE-2026-20005 build-image-current',
  },
  {
    story: 'a module in a program of ours, and a newer compiler',
    report: trivy([{ target: 'usr/bin/shop', class: 'lang-pkgs', type: 'gobinary', found: [{ id: 'CVE-2026-20006', package: 'example.com/lantern', fixed: 'v1.9.2', layer: own }] }]),
    bases: [base({ change: 'current' }), golang('changed')],
    decision: 'no-help: CVE-2026-20006 code-change',
  },
  {
    story: 'a module in a program that is copied from an image, which moved',
    report: trivy([{ target: 'usr/bin/relay', class: 'lang-pkgs', type: 'gobinary', found: [{ id: 'CVE-2026-20006', package: 'example.com/lantern', fixed: 'v1.9.2', layer: own }] }]),
    bases: [base({ change: 'current' }), { reference: reference('ghcr.io/acme/relay:2'), use: 'copy-from', change: 'changed' }],
    decision: 'due: CVE-2026-20006 build-image-moved',
  },
  {
    story: 'high, where critical is asked for',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest, severity: 'HIGH' }] }]),
    decision: 'below-policy',
  },
  {
    story: 'high, where high is asked for',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest, severity: 'HIGH' }] }]),
    policy: { severity: 'high', kev: false },
    decision: 'due: CVE-2026-20001 base-moved',
  },
  { story: 'it was rebuilt for already', report: inBase, rebuiltFor: ['CVE-2026-20001'], decision: 'no-help: CVE-2026-20001 tried' },
  { story: 'something else was rebuilt for', report: inBase, rebuiltFor: ['CVE-2026-20002'], decision: 'due: CVE-2026-20001 base-moved' },
  { story: 'a report of the image before', report: trivy([], {}, { RepoDigests: [`ghcr.io/acme/shop@${image.older}`], ImageID: digest('0') }), decision: 'stale' },
  {
    story: 'an image that was never pushed, known by its config',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...kiln, layer: own }] }], {}, { RepoDigests: [] }),
    decision: 'due: CVE-2026-20002 own-packages',
  },
  { story: 'a report without any digest', report: trivy([], {}, { RepoDigests: null, ImageID: '' }), decision: 'stale' },
  {
    story: 'the layers are not those of the base',
    report: trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest }] }], {}, { DiffIDs: [digest('8'), ...image.layers] }),
    bases: [base({ change: 'current' })],
    decision: 'no-help: CVE-2026-20001 origin-unknown',
  },
  {
    story: 'nobody knows the layers of the base, which moved',
    report: inBase,
    bases: [{ reference: reference('debian:12'), use: 'final-base', change: 'changed' }],
    decision: 'due: CVE-2026-20001 base-moved',
  },
  {
    story: 'nobody knows the layers of the base, and the new one still has it',
    report: inBase,
    bases: [{ reference: reference('debian:12'), use: 'final-base', change: 'changed', ...nextWith(finding()) }],
    decision: 'no-help: CVE-2026-20001 still-in-base',
  },
  {
    story: 'a language package of nobody knows where, which the new base of course lacks',
    report: trivy([{ class: 'lang-pkgs', type: 'jar', found: [{ id: 'CVE-2026-20004', package: 'org.example:ember', fixed: '2.17.1' }] }]),
    bases: [base(nextWith())],
    decision: 'no-help: CVE-2026-20004 origin-unknown',
  },
];

const grypeStories: readonly Story[] = [
  { story: 'nothing was found', report: grype([]), decision: 'below-policy' },
  {
    story: 'a package of the base: its own files tell, the list of packages does not',
    report: grype([
      {
        id: 'CVE-2026-20001',
        package: 'libquill3',
        type: 'deb',
        fixed: ['3.1.4-1+deb1'],
        at: [
          [status, own],
          ['/var/lib/dpkg/info/libquill3.md5sums', lowest],
        ],
      },
    ]),
    bases: [base(nextWith())],
    decision: 'due: CVE-2026-20001 gone-from-base',
  },
  {
    story: 'a package that a build step installs',
    report: grype([
      {
        id: 'CVE-2026-20002',
        package: 'kiln',
        type: 'deb',
        fixed: ['8.2.1'],
        at: [
          [status, own],
          ['/usr/share/doc/kiln/copyright', own],
        ],
      },
    ]),
    bases: [base({ change: 'current' })],
    decision: 'due: CVE-2026-20002 own-packages',
  },
  {
    story: 'only the list of packages is known, and a build step wrote it last',
    report: grype([{ id: 'CVE-2026-20002', package: 'kiln', type: 'apk', fixed: ['8.2.1-r0'], at: [['/lib/apk/db/installed', own]] }]),
    bases: [base({ change: 'current' })],
    decision: 'due: CVE-2026-20002 own-packages',
  },
  {
    story: 'the same, and the new base still has the package',
    report: grype([{ id: 'CVE-2026-20001', package: 'libquill3', type: 'apk', fixed: ['3.1.4-r1'], at: [['/lib/apk/db/installed', own]] }]),
    bases: [base(nextWith(finding()))],
    decision: 'no-help: CVE-2026-20001 still-in-base',
  },
  {
    story: 'the list of packages is still that of the base',
    report: grype([{ id: 'CVE-2026-20001', package: 'libquill3', type: 'rpm', fixed: ['3.1.4-9.el9'], at: [['/var/lib/rpm/rpmdb.sqlite', lowest]] }]),
    bases: [base({ change: 'current' })],
    decision: 'no-help: CVE-2026-20001 base-current',
  },
  {
    story: 'a GHSA goes by its CVE',
    report: grype([{ id: 'GHSA-2cf6-wqjx-p3mh', related: ['CVE-2026-20004'], package: 'left-shelf', type: 'npm', fixed: ['5.0.1'], at: [['/usr/lib/node_modules/left-shelf/package.json', lowest]] }]),
    decision: 'due: CVE-2026-20004 base-moved',
  },
  {
    story: 'one copy in the base, another one of ours',
    report: grype([
      {
        id: 'CVE-2026-20004',
        package: 'left-shelf',
        type: 'npm',
        fixed: ['5.0.1'],
        at: [
          ['/usr/lib/node_modules/left-shelf/package.json', lowest],
          ['/app/node_modules/left-shelf/package.json', own],
        ],
      },
    ]),
    decision: 'no-help: CVE-2026-20004 code-change',
  },
  {
    story: 'medium, but exploited',
    report: grype([{ id: 'CVE-2026-20007', package: 'kiln', type: 'deb', severity: 'Medium', exploited: true, fixed: ['8.2.1'], at: [['/usr/share/doc/kiln/copyright', own]] }]),
    decision: 'due: CVE-2026-20007 own-packages',
  },
  {
    story: 'medium and exploited, where that does not count',
    report: grype([{ id: 'CVE-2026-20007', package: 'kiln', type: 'deb', severity: 'Medium', exploited: true, fixed: ['8.2.1'], at: [['/usr/share/doc/kiln/copyright', own]] }]),
    policy: { severity: 'critical', kev: false },
    decision: 'below-policy',
  },
  {
    story: 'likely to be exploited',
    report: grype([{ id: 'CVE-2026-20008', package: 'kiln', type: 'deb', severity: 'Negligible', epss: 0.62, fixed: ['8.2.1'], at: [['/usr/share/doc/kiln/copyright', own]] }]),
    policy: { severity: 'none', kev: false, epss: 0.5 },
    decision: 'due: CVE-2026-20008 own-packages',
  },
  {
    story: 'less likely than asked for',
    report: grype([{ id: 'CVE-2026-20008', package: 'kiln', type: 'deb', severity: 'High', epss: 0.49, fixed: ['8.2.1'], at: [['/usr/share/doc/kiln/copyright', own]] }]),
    policy: { severity: 'none', kev: true, epss: 0.5 },
    decision: 'below-policy',
  },
  {
    story: 'no fix, and one that nobody will make',
    report: grype([
      { id: 'CVE-2026-20009', package: 'kiln', type: 'deb', at: [['/usr/share/doc/kiln/copyright', own]] },
      { id: 'CVE-2026-20010', package: 'kiln', type: 'deb', state: 'wont-fix', at: [['/usr/share/doc/kiln/copyright', own]] },
    ]),
    decision: 'no-help: CVE-2026-20009 no-fix, CVE-2026-20010 no-fix',
  },
  {
    story: "the compiler's library, and a newer compiler",
    report: grype([{ id: 'CVE-2026-20005', package: 'stdlib', type: 'go-module', installed: 'go1.25.1', fixed: ['1.25.3'], at: [['/usr/bin/shop', own]] }]),
    bases: [base({ change: 'current' }), golang('changed')],
    decision: 'due: CVE-2026-20005 build-image-moved',
  },
  {
    story: 'an advisory that stands for two CVEs',
    report: grype([{ id: 'ELSA-2026-1234', related: ['CVE-2026-20001', 'CVE-2026-20002'], package: 'libquill', type: 'rpm', fixed: ['3.1.4-9.el9'], at: [['/var/lib/rpm/rpmdb.sqlite', lowest]] }]),
    decision: 'due: CVE-2026-20001 base-moved, CVE-2026-20002 base-moved',
  },
  {
    story: 'it was rebuilt for under its GHSA',
    report: grype([{ id: 'GHSA-2cf6-wqjx-p3mh', related: ['CVE-2026-20004'], package: 'left-shelf', type: 'npm', fixed: ['5.0.1'], at: [['/usr/lib/node_modules/left-shelf/package.json', lowest]] }]),
    rebuiltFor: ['GHSA-2cf6-wqjx-p3mh'],
    decision: 'no-help: CVE-2026-20004 tried',
  },
  { story: 'a report of the image before', report: grype([], {}, { repoDigests: [], manifestDigest: image.older, imageID: digest('0') }), decision: 'stale' },
];

describe.each([
  { scanner: 'Trivy', stories: trivyStories },
  { scanner: 'Grype', stories: grypeStories },
])('a report of $scanner', ({ stories }) => {
  it.each(stories)('$story: $decision', ({ report, bases = [base()], policy: asked = policy, rebuiltFor = [], decision }) => {
    const decided = decideOverride({ report: scanOf(report), published: [image.published, image.config], policy: asked, bases, rebuiltFor });
    expect(brief(decided)).toBe(decision);
  });
});

describe('what a decision says', () => {
  const input = { published: [image.published], policy, bases: [base(nextWith())] };
  const report = { digests: [image.published], layers: image.layers };
  const fromBase = { layer: { digests: [lowest], of: 'package' as const } };

  it('names the worst and counts the others', () => {
    const findings = [1, 2, 3, 4, 5].map((n) => finding({ id: `CVE-2026-3000${n}`, ...fromBase, ...(n === 5 ? { kev: true } : {}) }));
    expect(decideOverride({ ...input, report: { ...report, findings } })).toMatchObject({
      kind: 'due',
      reason:
        'Fixed vulnerabilities of the published image do not wait: `CVE-2026-30001` (critical) in `libquill3` is gone from the new `debian:12`; ' +
        '`CVE-2026-30002` (critical) in `libquill3` is gone from the new `debian:12`; `CVE-2026-30003` (critical) in `libquill3` is gone from the new `debian:12`; and 2 more.',
    });
  });

  it('says which image the report is of', () => {
    expect(decideOverride({ ...input, report: { findings: [finding()], digests: [image.older] } })).toEqual({
      kind: 'stale',
      reason: `The report is of \`${image.older}\`, and \`${image.published}\` is published.`,
    });
    expect(decideOverride({ ...input, published: [], report: { findings: [finding()], digests: [image.older] } }).reason).toContain('not known what is published');
  });

  it('says why a base that moved is not taken', () => {
    const bases = [base({ change: 'current', heldBack: 'is held: `fair`' })];
    expect(decideOverride({ ...input, bases, report: { ...report, findings: [finding(fromBase)] } }).reason).toBe(
      'A rebuild would not help: `CVE-2026-20001` (critical) in `libquill3` comes with `debian:12`, which moved, and is held: `fair`.',
    );
  });

  it('says what the policy asks for', () => {
    expect(decideOverride({ ...input, policy: { severity: 'high', kev: true, epss: 0.5 }, report: { findings: [], digests: [image.published] } }).reason).toBe(
      'No vulnerability of the image is urgent by the policy: high or worse, or known to be exploited, or exploited within 30 days with a probability of 0.5 or more.',
    );
  });

  it('makes nothing of a hostile name', () => {
    const hostile = finding({ package: 'x`\n::error::[a](http://b)\u001b[31m\u202e', ...fromBase });
    const { reason } = decideOverride({ ...input, report: { ...report, findings: [hostile] } });
    expect(reason).toContain("`x'\\n::error::[a](http://b)\\u001b[31m\\u202e`");
    expect(reason).not.toMatch(/[\n\u001b\u202e]/);
  });

  it('keeps what was tried in the epoch, so that nothing is asked for twice', () => {
    const [old, fresh] = [finding({ id: 'CVE-2026-30001', ...fromBase }), finding({ id: 'CVE-2026-30002', ...fromBase })];
    const decided = decideOverride({ ...input, report: { ...report, findings: [fresh, old] }, rebuiltFor: ['CVE-2026-30001'] });
    expect(decided).toMatchObject({ kind: 'due', ids: ['CVE-2026-30002'], epoch: ['CVE-2026-30001', 'CVE-2026-30002'] });
    const epoch = decided.kind === 'due' ? decided.epoch : [];
    for (const findings of [[old], [fresh], [old, fresh]]) {
      expect(decideOverride({ ...input, report: { ...report, findings }, rebuiltFor: epoch }).kind).toBe('no-help');
    }
  });
});

describe('laws', () => {
  const anyFinding: fc.Arbitrary<Finding> = fc
    .record({
      id: fc.constantFrom('CVE-2026-1001', 'CVE-2026-1002', 'GHSA-2cf6-wqjx-p3mh', 'DSA-1-1'),
      aliases: fc.subarray(['GHSA-2222-3333-4444', 'DSA-2-1']),
      severity: fc.constantFrom('critical', 'high', 'medium', 'low', 'negligible', 'unknown'),
      kev: fc.boolean(),
      epss: fc.double({ min: 0, max: 1, noNaN: true }),
      package: fc.constantFrom('a', 'stdlib', ''),
      fixedIn: fc.subarray(['1', '2']),
      status: fc.constantFrom('fixed', 'affected', 'not-affected', 'unknown'),
      where: fc.constantFrom('os', 'language', 'binary'),
      layer: fc.record({ digests: fc.subarray(image.layers, { minLength: 1 }), of: fc.constantFrom('package', 'database') }),
    } as const)
    .map(({ ...over }) => finding(over));
  const anyPolicy: fc.Arbitrary<UrgencyPolicy> = fc.record({ severity: fc.constantFrom('critical', 'high', 'medium', 'low', 'none'), kev: fc.boolean(), epss: fc.constantFrom(0.1, 0.9) } as const);
  const anyBase: fc.Arbitrary<ScannedBase> = fc
    .tuple(fc.constantFrom('changed', 'current', 'pinned', 'unknown'), fc.constantFrom('final-base', 'build-stage', 'copy-from'), fc.option(fc.array(anyFinding, { maxLength: 3 })), fc.boolean())
    .map(([change, use, next, known]) => {
      const { layers: _layers, ...rest } = base({ change, use, ...(next === null ? {} : nextWith(...next)) });
      return known ? { ...rest, layers: image.baseLayers } : rest;
    });
  const anyInput = fc.record({
    findings: fc.array(anyFinding, { maxLength: 8 }),
    policy: anyPolicy,
    bases: fc.array(anyBase, { maxLength: 3 }),
    rebuiltFor: fc.subarray(['CVE-2026-1001', 'DSA-2-1', 'CVE-2026-1002']),
  });
  type Input = typeof anyInput extends fc.Arbitrary<infer T> ? T : never;
  const decide = ({ findings, ...rest }: Input) => decideOverride({ ...rest, published: [image.published], report: { findings, digests: [image.published], layers: image.layers } });

  it('the order of the findings does not change the decision', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        expect(decide({ ...input, findings: input.findings.toReversed() })).toEqual(decide(input));
      }),
      { numRuns: 1000 },
    );
  });

  it('a finding below the policy changes nothing', () => {
    fc.assert(
      fc.property(anyInput, anyFinding, fc.nat(8), (input, extra, at) => {
        fc.pre(!isUrgent(extra, input.policy));
        expect(decide({ ...input, findings: input.findings.toSpliced(at, 0, extra) })).toEqual(decide(input));
      }),
      { numRuns: 1000 },
    );
  });

  it('what is due has at least one id, and its epoch is a sorted set that holds all of them', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const decided = decide(input);
        if (decided.kind !== 'due') return;
        expect(decided.ids.length).toBeGreaterThan(0);
        expect(decided.epoch).toEqual([...new Set(decided.epoch)].toSorted());
        expect(decided.epoch).toEqual(expect.arrayContaining([...decided.ids]));
        expect(decide({ ...input, rebuiltFor: [...decided.epoch] }).kind).toBe('no-help');
      }),
      { numRuns: 1000 },
    );
  });

  it('nothing is due without a fix', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        expect(decide({ ...input, findings: input.findings.map((one) => ({ ...one, fixedIn: [] })) }).kind).not.toBe('due');
      }),
    );
  });
});
