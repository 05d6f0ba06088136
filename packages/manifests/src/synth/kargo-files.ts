import type { FactoryModel } from '@image-factory/core/graph';
import type { Problem } from '@image-factory/core/problem';
import { buildImage, buildShared, namesUsedBy, type ImageObjects, type ImagePlan, type KargoPlan } from '../kargo/index.ts';
import { piecesOf, type BuildPiece, type Piece, type PieceMaker, type SynthesizedFile } from './file.ts';
import { shardPath, type ShardFinder } from './shard.ts';

/** Images of files that are kept: what others refer to in them is there, and made only when somebody asks. */
export interface KeptImages {
  add(plans: readonly ImagePlan[]): void;
  /** @param warehouse - the name of the image's Warehouse */
  find(warehouse: string): ImageObjects | undefined;
}

export function keptImages(): KeptImages {
  const plans = new Map<string, ImagePlan>();
  return {
    add: (more) => {
      for (const plan of more) plans.set(plan.warehouse, plan);
    },
    find: (warehouse) => plans.get(warehouse)?.objects().value,
  };
}

interface Making {
  readonly maker: PieceMaker;
  readonly kept: KeptImages;
  /** Takes what is wrong with single images. */
  readonly problems: Problem[];
  /** Undefined for one file. */
  readonly shardOf: ShardFinder | undefined;
}

export function usesShards({ managed, external, config }: FactoryModel): boolean {
  return managed.length + external.length > config.layout.shardThreshold;
}

/** The manifests for Kargo: those of single images, and at the end the one that also holds what all images share. */
export function* kargoFiles(model: FactoryModel, { settings, images }: KargoPlan, making: Making): Generator<SynthesizedFile> {
  const { config } = model;
  const { manifest } = config.layout;
  const shards = Map.groupBy(images, ({ name }) => making.shardOf?.(name) ?? 0);
  const used = new Set<string>();
  for (const [shard, plans] of [...shards].filter(([shard]) => shard > 0).toSorted(([a], [b]) => a - b)) {
    const path = shardPath(manifest, shard);
    const own = imagesOfFile(plans, used, making);
    yield { ...own, path, inputs: () => inputsOf(config, plans), pieces: piecesOf(path, own.builds, making.maker) };
  }
  const plans = shards.get(0) ?? [];
  const first = imagesOfFile(plans, used, making);
  yield {
    ...first,
    path: manifest,
    *inputs() {
      yield JSON.stringify([...used].toSorted());
      yield* inputsOf(config, plans);
    },
    pieces: firstFile(),
    keep(uses) {
      first.keep(uses);
      // What others call has to be known, whether it is written or not.
      shared();
    },
  };

  function shared(): Piece {
    return making.maker.make(manifest, 'first', (scope) => buildShared(scope, settings, used));
  }

  function* firstFile(): Generator<Piece> {
    // What all share stands on top; what it is follows from the Stages of all files.
    const pieces = first.builds.map((build) => making.maker.make(manifest, 'next', build));
    yield shared();
    yield* pieces;
  }
}

function* inputsOf(config: FactoryModel['config'], plans: readonly ImagePlan[]): Generator<string> {
  yield JSON.stringify(config);
  for (const { inputs } of plans) yield inputs();
}

interface FileImages extends Pick<SynthesizedFile, 'keep' | 'uses' | 'hasProblems'> {
  readonly builds: readonly BuildPiece[];
}

/** @param used - takes the names of tasks and templates that the file uses */
function imagesOfFile(plans: readonly ImagePlan[], used: Set<string>, { kept, problems }: Making): FileImages {
  const own = new Set<string>();
  let hasProblems = false;
  const buildOf =
    (plan: ImagePlan): BuildPiece =>
    (scope) => {
      const { value: objects, problems: found } = plan.objects();
      problems.push(...found);
      hasProblems ||= found.length > 0;
      for (const name of namesUsedBy(objects)) own.add(name);
      for (const name of own) used.add(name);
      return buildImage(scope, objects);
    };
  return {
    builds: plans.map(buildOf),
    keep(uses) {
      for (const name of uses) used.add(name);
      kept.add(plans);
    },
    uses: () => [...own].toSorted(),
    hasProblems: () => hasProblems,
  };
}
