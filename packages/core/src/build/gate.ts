import type { Digest } from '../reference/index.ts';
import { isUrgent, type Finding, type Scan, type VulnerabilityId } from '../scan/index.ts';
import { show } from '../text/index.ts';

/** What an image may not have to get its tags. */
export interface GatePolicy {
  /** This severity and worse; `none`: no severity by itself. */
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'none';
  /** Whatever CISA lists as exploited; default: not by itself. */
  readonly kev?: boolean;
  /** Only what has a fixed version; what nobody can fix yet passes. */
  readonly onlyFixed: boolean;
  /** Passes whatever it is, under any of its names. */
  readonly allow: readonly VulnerabilityId[];
}

export type GateVerdict =
  | {
      readonly kind: 'passed';
      /** What only passed because it is allowed; sorted. */
      readonly allowed: readonly VulnerabilityId[];
      /** Allowed, and not found: the policy can do without; sorted. */
      readonly unused: readonly VulnerabilityId[];
    }
  | { readonly kind: 'failed'; readonly findings: readonly Finding[]; readonly ids: readonly VulnerabilityId[] }
  /** A report is of something else, or of nothing that it names: it says nothing about this image. */
  | { readonly kind: 'other-image'; readonly images: readonly string[] }
  /** There is no report at all. */
  | { readonly kind: 'no-report' };

/**
 * Whether an image is good enough for its tags, as reports of scanners say.
 *
 * @param built - digests of the image: of its index, its manifests and their configs. A report has to name one of them
 */
export function judgeScans(scans: readonly Scan[], built: ReadonlySet<Digest>, policy: GatePolicy): GateVerdict {
  if (scans.length === 0) return { kind: 'no-report' };
  const others = scans.filter(({ digests }) => !digests.some((digest) => built.has(digest)));
  if (others.length > 0) return { kind: 'other-image', images: others.map(({ image }) => image) };
  return judgeFindings(
    scans.flatMap(({ findings }) => findings),
    policy,
  );
}

/** The same for findings that are known to be of the image. */
export function judgeFindings(findings: readonly Finding[], policy: GatePolicy): GateVerdict {
  const { severity, kev = false, onlyFixed } = policy;
  const allow = new Set(policy.allow);
  const counted = findings.filter((finding) => isUrgent(finding, { severity, kev }) && (!onlyFixed || hasFix(finding)));
  const blocking = counted.filter((finding) => !namesOf(finding).some((id) => allow.has(id)));
  if (blocking.length > 0) return { kind: 'failed', findings: blocking, ids: sortedSet(blocking.map(({ id }) => id)) };
  const found = new Set(findings.flatMap(namesOf));
  return { kind: 'passed', allowed: sortedSet(counted.map(({ id }) => id)), unused: sortedSet([...allow].filter((id) => !found.has(id))) };
}

function hasFix({ status, fixedIn }: Finding): boolean {
  return status === 'fixed' || fixedIn.length > 0;
}

function namesOf({ id, aliases }: Finding): readonly VulnerabilityId[] {
  return [id, ...aliases];
}

function sortedSet(ids: readonly VulnerabilityId[]): readonly VulnerabilityId[] {
  return [...new Set(ids)].toSorted();
}

/** So many ids are named in a sentence. */
const mostNamed = 5;

/** The verdict in one sentence. */
export function explainGate(verdict: GateVerdict): string {
  switch (verdict.kind) {
    case 'passed':
      return verdict.allowed.length === 0
        ? 'The scan found nothing that the policy forbids.'
        : `The scan found only what the policy allows: ${named(verdict.allowed)}.`;
    case 'failed':
      return `The scan found what the policy forbids: ${named(verdict.ids)}.`;
    case 'other-image':
      return `A report is not of this image, but of ${verdict.images
        .slice(0, mostNamed)
        .map((image) => show(image))
        .join(', ')}.`;
    case 'no-report':
      return 'There is no report of a scan, so that nobody knows whether the image is good enough.';
  }
}

function named(ids: readonly VulnerabilityId[]): string {
  const more = ids.length - mostNamed;
  return more > 0 ? `${ids.slice(0, mostNamed).join(', ')} and ${more} more` : ids.join(', ');
}
