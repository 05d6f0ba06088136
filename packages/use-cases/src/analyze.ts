import type { ImageName, RepoPath } from '@image-factory/core/enrollment';
import type { FactoryModel } from '@image-factory/core/graph';
import { buildModel, cycleProblems } from '@image-factory/core/graph';
import { error, worstFirst, type Problem } from '@image-factory/core/problem';
import {
  canBeShared,
  filesOf,
  isInShard,
  planState,
  type Published,
  type Shard,
  type StateChange,
  type StateSnapshot,
} from '@image-factory/core/state';
import { suggest } from '@image-factory/core/text';
import { commitMessage } from './commit-message.ts';
import { diffOf } from './diff/run-diff.ts';
import { discover } from './discover.ts';
import { imageReports, watchReports } from './describe.ts';
import { pathIn } from './layout.ts';
import { loadFactory, type LoadDeps, type Loaded } from './load.ts';
import type { Clock, FileChange, Log, Sources } from './ports.ts';
import { fileReports, withProblems, type PlannedFile, type RunReport } from './report.ts';
import { withPreciseRanges } from './precise.ts';
import { matrixOfRun } from './run-matrix.ts';
import { write } from './write.ts';

export interface AnalyzeInputs {
  /** Folder of images.yaml and state. */
  readonly dir: RepoPath;
  /** Only this image; all when undefined. */
  readonly image?: string;
  /** Only the images of this part; not together with `image`. */
  readonly shard?: Shard;
  /** What was published of `image`. */
  readonly published?: Published;
  readonly dryRun: boolean;
}

export interface AnalyzeDeps extends LoadDeps {
  readonly sources: Sources;
  readonly clock: Clock;
  readonly log: Log;
}

/** What an analysis would do, before anything is done. */
export interface AnalysisPlan {
  readonly loaded: Loaded;
  readonly state: StateSnapshot;
  readonly model?: FactoryModel;
  readonly changes: readonly StateChange[];
  readonly files: readonly PlannedFile[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the enrollment, finds what each build pulls and brings the state up to date (SPEC sections 4 and 5).
 * A second run on the same input changes nothing. What can't be read is a problem of its image, never of the others.
 */
export async function analyze(inputs: AnalyzeInputs, deps: AnalyzeDeps): Promise<RunReport> {
  const plan = await planAnalysis(inputs, deps);
  const refused = inputs.dryRun
    ? []
    : await write(
        plan.files.map(({ change }) => change),
        commitMessage(plan.changes, plan.files),
        deps.tree,
        deps.log,
      );
  const report = withProblems(analysisReport(plan, inputs.dryRun), refused);
  return inputs.dryRun ? { ...report, diff: await diffOf(plan.files, deps.tree) } : report;
}

export async function planAnalysis({ dir, image, shard: asked, published }: AnalyzeInputs, deps: AnalyzeDeps): Promise<AnalysisPlan> {
  const loaded = await deps.log.phase('Read enrollment and state', () => loadFactory(dir, deps));
  const { enrollment, config, state } = loaded;
  if (enrollment === undefined) return { loaded, state, changes: [], files: [], problems: loaded.problems };
  const only = image === undefined ? undefined : [...enrollment.images.keys()].find((name) => name === image);
  if (image !== undefined && only === undefined) {
    const problems = [...loaded.problems, unknownImage(image, [...enrollment.images.keys()])];
    return { loaded, state, changes: [], files: [], problems };
  }
  const shard = asked !== undefined && canBeShared(state) ? asked : undefined;
  const chosen =
    shard === undefined ? (name: ImageName) => only === undefined || name === only : (name: ImageName) => isInShard(name, shard);
  const found = await deps.log.phase('Analyze Dockerfiles', () => discover(enrollment, state, chosen, deps));
  const planned = planState({
    enrollment,
    before: state,
    discoveries: found.discoveries,
    now: deps.clock.now(),
    ...(shard === undefined ? {} : { shard }),
    ...(only === undefined || published === undefined ? {} : { published: { image: only, ...published } }),
  });
  const files = [...loaded.repairs, ...planned.value.files.map((file) => ({ ...file, path: pathIn(loaded.layout.state, file.path) }))];
  const model = config === undefined ? undefined : buildModel(enrollment, planned.value.after, config);
  return {
    loaded,
    state: planned.value.after,
    ...(model === undefined ? {} : { model: model.value }),
    changes: planned.value.changes,
    files: plannedFiles(lastOfEach(files), loaded),
    problems: [
      ...loaded.problems,
      ...found.problems,
      ...(await withPreciseRanges(planned.problems, enrollment, found.discoveries, deps.sources)),
      ...(model?.problems ?? []),
      ...cycleProblems(model?.value.managed ?? []),
    ],
  };
}

export function analysisReport(plan: AnalysisPlan, dryRun: boolean): RunReport {
  const { loaded, state, model } = plan;
  return {
    dryRun,
    changed: plan.files.length > 0,
    images: loaded.enrollment === undefined ? [] : imageReports(loaded.enrollment, state),
    changes: plan.changes,
    files: fileReports(plan.files),
    watches: model === undefined ? [] : watchReports(model),
    objects: [],
    builds: matrixOfRun(model, plan.changes),
    problems: worstFirst(plan.problems),
    enrolled: loaded.enrollment !== undefined,
  };
}

// A repaired file may be written anew by the plan: the later change of a path is the one that counts.
function lastOfEach(files: readonly FileChange[]): FileChange[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

function plannedFiles(files: readonly FileChange[], { state, layout, repairs }: Loaded): PlannedFile[] {
  const present = new Set<string>([...filesOf(state)].map(({ path }) => `${layout.state}/${path}`));
  for (const { path } of repairs) if (!path.includes('/_quarantine/')) present.add(path);
  return files.map((change) => ({ change, existed: present.has(change.path) }));
}

function unknownImage(image: string, names: readonly string[]): Problem {
  const meant = suggest(image, names);
  return error('inputs/unknown-image', `No enrolled image is called ${JSON.stringify(image)}.`, {
    hint: meant === undefined ? 'Names are the `name` fields of images.yaml.' : `Did you mean ${meant}?`,
  });
}
