export { createForgeClock, type ForgeClock } from './forge-clock.ts';
export { createGitHubRuns, type GitHubRunsOptions } from './github-runs.ts';
export { createGitLabRuns, type GitLabRunsOptions } from './gitlab-runs.ts';
export { openRuns, type OpenedRuns, type OpenRunsOptions } from './open-runs.ts';
export { createRuns } from './runs.ts';
export type {
  GitHubTarget,
  GitLabTarget,
  RunOrder,
  Runs,
  RunSearch,
  RunStart,
  RunState,
  RunTarget,
  TargetForm,
  WantedRun,
} from './types.ts';
