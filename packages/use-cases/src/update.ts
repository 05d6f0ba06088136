import { worstFirst } from '@image-factory/core/problem';
import { analysisReport, planAnalysis, type AnalyzeDeps, type AnalyzeInputs } from './analyze.ts';
import { commitMessage } from './commit-message.ts';
import { diffOf } from './diff/run-diff.ts';
import { planManifests } from './manifests.ts';
import { fileReports, withProblems, type RunReport } from './report.ts';
import { write } from './write.ts';

/**
 * The main job: analysis and manifests in one step, from one reading of the tree, so that state and manifests never
 * disagree (SPEC section 9).
 */
export async function update(inputs: AnalyzeInputs, deps: AnalyzeDeps): Promise<RunReport> {
  const plan = await planAnalysis(inputs, deps);
  const report = analysisReport(plan, inputs.dryRun);
  const { model } = plan;
  if (model === undefined) {
    if (inputs.dryRun) return { ...report, diff: await diffOf(plan.files, deps.tree) };
    const changes = plan.files.map(({ change }) => change);
    return withProblems(report, await write(changes, commitMessage(plan.changes, plan.files), deps.tree, deps.log));
  }
  const manifests = await deps.log.phase('Generate manifests', () => planManifests(model, deps.tree, plan.loaded.layout.state));
  const files = [...plan.files, ...manifests.files];
  const refused = inputs.dryRun
    ? []
    : await write(
        files.map(({ change }) => change),
        commitMessage(plan.changes, files),
        deps.tree,
        deps.log,
      );
  return {
    ...report,
    changed: files.length > 0,
    files: fileReports(files),
    objects: manifests.objects,
    ...(inputs.dryRun ? { diff: await diffOf(files, deps.tree) } : {}),
    problems: worstFirst([...plan.problems, ...manifests.problems, ...refused]),
  };
}
