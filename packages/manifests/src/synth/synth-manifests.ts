import type { FactoryModel } from '@image-factory/core/graph';
import { worstFirst, type Checked, type Problem } from '@image-factory/core/problem';
import { buildEntity, catalogEntities } from '../catalog/index.ts';
import { buildImage, buildShared, manifestCheck, namesUsedBy, planKargo, type ImagePlan, type KargoPlan, type ManifestCheck } from '../kargo/index.ts';
import { joinPieces, makePiece, type GeneratedFile, type ObjectSummary, type Piece } from './file.ts';
import { shardOf, shardPath } from './shard.ts';

export interface Manifests {
  readonly manifests: readonly GeneratedFile[];
  /** In the order in which they stand in the files. */
  readonly objects: readonly ObjectSummary[];
}

/**
 * The Kubernetes manifests that enrollment and state ask for (SPEC section 6), and the Backstage catalog (section 13).
 *
 * A pure transformation: the same model gives the same bytes, in whatever order its lists are. The files for Kargo never
 * depend on run-time facts; the catalog does. More images than `layout.shardThreshold` are spread over several files by
 * their names. What is missing or unusable is a problem of its image; everything else is generated.
 */
export function synthManifests(model: FactoryModel): Checked<Manifests> {
  const check = manifestCheck();
  const { value: plan, problems: planned } = planKargo(model);
  const { value: kargo, problems: built } = plan === undefined ? { value: [], problems: [] } : kargoFiles(model, plan, check);
  const files = [...kargo, ...catalogFiles(model, check)];
  return {
    value: { manifests: files.map(({ file }) => file), objects: files.flatMap(({ objects }) => objects) },
    problems: worstFirst([...planned, ...built, ...check.problems()]),
  };
}

interface ClosedFile {
  readonly file: GeneratedFile;
  readonly objects: readonly ObjectSummary[];
}

function kargoFiles({ config, managed, external }: FactoryModel, { settings, images }: KargoPlan, check: ManifestCheck): Checked<ClosedFile[]> {
  const { manifest, shardThreshold } = config.layout;
  const isSharded = managed.length + external.length > shardThreshold;
  const shards = Map.groupBy(images, ({ name }) => (isSharded ? shardOf(name) : 0));
  const used = new Set<string>();
  const problems: Problem[] = [];
  const makeImage = (path: typeof manifest, plan: ImagePlan): Piece => {
    const { value: objects, problems: found } = plan.objects();
    problems.push(...found);
    for (const name of namesUsedBy(objects)) used.add(name);
    return makePiece(path, check, (scope) => buildImage(scope, objects));
  };
  const pieces = (shards.get(0) ?? []).map((plan) => makeImage(manifest, plan));
  const others = [...shards].filter(([shard]) => shard > 0).toSorted(([a], [b]) => a - b).map(([shard, plans]) => {
    const path = shardPath(manifest, shard);
    return close(path, plans.map((plan) => makeImage(path, plan)));
  });
  // What all share stands on top of the first file; what it is follows from the Stages of all files.
  const shared = makePiece(manifest, check, (scope) => buildShared(scope, settings, used));
  return { value: [close(manifest, [shared, ...pieces]), ...others], problems };
}

function catalogFiles(model: FactoryModel, check: ManifestCheck): ClosedFile[] {
  const { backstage, layout } = model.config;
  if (!backstage.enabled) return [];
  const path = layout.catalog;
  return [close(path, catalogEntities(model).map((entity) => makePiece(path, check, (scope) => buildEntity(scope, entity(), backstage))))];
}

function close(path: GeneratedFile['path'], pieces: readonly Piece[]): ClosedFile {
  return { file: joinPieces(path, pieces), objects: pieces.flatMap(({ objects }) => objects) };
}
