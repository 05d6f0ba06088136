import type { VulnerabilityId } from './ids.ts';
import { mergeFindings } from './merge.ts';
import type { Finding } from './types.ts';

/** What became of the findings of an image, each list worst first. */
export interface Comparison {
  /** Were there before. */
  readonly fixed: readonly Finding[];
  /** Were there before and still are, as the report afterwards has them. */
  readonly remaining: readonly Finding[];
  readonly added: readonly Finding[];
  /** One sentence. */
  readonly summary: string;
}

/** Compares two reports of an image: before and after a rebuild. Takes time linear in both. */
export function compareFindings(before: readonly Finding[], after: readonly Finding[]): Comparison {
  const old = oncePerPackage(before);
  const now = oncePerPackage(after);
  const [isInOld, isInNow] = [lookUpIn(old), lookUpIn(now)];
  const fixed = old.filter((finding) => !isInNow(finding));
  const remaining = now.filter((finding) => isInOld(finding));
  const added = now.filter((finding) => !isInOld(finding));
  return { fixed, remaining, added, summary: summarize(fixed.length, remaining.length, added.length) };
}

/** The worst finding of each vulnerability in each package. */
function oncePerPackage(findings: readonly Finding[]): readonly Finding[] {
  const first = new Map<string, Finding>();
  for (const finding of mergeFindings(findings)) {
    const key = keyOf(finding.id, finding);
    if (!first.has(key)) first.set(key, finding);
  }
  return [...first.values()];
}

/**
 * Tells whether the same vulnerability of the same package, whatever its version and place, is among the findings. An id
 * of one may be an alias of the other; two equal aliases prove nothing, since an alias may stand for several.
 */
export function lookUpIn(findings: readonly Finding[]): (finding: Finding) => boolean {
  const ids = new Set(findings.flatMap((finding) => keysOf(finding.id, finding)));
  const aliases = new Set(findings.flatMap((finding) => finding.aliases.flatMap((alias) => keysOf(alias, finding))));
  return (finding) =>
    ids.has(keyOf(finding.id, finding)) ||
    aliases.has(keyOf(finding.id, finding)) ||
    finding.aliases.some((alias) => ids.has(keyOf(alias, finding)));
}

/** It is found by its package, and by whoever names none. */
function keysOf(id: VulnerabilityId, finding: Finding): readonly string[] {
  return [keyOf(id, finding), keyOf(id, { package: '' })];
}

function keyOf(id: VulnerabilityId, { package: name }: Pick<Finding, 'package'>): string {
  return `${id} ${name}`;
}

function summarize(fixed: number, remaining: number, added: number): string {
  if (fixed + remaining + added === 0) return 'There was no known vulnerability before, and there is none now.';
  return `${fixed === 0 ? 'No' : fixed} known ${fixed === 1 ? 'vulnerability is' : 'vulnerabilities are'} fixed, ${remaining} ${remaining === 1 ? 'remains' : 'remain'}, ${added} ${added === 1 ? 'is' : 'are'} new.`;
}
