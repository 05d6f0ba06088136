import type { RunReport } from '@image-factory/use-cases';
import type { Outcome } from '../outcome.ts';
import type { Ran } from './commit.ts';
import { foldersOf } from '../report/files.ts';
import { renderRunReport, type NextStep } from '../report/run-report.ts';

/**
 * The outcome of a command that writes files.
 *
 * @param dir - the factory's folder
 * @param steps - what to do before the files are committed
 */
export function runOutcome({ report, commit, pushes, pullRequest }: Ran, dir: string, ...steps: readonly NextStep[]): Outcome {
  // The difference is for people: programs have the names of the files.
  const { problems, diff: _diff, ...rest } = report;
  const next = commit === undefined && pullRequest === undefined ? nextSteps(report, dir, steps) : lookSteps;
  const landed = commit === undefined ? '' : `\n${pushes ? 'Committed and pushed' : 'Committed'} as ${commit.slice(0, 12)}.\n`;
  const proposed = pullRequest === undefined ? '' : `\nPull request ${pullRequest.url}: ${pullRequest.state}.\n`;
  return {
    report: { ...rest, ...(commit === undefined ? {} : { commit }), ...(pullRequest === undefined ? {} : { pullRequest }) },
    problems,
    changed: report.changed,
    render: (page) => `${renderRunReport(report, next, page)}${landed}${proposed}`,
  };
}

function nextSteps({ dryRun, changed, files }: RunReport, dir: string, steps: readonly NextStep[]): readonly NextStep[] {
  if (!changed) return lookSteps;
  if (dryRun) return [['the same without --dry-run', 'write the files'], ...lookSteps];
  return [...steps, [`git add ${foldersOf(files, dir).join(' ')} && git commit`, 'keep what changed'], ...lookSteps];
}

const lookSteps: readonly NextStep[] = [
  ['image-factory graph', 'what is built from what'],
  ['image-factory explain NAME', 'everything about one image'],
];
