import {
  readBuiltFrom,
  platformsOf,
  watchedState,
  type BaseFreshness,
  type BuiltBase,
  type FreshnessReader,
} from '@image-factory/core/decide';
import type { Dependency, ManagedNode } from '@image-factory/core/graph';
import { newest, seenOf } from '@image-factory/core/observe';
import { formatReference, identityOf, parseDigest, type Digest } from '@image-factory/core/reference';
import type { Scan, ScannedBase } from '@image-factory/core/scan';
import { textField, type StateSnapshot } from '@image-factory/core/state';
import { formatTime, show } from '@image-factory/core/text';
import type { YamlMap } from '@image-factory/core/yaml';
import type { ImageContents } from './ports.ts';

/** A base as vulnerabilities see it, and how it stands. */
export interface KnownBase extends ScannedBase {
  readonly freshness: BaseFreshness;
  readonly built?: BuiltBase;
}

/** Reports of images that others are built from, by {@link baseName}. */
export type BaseScans = ReadonlyMap<string, readonly Scan[]>;

/** Tells a base from any other, pinned or not. */
export function baseName({ reference }: Pick<Dependency, 'reference'>): string {
  return formatReference(identityOf(reference));
}

/** The images that a build pulls: whether a rebuild now would take another one than the published image was built from. */
export function basesOf(node: ManagedNode, state: StateSnapshot, reader: FreshnessReader, scans: BaseScans): readonly KnownBase[] {
  const builtFrom = readBuiltFrom(state.images.get(node.image.name) ?? new Map());
  const platforms = platformsOf(node.image);
  return node.dependencies.map((dependency): KnownBase => {
    const built = builtFrom.get(dependency.name);
    const freshness = reader.of(dependency, built, platforms);
    const next = nextOf(freshness, watchedState(dependency, state), scans.get(baseName(dependency)));
    return {
      reference: dependency.reference,
      use: dependency.use,
      freshness,
      ...standingOf(freshness),
      ...(built && { built }),
      ...(next && { next }),
    };
  });
}

/** A change that a rebuild would not take now is none: see `wanted` of a decision. */
function standingOf(base: BaseFreshness): Pick<ScannedBase, 'change' | 'heldBack'> {
  const { freshness, hold, settledAt } = base;
  if (freshness.kind !== 'changed') return { change: freshness.kind };
  if (takesAnother(base)) return { change: 'changed' };
  if (hold !== undefined) return { change: 'current', heldBack: `is held: ${show(hold.reason)}` };
  return { change: 'current', heldBack: settledAt === undefined ? 'has not settled yet' : `settles at ${formatTime(settledAt)}` };
}

function takesAnother({ freshness, wanted }: BaseFreshness): boolean {
  if (freshness.kind !== 'changed') return false;
  return freshness.moves.some(({ platform, from }) => (wanted.get(platform) ?? from) !== from);
}

/** What a rebuild would take, with the report that is of it. The index is known only while the newest is what would be taken. */
function nextOf({ wanted }: BaseFreshness, own: YamlMap = new Map(), scans: readonly Scan[] = []): ScannedBase['next'] {
  if (scans.length === 0) return undefined;
  const seen = seenOf(own);
  const isNewest = [...wanted].every(([platform, digest]) => newest(seen.get(platform) ?? [])?.digest === digest);
  const index = isNewest ? parseDigest(textField(own, 'currentDigest') ?? '') : undefined;
  const digests = [...wanted.values(), ...(index === undefined ? [] : [index])];
  const report = scans.find((scan) => scan.digests.some((digest) => digests.includes(digest)));
  return { digests, ...(report && { report }) };
}

/**
 * When what a rebuild would take became ready: the latest of the bases that moved. What was tried before that is worth
 * another try.
 */
export function movedAt(bases: readonly KnownBase[]): Date | undefined {
  return bases
    .flatMap(({ change, freshness: { settledAt } }) => (change === 'changed' && settledAt !== undefined ? [settledAt] : []))
    .toSorted((a, b) => b.getTime() - a.getTime())[0];
}

/** Asks for the layers that the published image was built on, on each platform; none where a registry does not tell. */
export async function layersOf(
  bases: readonly KnownBase[],
  registries: Pick<ImageContents, 'config'>,
): Promise<readonly (readonly Digest[])[]> {
  const base = finalBase(bases);
  const digests = new Set([
    ...(base?.built?.platforms.values() ?? []),
    ...(base?.reference.digest === undefined ? [] : [base.reference.digest]),
  ]);
  if (base === undefined) return [];
  const configs = await Promise.all([...digests].map((digest) => registries.config(base.reference, digest)));
  return configs.flatMap((config) => {
    const layers = config?.diffIds.map(parseDigest) ?? [];
    return layers.length > 0 && layers.every((layer) => layer !== undefined) ? [layers] : [];
  });
}

/** The bases as the report of one platform sees them: with the layers that its image lies on. */
export function onLayers(
  bases: readonly KnownBase[],
  known: readonly (readonly Digest[])[],
  imageLayers: readonly Digest[],
): readonly ScannedBase[] {
  const [only, ...others] = known;
  const fitting = known.find((layers) => imageLayers.length > 0 && layers.every((layer, index) => imageLayers[index] === layer));
  const layers = fitting ?? (others.length === 0 ? only : undefined);
  return layers === undefined ? bases : bases.map((base) => (base === finalBase(bases) ? { ...base, layers } : base));
}

function finalBase(bases: readonly KnownBase[]): KnownBase | undefined {
  return bases.find(({ use }) => use === 'final-base');
}
