import type { RunPlace } from '../commit/run-on.ts';
import type { RunReport } from '../report.ts';
import { withManifests } from '../with-manifests.ts';
import { emptyObservation, observe, type ObserveDeps, type ObserveInputs, type ObserveReport } from './observe.ts';

export interface ObservedRun {
  /** For whoever commits. */
  readonly run: RunReport;
  /** With the files of the manifests, and what was wrong with them. */
  readonly report: ObserveReport;
}

/** Observes, and brings the manifests along: the catalog shows what stands where, and state and manifests never disagree. */
export async function observeRun(
  inputs: ObserveInputs,
  place: Pick<RunPlace, 'tree' | 'history'>,
  deps: Pick<ObserveDeps, 'clock' | 'log' | 'registries'>,
): Promise<ObservedRun> {
  let report = emptyObservation([], inputs.dryRun);
  const run = await withManifests(inputs, place, deps.log, async (tree) => {
    report = await observe(inputs, { ...deps, tree, history: place.history });
    return report;
  });
  const files = [...report.files, ...run.files];
  return { run: { ...run, changed: report.changed, files }, report: { ...report, files, problems: run.problems } };
}
