import type { Platform } from '../dockerfile/index.ts';
import type { Dependency } from '../graph/index.ts';
import type { Sightings } from '../observe/index.ts';
import type { Digest } from '../reference/index.ts';
import type { Provenance } from './provenance.ts';
import type { Resolve } from './resolve.ts';

/** What is known of a published image on one platform. */
export interface PublishedPlatform {
  /** What statements about this very manifest say; see `provenanceFor`. */
  readonly provenance?: Provenance;
  readonly labels?: ReadonlyMap<string, string>;
  /** Digests of its unpacked layers, the lowest first. */
  readonly diffIds?: readonly string[];
}

/** All that can tell what one published image was built from. Bases go by their names in `dependencies`. */
export interface EvidenceInput {
  /** What the image would be built from now. */
  readonly dependencies: readonly Dependency[];
  /** The platforms that it is built for. */
  readonly platforms: readonly Platform[];
  readonly published: ReadonlyMap<Platform, PublishedPlatform>;
  /** What the build reported of this very image. */
  readonly report?: ReadonlyMap<string, ReadonlyMap<Platform, Digest>>;
  /** What was seen of each base. */
  readonly seen: ReadonlyMap<string, ReadonlyMap<Platform, Sightings>>;
  /** The layers of manifests that were seen, as in their configs; of those that are known. */
  readonly layers?: ReadonlyMap<Digest, readonly string[]>;
  readonly resolve: Resolve;
}

/**
 * The bases that the final stage can begin with. A base counts once with its first use, so that one which is a build stage and
 * the final base may be listed as a build stage alone: without a base that is listed as final, all that stand in a `FROM` can be it.
 */
export function finalBases(dependencies: readonly Dependency[]): readonly Dependency[] {
  const final = dependencies.filter(({ use }) => use === 'final-base');
  return final.length > 0 ? final : dependencies.filter(({ use }) => use === 'build-stage' || use === 'context');
}

/**
 * The manifest of a platform that a digest in some evidence means: what it was resolved to; or itself, where that was seen of
 * the base on that platform. Of any other digest it is not known whether it is the one of an index.
 */
export function placed({ seen, resolve }: EvidenceInput, name: string, digest: Digest, platform: Platform): Digest | undefined {
  return (
    resolve(digest, platform) ?? (sightingsOf(seen, name, platform).some((sighting) => sighting.digest === digest) ? digest : undefined)
  );
}

export function sightingsOf(seen: EvidenceInput['seen'], name: string, platform: Platform): Sightings {
  return seen.get(name)?.get(platform) ?? [];
}
