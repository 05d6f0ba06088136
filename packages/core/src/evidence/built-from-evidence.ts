import type { Platform } from '../dockerfile/index.ts';
import type { BuiltBase, Evidence } from '../decide/index.ts';
import type { Dependency } from '../graph/index.ts';
import type { Digest } from '../reference/index.ts';
import { placed, sightingsOf, type EvidenceInput } from './input.ts';
import { saidByLayers } from './layers.ts';
import { rank } from './quality.ts';
import { isRefuted, saidByLabels, saidByProvenance, saidByReport, type Said } from './sources.ts';

/**
 * What a published image was built from, by the best evidence that there is: the report of its build, else provenance, else
 * labels, else layers, else the first digests that were seen (SPEC section 7, point 1).
 *
 * - Evidence is looked for on each platform. A base has the kind of its weakest part; platforms without any are left out.
 * - What is assumed is never mixed with what is known: it counts where nothing is known on any platform.
 * - A digest that can be the one of an index, and is not resolved, is no evidence; so are two digests that differ.
 * - On a platform whose provenance names other images than the base, nothing weaker is asked.
 *
 * The digest of a platform is the one under which the base stood for that platform, also where a build stage pulled it for the
 * platform of the builder: that is what is compared with what is seen.
 *
 * @returns by name of the base; without those of which nothing is known, such as one that is new in the Dockerfile
 */
export function builtFromEvidence(input: EvidenceInput): ReadonlyMap<string, BuiltBase> {
  const bases = new Map<string, BuiltBase>();
  for (const dependency of input.dependencies) {
    const base = knownBase(input, dependency) ?? assumedBase(input, dependency);
    if (base !== undefined) bases.set(dependency.name, base);
  }
  return bases;
}

interface Found {
  readonly evidence: Evidence;
  readonly digest: Digest;
}

function knownBase(input: EvidenceInput, dependency: Dependency): BuiltBase | undefined {
  const platforms = new Map<Platform, Digest>();
  let weakest: Evidence = 'report';
  for (const platform of input.platforms) {
    const found = findEvidence(input, dependency, platform);
    if (found === undefined) continue;
    platforms.set(platform, found.digest);
    if (rank[found.evidence] > rank[weakest]) weakest = found.evidence;
  }
  return platforms.size === 0 ? undefined : { evidence: weakest, platforms };
}

function findEvidence(input: EvidenceInput, dependency: Dependency, platform: Platform): Found | undefined {
  const only = (said: Said): Digest | undefined => {
    const manifests = new Set(said.map((digest) => placed(input, dependency.name, digest, platform)));
    return manifests.size === 1 ? [...manifests][0] : undefined;
  };
  const report = only(saidByReport(input, dependency, platform));
  if (report !== undefined) return { evidence: 'report', digest: report };
  const provenance = only(saidByProvenance(input, dependency, platform));
  if (provenance !== undefined) return { evidence: 'provenance', digest: provenance };
  if (isRefuted(input, dependency, platform)) return undefined;
  const label = only(saidByLabels(input, dependency, platform));
  if (label !== undefined) return { evidence: 'labels', digest: label };
  const layers = saidByLayers(input, dependency, platform);
  return layers === undefined ? undefined : { evidence: 'layers', digest: layers };
}

function assumedBase(input: EvidenceInput, dependency: Dependency): BuiltBase | undefined {
  if (input.platforms.some((platform) => isRefuted(input, dependency, platform))) return undefined;
  const platforms = new Map<Platform, Digest>();
  for (const platform of input.platforms) {
    const [first] = sightingsOf(input.seen, dependency.name, platform);
    if (first !== undefined) platforms.set(platform, first.digest);
  }
  return platforms.size === 0 ? undefined : { evidence: 'assumed', platforms };
}
