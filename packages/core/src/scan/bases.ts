import type { ImageUse } from '../dockerfile/index.ts';
import { formatReference, type Digest, type ImageReference } from '../reference/index.ts';
import { lookUpIn } from './compare.ts';
import type { Finding } from './types.ts';

/** What is known of an image that the build pulls, as far as it matters to vulnerabilities. */
export interface ScannedBase {
  readonly reference: ImageReference;
  readonly use: ImageUse;
  /** Against what the published image was built from: see `Freshness`. */
  readonly change: 'changed' | 'current' | 'pinned' | 'unknown';
  /** Why a rebuild does not take what it moved to: a clause, `is held`. Its `change` is `current` then. */
  readonly heldBack?: string;
  /** Diff ids of the layers that the published image was built on, the lowest first; for a final base. */
  readonly layers?: readonly Digest[];
  /** What a rebuild would take: its digests (index and manifests), and a report, which counts only when it is of one of them. */
  readonly next?: { readonly digests: readonly Digest[]; readonly report?: BaseReport };
}

/** A report of a base image: a `Scan` is one. */
export interface BaseReport {
  readonly digests: readonly Digest[];
  readonly findings: readonly Finding[];
}

/** The one that the layers of the image lie on. */
export function finalBase(bases: readonly ScannedBase[]): ScannedBase | undefined {
  return bases.find(({ use }) => use === 'final-base');
}

/** The one that the finding comes with, if it comes with one: what an advisory names, otherwise the final base. */
export function baseOf({ from }: Finding, bases: readonly ScannedBase[]): ScannedBase | undefined {
  return from === undefined ? finalBase(bases) : bases.find(({ reference }) => formatReference(reference) === from);
}

/** Tells whether what a rebuild would take has a finding; undefined when there is no report of it. */
export function findInNext({ next }: ScannedBase): ((finding: Finding) => boolean) | undefined {
  const report = next?.report;
  if (next === undefined || report === undefined) return undefined;
  return report.digests.some((digest) => next.digests.includes(digest)) ? lookUpIn(report.findings) : undefined;
}

/**
 * The layers that the image has from its base; undefined when they are not known.
 *
 * @param imageLayers - those of the image, the lowest first; when they do not begin with the base's, the base is another one
 */
export function baseLayers(base: ScannedBase | undefined, imageLayers: readonly Digest[]): ReadonlySet<Digest> | undefined {
  if (base?.layers === undefined) return undefined;
  const fits = imageLayers.length === 0 || base.layers.every((layer, index) => imageLayers[index] === layer);
  return fits ? new Set(base.layers) : undefined;
}

/** Where a package comes from. */
type Origin =
  | 'base'
  /** The image's own build steps. */
  | 'own'
  /** A build step installed packages; whether this is one of them, the report does not tell. */
  | 'base-or-own'
  | 'unknown';

export function originOf({ from, layer }: Finding, layers: ReadonlySet<Digest> | undefined, imageLayers: readonly Digest[]): Origin {
  if (from !== undefined) return 'base';
  if (layer === undefined || layers === undefined) return 'unknown';
  const own = layer.digests.filter((digest) => !layers.has(digest) && (imageLayers.length === 0 || imageLayers.includes(digest)));
  const shared = layer.digests.filter((digest) => layers.has(digest));
  if (own.length === 0) return shared.length === 0 ? 'unknown' : 'base';
  return shared.length > 0 || layer.of === 'database' ? 'base-or-own' : 'own';
}
