import type { ScannedBase } from './bases.ts';
import { decideOverride, type OverrideDecision } from './decide-override.ts';
import type { UrgencyPolicy } from './policy.ts';
import { readScanReport } from './read.ts';
import { base, image, newBase, reference, trivy, type digest } from './scan.fixture.ts';
import type { Finding, Scan } from './types.ts';

export const policy: UrgencyPolicy = { severity: 'critical', kev: true };
export const [lowest, , own] = image.layers as [ReturnType<typeof digest>, unknown, ReturnType<typeof digest>];
export const status = '/var/lib/dpkg/status';

function scanOf(text: string): Scan {
  const { value } = readScanReport(text, 'report.json');
  if (value?.kind !== 'scan') throw new Error('not a scan');
  return value;
}

/** A report of the new base, with or without the finding of the story. */
export function nextWith(...findings: Finding[]): Pick<ScannedBase, 'next'> {
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

export interface Story {
  readonly story: string;
  readonly report: string;
  readonly bases?: readonly ScannedBase[];
  readonly policy?: UrgencyPolicy;
  readonly rebuiltFor?: readonly string[];
  readonly decision: string;
}

export const quill = { id: 'CVE-2026-20001', package: 'libquill3', fixed: '3.1.4-1+deb1' };
export const kiln = { id: 'CVE-2026-20002', package: 'kiln', fixed: '8.2.1' };
export const inBase = trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...quill, layer: lowest }] }]);
export const inOwn = trivy([{ class: 'os-pkgs', type: 'debian', found: [{ ...kiln, layer: own }] }]);
export const golang = (change: ScannedBase['change']): ScannedBase => ({ reference: reference('golang:1.25'), use: 'build-stage', change });

/** What is decided about the story's report, in few words. */
export function decisionOn({ report, bases = [base()], policy: asked = policy, rebuiltFor = [] }: Story): string {
  return brief(decideOverride({ report: scanOf(report), published: [image.published, image.config], policy: asked, bases, rebuiltFor }));
}
