import { compareText, isCve, isGhsa, sortedSet, type VulnerabilityId } from './ids.ts';
import { compareSeverities } from './severity.ts';
import type { Finding, FixStatus } from './types.ts';

/**
 * One finding for each vulnerability of each package in each place, worst first. A GHSA that the report elsewhere calls
 * by its CVE takes that name. The result is the same in whatever order they come.
 */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const cves = cvesOfGhsas(findings);
  const groups = new Map<string, Finding>();
  for (const finding of findings) {
    const named = withCve(finding, cves);
    const key = placeOf(named);
    const other = groups.get(key);
    groups.set(key, other === undefined ? named : mergeTwo(other, named));
  }
  return [...groups.values()].toSorted(compareFindingOrder);
}

/** Worst first, then by id, package and place. */
export function compareFindingOrder(a: Finding, b: Finding): number {
  return (
    compareSeverities(a.severity, b.severity) ||
    compareText(a.id, b.id) ||
    compareText(a.package, b.package) ||
    compareText(placeOf(a), placeOf(b)) ||
    compareText(restOf(a), restOf(b))
  );
}

/** The CVE of a GHSA, where it stands for exactly one. */
function cvesOfGhsas(findings: readonly Finding[]): ReadonlyMap<VulnerabilityId, VulnerabilityId> {
  const known = new Map<VulnerabilityId, VulnerabilityId>();
  const ambiguous = new Set<VulnerabilityId>();
  for (const { id, aliases } of findings) {
    if (!isCve(id)) continue;
    for (const ghsa of aliases.filter(isGhsa)) {
      if ((known.get(ghsa) ?? id) !== id) ambiguous.add(ghsa);
      known.set(ghsa, id);
    }
  }
  for (const ghsa of ambiguous) known.delete(ghsa);
  return known;
}

function withCve(finding: Finding, cves: ReadonlyMap<VulnerabilityId, VulnerabilityId>): Finding {
  const cve = cves.get(finding.id);
  return cve === undefined ? finding : { ...finding, id: cve, aliases: sortedSet([...finding.aliases, finding.id]) };
}

function placeOf({ id, package: name, installed, where, layer, from }: Finding): string {
  return JSON.stringify([id, name, installed, where, layer?.of, layer?.digests, from]);
}

function restOf({ aliases, kev, epss, fixedIn, status, reason }: Finding): string {
  return JSON.stringify([aliases, kev, epss, fixedIn, status, reason]);
}

/** The most hopeful first: a fix that one source knows of is known. */
const statuses: readonly FixStatus[] = [
  'fixed',
  'affected',
  'under-investigation',
  'deferred',
  'will-not-fix',
  'end-of-life',
  'unknown',
  'not-affected',
];

function mergeTwo(a: Finding, b: Finding): Finding {
  const { kev: _kev, epss: _epss, reason: _reason, ...rest } = a;
  const kev = a.kev === true || b.kev === true ? true : (a.kev ?? b.kev);
  const epss = a.epss === undefined || b.epss === undefined ? (a.epss ?? b.epss) : Math.max(a.epss, b.epss);
  const reason = [a.reason, b.reason].filter((text) => text !== undefined).toSorted(compareText)[0];
  return {
    ...rest,
    aliases: sortedSet([...a.aliases, ...b.aliases]),
    severity: compareSeverities(a.severity, b.severity) <= 0 ? a.severity : b.severity,
    fixedIn: sortedSet([...a.fixedIn, ...b.fixedIn]),
    status: statuses.indexOf(a.status) <= statuses.indexOf(b.status) ? a.status : b.status,
    ...(kev === undefined ? {} : { kev }),
    ...(epss === undefined ? {} : { epss }),
    ...(reason === undefined ? {} : { reason }),
  };
}
