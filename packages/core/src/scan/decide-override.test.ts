import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScannedBase } from './bases.ts';
import { lowest, nextWith, policy } from './decide-override.fixture.ts';
import { decideOverride } from './decide-override.ts';
import { isUrgent, type UrgencyPolicy } from './policy.ts';
import { base, finding, image } from './scan.fixture.ts';
import type { Finding } from './types.ts';

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
