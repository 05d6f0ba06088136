import type { FactoryModel } from '@image-factory/core/graph';
import { worstFirst, type Checked, type Problem } from '@image-factory/core/problem';
import { buildEntity, catalogEntities } from '../catalog/index.ts';
import {
  buildImage,
  buildShared,
  manifestCheck,
  namesUsedBy,
  planKargo,
  type ImagePlan,
  type KargoPlan,
  type ManifestCheck,
} from '../kargo/index.ts';
import { joinPieces, makePiece, type GeneratedFile, type ObjectSummary, type Piece } from './file.ts';
import { shardOf, shardPath } from './shard.ts';

export interface Manifests {
  readonly manifests: readonly GeneratedFile[];
  /** In the order in which they stand in the files. */
  readonly objects: readonly ObjectSummary[];
}

export interface SynthesizedFile {
  readonly file: GeneratedFile;
  readonly objects: readonly ObjectSummary[];
}

/** The files of a factory one by one: thousands of images make texts that need not all be in memory at once. */
export interface Synthesis {
  /** Each is made when it is asked for. The one that holds what all images share follows those that depend on it. */
  readonly files: Iterable<SynthesizedFile>;
  /** Complete as soon as all files are made. */
  problems(): Problem[];
}

/**
 * The Kubernetes manifests that enrollment and state ask for (SPEC section 6), and the Backstage catalog (section 13).
 *
 * A pure transformation: the same model gives the same bytes, in whatever order its lists are. The files for Kargo never
 * depend on run-time facts; the catalog does. More images than `layout.shardThreshold` are spread over several files by
 * their names. What is missing or unusable is a problem of its image; everything else is generated.
 */
export function startSynthesis(model: FactoryModel): Synthesis {
  const check = manifestCheck();
  const { value: plan, problems: planned } = planKargo(model);
  const built: Problem[] = [];
  function* files(): Generator<SynthesizedFile> {
    if (plan !== undefined) yield* kargoFiles(model, plan, check, built);
    yield* catalogFiles(model, check);
  }
  return { files: files(), problems: () => worstFirst([...planned, ...built, ...check.problems()]) };
}

/** All files of {@link startSynthesis} together, the manifest first. */
export function synthManifests(model: FactoryModel): Checked<Manifests> {
  const { files, problems } = startSynthesis(model);
  const made = [...files];
  const { manifest } = model.config.layout;
  const ordered = made.toSorted((a, b) => Number(b.file.path === manifest) - Number(a.file.path === manifest));
  return {
    value: { manifests: ordered.map(({ file }) => file), objects: ordered.flatMap(({ objects }) => objects) },
    problems: problems(),
  };
}

function* kargoFiles(
  { config, managed, external }: FactoryModel,
  { settings, images }: KargoPlan,
  check: ManifestCheck,
  problems: Problem[],
): Generator<SynthesizedFile> {
  const { manifest, shardThreshold } = config.layout;
  const isSharded = managed.length + external.length > shardThreshold;
  const shards = Map.groupBy(images, ({ name }) => (isSharded ? shardOf(name) : 0));
  const used = new Set<string>();
  const makeImage = (path: typeof manifest, plan: ImagePlan): Piece => {
    const { value: objects, problems: found } = plan.objects();
    problems.push(...found);
    for (const name of namesUsedBy(objects)) used.add(name);
    return makePiece(path, check, (scope) => buildImage(scope, objects));
  };
  for (const [shard, plans] of [...shards].filter(([shard]) => shard > 0).toSorted(([a], [b]) => a - b)) {
    const path = shardPath(manifest, shard);
    yield close(
      path,
      plans.map((plan) => makeImage(path, plan)),
    );
  }
  // What all share stands on top of the first file; what it is follows from the Stages of all files.
  const pieces = (shards.get(0) ?? []).map((plan) => makeImage(manifest, plan));
  yield close(manifest, [makePiece(manifest, check, (scope) => buildShared(scope, settings, used)), ...pieces]);
}

function* catalogFiles(model: FactoryModel, check: ManifestCheck): Generator<SynthesizedFile> {
  const { backstage, layout } = model.config;
  if (!backstage.enabled) return;
  const path = layout.catalog;
  yield close(
    path,
    catalogEntities(model).map((entity) => makePiece(path, check, (scope) => buildEntity(scope, entity(), backstage))),
  );
}

function close(path: GeneratedFile['path'], pieces: readonly Piece[]): SynthesizedFile {
  return { file: joinPieces(path, pieces), objects: pieces.flatMap(({ objects }) => objects) };
}
