import type { RepoPath } from '@image-factory/core/enrollment';
import { buildModel, type FactoryModel } from '@image-factory/core/graph';
import { worstFirst, type Problem } from '@image-factory/core/problem';
import { commitMessage } from './commit-message.ts';
import { diffOf } from './diff/run-diff.ts';
import { imageReports, watchReports } from './describe.ts';
import { layoutOf } from './layout.ts';
import { loadFactory, type LoadDeps } from './load.ts';
import { planManifests } from './manifests.ts';
import type { Log } from './ports.ts';
import { emptyReport, fileReports, type ImageReport, type RunReport } from './report.ts';
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
  const read = await deps.log.phase('Read enrollment and state', () => readModel(dir, deps));
  const { model } = read;
  if (model === undefined) return emptyReport(read.problems, dryRun, read.enrolled);
  const planned = await deps.log.phase('Generate manifests', () => planManifests(model, deps.tree, layoutOf(dir).state));
  const changes = planned.files.map(({ change }) => change);
  const refused = dryRun ? [] : await write(changes, commitMessage([], planned.files), deps.tree, deps.log);
  return {
    dryRun,
    changed: changes.length > 0,
    images: read.images,
    changes: [],
    files: fileReports(planned.files),
    watches: watchReports(model),
    objects: planned.objects,
    ...(dryRun ? { diff: await diffOf(planned.files, deps.tree) } : {}),
    problems: worstFirst([...read.problems, ...planned.problems, ...refused]),
    enrolled: true,
  };
}

/** What manifests are made of. The state itself is not kept: of thousands of images it takes as much memory as all the rest. */
interface ModelRead {
  /** Undefined when nothing can be made: images.yaml is missing, or factory.yaml unusable. */
  readonly model?: FactoryModel;
  readonly images: readonly ImageReport[];
  readonly problems: readonly Problem[];
  readonly enrolled: boolean;
}

async function readModel(dir: RepoPath, deps: LoadDeps): Promise<ModelRead> {
  const { enrollment, config, state, problems } = await loadFactory(dir, deps);
  if (enrollment === undefined || config === undefined) return { images: [], problems, enrolled: enrollment !== undefined };
  const model = buildModel(enrollment, state, config);
  return { model: model.value, images: imageReports(enrollment, state), problems: [...problems, ...model.problems], enrolled: true };
}
