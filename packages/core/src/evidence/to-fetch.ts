import { formatReference, type Digest, type ImageReference } from '../reference/index.ts';
import { builtFromEvidence } from './built-from-evidence.ts';
import { finalBases, placed, sightingsOf, type EvidenceInput } from './input.ts';
import { needsBetter } from './quality.ts';
import { isRefuted, saidByLabels, saidByProvenance, saidByReport } from './sources.ts';

/**
 * What to look up before {@link builtFromEvidence} can use all that there is: digests in the evidence that may be those of
 * indexes. With the answers in `resolve`, none of them is asked for again unless its look-up failed or gave no such platform.
 *
 * @returns each once, in order, by repository and digest
 */
export function digestsToResolve(input: EvidenceInput): readonly ImageReference[] {
  const wanted = new Map<string, ImageReference>();
  for (const dependency of input.dependencies) {
    for (const platform of input.platforms) {
      for (const said of [saidByReport, saidByProvenance, saidByLabels]) {
        for (const digest of said(input, dependency, platform)) {
          if (placed(input, dependency.name, digest, platform) === undefined) want(wanted, dependency.reference, digest);
        }
      }
    }
  }
  return inOrder(wanted);
}

/**
 * Of which manifests the layers are worth to be known: what was seen of the final base, where nothing better than layers is
 * known of it. What `layers` has is left out.
 *
 * @param most - of each base and platform, the newest first
 */
export function layersToRead(input: EvidenceInput, most: number): readonly ImageReference[] {
  const known = builtFromEvidence({ ...input, layers: new Map() });
  const wanted = new Map<string, ImageReference>();
  for (const dependency of finalBases(input.dependencies)) {
    const { name, reference } = dependency;
    const base = known.get(name);
    for (const platform of input.platforms) {
      if (isRefuted(input, dependency, platform)) continue;
      if (base !== undefined && base.platforms.has(platform) && !needsBetter(base, 'layers')) continue;
      const newestFirst = sightingsOf(input.seen, name, platform).toReversed();
      const digests = [...new Set(newestFirst.map(({ digest }) => digest))];
      for (const digest of digests.slice(0, most)) if (input.layers?.has(digest) !== true) want(wanted, reference, digest);
    }
  }
  return inOrder(wanted);
}

function want(wanted: Map<string, ImageReference>, { domain, path }: ImageReference, digest: Digest): void {
  const reference = { domain, path, digest };
  wanted.set(formatReference(reference), reference);
}

function inOrder(wanted: ReadonlyMap<string, ImageReference>): readonly ImageReference[] {
  return [...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, reference]) => reference);
}
