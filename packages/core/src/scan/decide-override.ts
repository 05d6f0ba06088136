import type { Digest } from '../reference/index.ts';
import { show } from '../text/index.ts';
import type { ScannedBase } from './bases.ts';
import { sortedSet, type VulnerabilityId } from './ids.ts';
import { compareFindingOrder } from './merge.ts';
import { describePolicy, isUrgent, type UrgencyPolicy } from './policy.ts';
import type { Finding } from './types.ts';
import { explainVerdict, gatherFacts, judge, type Verdict } from './verdict.ts';

export interface OverrideInput {
  /** A `Scan` of the image is one; without `digests`, what advisories alone say of whatever is published. */
  readonly report: { readonly findings: readonly Finding[]; readonly digests?: readonly Digest[]; readonly layers?: readonly Digest[] };
  /** All digests of the published image that are known: of its index, manifests, configs. */
  readonly published: readonly Digest[];
  readonly policy: UrgencyPolicy;
  readonly bases: readonly ScannedBase[];
  /**
   * The epoch of the last rebuild that vulnerabilities asked for. Whoever keeps it forgets it when a base moves again:
   * what did not help then may help now.
   */
  readonly rebuiltFor?: readonly string[];
}

/** An urgent finding, and whether a rebuild rids the image of it; `why` is a clause behind its name. */
export interface Judged {
  readonly finding: Finding;
  readonly verdict: Verdict;
  readonly why: string;
}

/** Whether vulnerabilities ask for a rebuild before any delay is over (SPEC section 7, point 4); `reason` is a sentence. */
export type OverrideDecision =
  | {
      readonly kind: 'due';
      /** Those that a rebuild can fix and that none was made for yet; a sorted set, never empty. */
      readonly ids: readonly VulnerabilityId[];
      /** `ids`, and those of `rebuiltFor` that a rebuild could fix and that are still there; a sorted set. */
      readonly epoch: readonly VulnerabilityId[];
      readonly reason: string;
      readonly helped: readonly Judged[];
      /** What is urgent, too, and will still be there after it. */
      readonly left: readonly Judged[];
    }
  | { readonly kind: 'no-help'; readonly reason: string; readonly left: readonly Judged[] }
  | { readonly kind: 'below-policy'; readonly reason: string }
  /** The report is not of the image that is published: scan again. */
  | { readonly kind: 'stale'; readonly reason: string };

/**
 * Says whether a rebuild is due because of vulnerabilities: one is, when the policy finds one of them urgent, a version
 * without it is known, and the rebuild can bring that version in. The order of the findings plays no part.
 */
export function decideOverride({ report, published, policy, bases, rebuiltFor = [] }: OverrideInput): OverrideDecision {
  const stale = staleness(report.digests, published);
  if (stale !== undefined) return { kind: 'stale', reason: stale };
  const urgent = report.findings.filter((finding) => isUrgent(finding, policy)).toSorted(compareFindingOrder);
  if (urgent.length === 0)
    return { kind: 'below-policy', reason: `No vulnerability of the image is urgent by the policy: ${describePolicy(policy)}.` };
  const facts = gatherFacts(bases, report.layers ?? []);
  const judged = urgent.map((finding) => ({ finding, verdict: judge(finding, facts) }));
  const helpable = judged.filter(({ verdict }) => verdict.helps);
  const tried = new Set(rebuiltFor);
  const fresh = helpable.filter(({ finding }) => !isTried(finding, tried));
  const all = judged.map(({ finding, verdict }): Judged => {
    const final: Verdict = verdict.helps && isTried(finding, tried) ? { helps: false, why: 'tried' } : verdict;
    return { finding, verdict: final, why: explainVerdict(final, finding, bases) };
  });
  const left = all.filter(({ verdict }) => !verdict.helps);
  if (fresh.length === 0) return { kind: 'no-help', reason: `A rebuild would not help: ${listJudged(left)}.`, left };
  const helped = all.filter(({ verdict }) => verdict.helps);
  return {
    kind: 'due',
    ids: sortedSet(fresh.map(({ finding }) => finding.id)),
    epoch: sortedSet(helpable.map(({ finding }) => finding.id)),
    reason: `Fixed vulnerabilities of the published image do not wait: ${listJudged(helped)}.`,
    helped,
    left,
  };
}

function staleness(digests: readonly Digest[] | undefined, published: readonly Digest[]): string | undefined {
  if (digests === undefined || digests.some((digest) => published.includes(digest))) return undefined;
  const [reported, ours] = [digests[0], published[0]];
  if (ours === undefined) return 'It is not known what is published, so that nothing tells whether the report is of it.';
  if (reported === undefined) return `The report does not say which image it is of; ${show(ours, 80)} is published.`;
  return `The report is of ${show(reported, 80)}, and ${show(ours, 80)} is published.`;
}

function isTried({ id, aliases }: Finding, tried: ReadonlySet<string>): boolean {
  return tried.has(id) || aliases.some((alias) => tried.has(alias));
}

/** Most findings that a sentence names. */
const maxNamed = 3;

/** For sentences: the first few with the reason for each, and how many more there are. */
export function listJudged(judged: readonly Judged[]): string {
  const named = judged
    .slice(0, maxNamed)
    .map(({ finding, why }) => `${show(finding.id, 64)} (${rating(finding)})${inPackage(finding)} ${why}`);
  const more = judged.length - named.length;
  return [...named, ...(more === 0 ? [] : [`and ${more} more`])].join('; ');
}

function inPackage({ package: name }: Finding): string {
  return name === '' ? '' : ` in ${show(name)}`;
}

function rating({ severity, kev }: Finding): string {
  return kev === true ? `${severity}, known to be exploited` : severity;
}
