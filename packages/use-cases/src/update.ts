import { worstFirst } from '@image-factory/core/problem';
import { analysisReport, planAnalysis, type AnalyzeDeps, type AnalyzeInputs } from './analyze.ts';
import { commitMessage } from './commit-message.ts';
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
    return withProblems(
      report,
      inputs.dryRun
        ? []
        : await write(
            plan.files.map(({ change }) => change),
            commitMessage(plan.changes, plan.files),
            deps.tree,
            deps.log,
          ),
    );
  }
  const manifests = await deps.log.phase('Generate manifests', () => planManifests(model, deps.tree));
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
    problems: worstFirst([...plan.problems, ...manifests.problems, ...refused]),
  };
}
