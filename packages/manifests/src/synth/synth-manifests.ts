import type { FactoryModel } from '@image-factory/core/graph';
import { worstFirst, type Checked, type Problem } from '@image-factory/core/problem';
import { manifestCheck, planKargo } from '../kargo/index.ts';
import { catalogFiles } from './catalog-file.ts';
import { pieceMaker, type GeneratedFile, type ObjectSummary, type SynthesizedFile } from './file.ts';
import { kargoFiles, keptImages, usesShards } from './kargo-files.ts';
import { shardFinder } from './shard.ts';

export interface Manifests {
  readonly manifests: readonly GeneratedFile[];
  /** In the order in which they stand in the files. */
  readonly objects: readonly ObjectSummary[];
}

/** The files of a factory one by one: thousands of images make texts that need not all be in memory at once. */
export interface Synthesis {
  /** Whether the factory is so large that its manifests are spread over several files. */
  readonly isSharded: boolean;
  /**
   * Each is made when it is asked for, piece by piece; all pieces of a file have to be taken, or the file kept, before the
   * next file is. The one that holds what all images share follows those that depend on it.
   */
  readonly files: Iterable<SynthesizedFile>;
  /** Complete as soon as all files are made or kept. What is wrong with a kept file was said when it was made. */
  problems(): Problem[];
  /** Whether everything that was made is as Kargo needs it; known when {@link problems} is. */
  isSound(): boolean;
}

/**
 * The Kubernetes manifests that enrollment and state ask for (SPEC section 6), and the Backstage catalog (section 13).
 *
 * A pure transformation: the same model gives the same bytes, in whatever order its lists are. The files for Kargo never
 * depend on run-time facts; the catalog does. More images than `layout.shardThreshold` are spread over several files by
 * their names. What is missing or unusable is a problem of its image; everything else is generated.
 */
export function startSynthesis(model: FactoryModel): Synthesis {
  const kept = keptImages();
  const check = manifestCheck(kept.find);
  const maker = pieceMaker(check);
  const { value: plan, problems: planned } = planKargo(model);
  const built: Problem[] = [];
  const isSharded = usesShards(model);
  const shardOf = isSharded ? shardFinder() : undefined;
  function* files(): Generator<SynthesizedFile> {
    if (plan !== undefined) yield* kargoFiles(model, plan, { maker, kept, problems: built, shardOf });
    if (model.config.backstage.enabled) yield* catalogFiles(model, maker, shardOf);
  }
  return {
    isSharded,
    files: files(),
    problems: () => worstFirst([...planned, ...built, ...check.problems()]),
    isSound: () => check.problems().length === 0,
  };
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
