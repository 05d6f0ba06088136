import type { Platform } from '../dockerfile/index.ts';
import type { Dependency } from '../graph/index.ts';
import { parseDigest, parseReference, type Digest } from '../reference/index.ts';
import { finalBases, sightingsOf, type EvidenceInput } from './input.ts';
import { nameOf } from './material.ts';

/** What one kind of evidence says of a base on a platform: digests of manifests or of indexes, each once. */
export type Said = readonly Digest[];

export function saidByReport({ report }: EvidenceInput, { name }: Dependency, platform: Platform): Said {
  const digest = report?.get(name)?.get(platform);
  return digest === undefined ? [] : [digest];
}

/**
 * What was pulled under the name of the base. Of several pulls those for the platform count: a build stage that runs on the
 * platform of the builder pulls its base for that one.
 */
export function saidByProvenance({ published }: EvidenceInput, dependency: Dependency, platform: Platform): Said {
  const name = nameOf(dependency.reference);
  const materials = (published.get(platform)?.provenance?.materials ?? []).filter((material) => material.name === name);
  const own = materials.filter((material) => material.platform === platform);
  return [...new Set((own.length > 0 ? own : materials).map(({ digest }) => digest))];
}

/**
 * Whether the provenance of a platform names all that was pulled, and the base is not among it: the image was not built from it.
 * Builders other than BuildKit may list no images at all; that says nothing.
 */
export function isRefuted({ published }: EvidenceInput, dependency: Dependency, platform: Platform): boolean {
  const { materials, isWhole } = published.get(platform)?.provenance ?? { materials: [], isWhole: false };
  const own = nameOf(dependency.reference);
  return isWhole && materials.some(({ isFrontend }) => !isFrontend) && !materials.some(({ name }) => name === own);
}

/** Labels that the specification of OCI images has for the immediate base. */
const nameLabel = 'org.opencontainers.image.base.name';
const digestLabel = 'org.opencontainers.image.base.digest';

/**
 * What the labels say, which is of the final base alone. An image inherits the labels of its base, and these are about the
 * base of that: so they count where they name the base; without a name, where the digest was seen of the only base that they
 * can mean.
 */
export function saidByLabels(input: EvidenceInput, dependency: Dependency, platform: Platform): Said {
  const labels = input.published.get(platform)?.labels;
  const digest = parseDigest(labels?.get(digestLabel) ?? '');
  const finals = finalBases(input.dependencies);
  if (digest === undefined || !finals.includes(dependency)) return [];
  const name = labels?.get(nameLabel) ?? '';
  if (name !== '') {
    const named = parseReference(name);
    return named.ok && nameOf(named.value) === nameOf(dependency.reference) ? [digest] : [];
  }
  const manifest = input.resolve(digest, platform) ?? digest;
  const isSeen = sightingsOf(input.seen, dependency.name, platform).some((sighting) => sighting.digest === manifest);
  return isSeen && finals.length === 1 ? [manifest] : [];
}
