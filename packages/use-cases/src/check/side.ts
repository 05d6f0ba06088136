import type { RepoPath } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import type { Manifests } from '@image-factory/manifests/synth';
import { planAnalysis, type AnalysisPlan } from '../analyze.ts';
import type { Clock, History, Log, Sources, Tree } from '../ports.ts';

/** A repository in one of its states. */
export interface Side {
  readonly tree: Pick<Tree, 'read' | 'list'>;
  readonly history: History;
  readonly sources: Sources;
}

/** What `update` would make of a side. */
export interface SidePlan {
  readonly plan: AnalysisPlan;
  readonly manifests: Manifests;
  readonly problems: readonly Problem[];
}

const nothing: Manifests = { manifests: [], objects: [] };

/** Plans a side as `update` would, and writes nothing. */
export async function planSide(dir: RepoPath, side: Side, { clock, log }: { readonly clock: Clock; readonly log: Log }): Promise<SidePlan> {
  const tree: Tree = { read: side.tree.read, list: side.tree.list, apply: refuseToWrite };
  const plan = await planAnalysis({ dir, dryRun: true }, { tree, history: side.history, sources: side.sources, clock, log });
  const { model } = plan;
  if (model === undefined) return { plan, manifests: nothing, problems: plan.problems };
  const { synthManifests } = await import('@image-factory/manifests/synth'); // a check that ends before needs none of it
  const manifests = await log.phase('Generate manifests', async () => synthManifests(model));
  return { plan, manifests: manifests.value, problems: [...plan.problems, ...manifests.problems] };
}

async function refuseToWrite(): Promise<never> {
  throw new TypeError('a check writes nothing');
}
