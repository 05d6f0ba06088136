import type { FactoryModel } from '@image-factory/core/graph';
import { worstFirst, type Checked, type Problem } from '@image-factory/core/problem';
import { buildEntity, catalogEntities } from '../catalog/index.ts';
import { buildImage, buildShared, manifestCheck, namesUsedBy, planKargo, type ImagePlan, type KargoPlan } from '../kargo/index.ts';
import {
  pieceMaker,
  type BuildPiece,
  type GeneratedFile,
  type ObjectSummary,
  type Piece,
  type PieceMaker,
  type SynthesizedFile,
} from './file.ts';
import { shardOf, shardPath } from './shard.ts';

export interface Manifests {
  readonly manifests: readonly GeneratedFile[];
  /** In the order in which they stand in the files. */
  readonly objects: readonly ObjectSummary[];
}

/** The files of a factory one by one: thousands of images make texts that need not all be in memory at once. */
export interface Synthesis {
  /**
   * Each is made when it is asked for, piece by piece; all pieces of a file have to be taken before the next file is. The
   * one that holds what all images share follows those that depend on it.
   */
  readonly files: Iterable<SynthesizedFile>;
  /** Complete as soon as all pieces of all files are made. */
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
  const maker = pieceMaker(check);
  const { value: plan, problems: planned } = planKargo(model);
  const built: Problem[] = [];
  function* files(): Generator<SynthesizedFile> {
    if (plan !== undefined) yield* kargoFiles(model, plan, maker, built);
    yield* catalogFiles(model, maker);
  }
  return { files: files(), problems: () => worstFirst([...planned, ...built, ...check.problems()]) };
}

/** All files of {@link startSynthesis} together, the manifest first. */
export function synthManifests(model: FactoryModel): Checked<Manifests> {
  const { files, problems } = startSynthesis(model);
  const made = [...files].map(({ path, pieces }) => ({ path, pieces: [...pieces] }));
  const { manifest } = model.config.layout;
  const ordered = made.toSorted((a, b) => Number(b.path === manifest) - Number(a.path === manifest));
  return {
    value: {
      manifests: ordered.map(({ path, pieces }) => ({ path, text: pieces.map(({ text }) => text).join('') })),
      objects: ordered.flatMap(({ pieces }) => pieces.flatMap(({ objects }) => objects)),
    },
    problems: problems(),
  };
}

function* kargoFiles(
  { config, managed, external }: FactoryModel,
  { settings, images }: KargoPlan,
  maker: PieceMaker,
  problems: Problem[],
): Generator<SynthesizedFile> {
  const { manifest, shardThreshold } = config.layout;
  const isSharded = managed.length + external.length > shardThreshold;
  const shards = Map.groupBy(images, ({ name }) => (isSharded ? shardOf(name) : 0));
  const used = new Set<string>();
  const buildOf =
    (plan: ImagePlan): BuildPiece =>
    (scope) => {
      const { value: objects, problems: found } = plan.objects();
      problems.push(...found);
      for (const name of namesUsedBy(objects)) used.add(name);
      return buildImage(scope, objects);
    };
  for (const [shard, plans] of [...shards].filter(([shard]) => shard > 0).toSorted(([a], [b]) => a - b)) {
    const path = shardPath(manifest, shard);
    yield { path, pieces: piecesOf(path, plans.map(buildOf), maker) };
  }
  yield { path: manifest, pieces: firstFile() };

  function* firstFile(): Generator<Piece> {
    // What all share stands on top; what it is follows from the Stages of all files.
    const pieces = (shards.get(0) ?? []).map((plan) => maker.make(manifest, 'next', buildOf(plan)));
    yield maker.make(manifest, 'first', (scope) => buildShared(scope, settings, used));
    yield* pieces;
  }
}

function* catalogFiles(model: FactoryModel, maker: PieceMaker): Generator<SynthesizedFile> {
  const { backstage, layout } = model.config;
  if (!backstage.enabled) return;
  const path = layout.catalog;
  const builds = catalogEntities(model).map(
    (entity): BuildPiece =>
      (scope) =>
        buildEntity(scope, entity(), backstage),
  );
  // A catalog without an entity still says what it is.
  yield { path, pieces: piecesOf(path, builds.length === 0 ? [() => []] : builds, maker) };
}

function* piecesOf(path: GeneratedFile['path'], builds: readonly BuildPiece[], maker: PieceMaker): Generator<Piece> {
  for (const [index, build] of builds.entries()) yield maker.make(path, index === 0 ? 'first' : 'next', build);
}
