import type { Enrollment, RepoPath } from '@image-factory/core/enrollment';
import { buildModel, cycleProblems, type FactoryModel } from '@image-factory/core/graph';
import { worstFirst, type Problem } from '@image-factory/core/problem';
import type { StateSnapshot } from '@image-factory/core/state';
import { loadFactory, type LoadDeps } from './load.ts';

/** What the tree says as it stands, for commands that only look. */
export interface Inspection {
  readonly enrollment?: Enrollment;
  readonly state: StateSnapshot;
  readonly model?: FactoryModel;
  readonly problems: readonly Problem[];
}

/** Reads enrollment and state and writes nothing, not even repairs. */
export async function inspect(dir: RepoPath, deps: LoadDeps): Promise<Inspection> {
  const { enrollment, config, state, problems } = await loadFactory(dir, deps);
  if (enrollment === undefined || config === undefined)
    return { ...(enrollment === undefined ? {} : { enrollment }), state, problems: worstFirst(problems) };
  const model = buildModel(enrollment, state, config);
  const all = [...problems, ...model.problems, ...cycleProblems(model.value.managed)];
  return { enrollment, state, model: model.value, problems: worstFirst(all) };
}
