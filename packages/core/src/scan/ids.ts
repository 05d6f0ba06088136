import type { Brand } from '../text/index.ts';

/** `CVE-2026-12345`, `GHSA-…`, or what a distribution or a language calls it: letters, digits, `-`, `.`, `:`, at most 64. */
export type VulnerabilityId = Brand<string, 'VulnerabilityId'>;

const cve = /^CVE-[0-9]{4}-[0-9]{4,19}$/;
const ghsa = /^GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}$/;
// DSA-5678-1, RHSA-2026:0123, ALAS2023-2026-123, SUSE-SU-2026:1234-1, TEMP-0841856-B18BAF, PYSEC-2026-12, CGA-…
const other = /^[A-Za-z][A-Za-z0-9]{0,19}(?:-[A-Za-z0-9.:]{1,40}){1,6}$/;
const maxLength = 64;

/**
 * Reads the id of a vulnerability. What begins like a CVE or a GHSA has to be one; case does not count in either.
 * Other databases come and go, so their ids are known by their form, not by a list of prefixes.
 */
export function parseVulnerabilityId(text: string): VulnerabilityId | undefined {
  if (text.length > maxLength) return undefined;
  const upper = text.toUpperCase();
  if (upper.startsWith('CVE-')) return cve.test(upper) ? (upper as VulnerabilityId) : undefined;
  if (upper.startsWith('GHSA-')) {
    const id = `GHSA-${text.slice(5).toLowerCase()}`;
    return ghsa.test(id) ? (id as VulnerabilityId) : undefined;
  }
  return other.test(text) && /[0-9]/.test(text) ? (text as VulnerabilityId) : undefined;
}

export function isCve(id: VulnerabilityId): boolean {
  return id.startsWith('CVE-');
}

export function isGhsa(id: VulnerabilityId): boolean {
  return id.startsWith('GHSA-');
}

/** A vulnerability and its other names. */
export interface Identity {
  readonly id: VulnerabilityId;
  readonly aliases: readonly VulnerabilityId[];
}

/**
 * The vulnerabilities that a report speaks of in one place. A CVE is itself, whatever it is related to. Another advisory
 * is the CVE that it stands for; when it stands for several it is each of them.
 *
 * @param related - other names that the report gives; a set
 */
export function identify(id: VulnerabilityId, related: readonly VulnerabilityId[]): readonly Identity[] {
  const others = sortedSet([id, ...related]).filter((name) => !isCve(name));
  if (isCve(id)) return [{ id, aliases: others }];
  const cves = sortedSet(related).filter(isCve);
  if (cves.length > 0) return cves.map((name) => ({ id: name, aliases: others }));
  const canonical = isGhsa(id) ? id : (others.find(isGhsa) ?? id);
  return [{ id: canonical, aliases: others.filter((name) => name !== canonical) }];
}

export function sortedSet<T extends string>(items: Iterable<T>): readonly T[] {
  return [...new Set(items)].toSorted(compareText);
}

/** By code units: the same everywhere. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
