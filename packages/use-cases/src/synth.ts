import type { RepoPath } from '@image-factory/core/enrollment';
import { buildModel } from '@image-factory/core/graph';
import { worstFirst, type Problem } from '@image-factory/core/problem';
import { commitMessage } from './commit-message.ts';
import { imageReports, watchReports } from './describe.ts';
import { loadFactory, type LoadDeps } from './load.ts';
import { planManifests } from './manifests.ts';
import type { Log } from './ports.ts';
import { fileReports, type RunReport } from './report.ts';
import { write } from './write.ts';

export interface SynthInputs {
  readonly dir: RepoPath;
  readonly dryRun: boolean;
}

export interface SynthDeps extends LoadDeps {
  readonly log: Log;
}

/**
 * Writes the Kubernetes manifests that enrollment and state ask for (SPEC section 6). A bad state file costs its own
 * image, never the others; a tree that can't be written is a failure.
 */
export async function synth({ dir, dryRun }: SynthInputs, deps: SynthDeps): Promise<RunReport> {
  const loaded = await deps.log.phase('Read enrollment and state', () => loadFactory(dir, deps));
  const { enrollment, config, state } = loaded;
  if (enrollment === undefined || config === undefined) return nothingMade(loaded.problems, dryRun, enrollment !== undefined);
  const model = buildModel(enrollment, state, config);
  const planned = await deps.log.phase('Generate manifests', () => planManifests(model.value, deps.tree));
  const changes = planned.files.map(({ change }) => change);
  const refused = dryRun ? [] : await write(changes, commitMessage([], planned.files), deps.tree, deps.log);
  return {
    dryRun,
    changed: changes.length > 0,
    images: imageReports(enrollment, state),
    changes: [],
    files: fileReports(planned.files),
    watches: watchReports(model.value),
    objects: planned.objects,
    problems: worstFirst([...loaded.problems, ...model.problems, ...planned.problems, ...refused]),
    enrolled: true,
  };
}

function nothingMade(problems: readonly Problem[], dryRun: boolean, enrolled: boolean): RunReport {
  return { dryRun, changed: false, images: [], changes: [], files: [], watches: [], objects: [], problems: worstFirst(problems), enrolled };
}

