export { openPullRequests, type CommentOutcome, type PullRequests, type PullRequestsOptions } from './pull-requests.ts';
export { createWriteBucket, type WriteBucket } from './api/write-bucket.ts';
export { GitHubRefusal } from './api/refusal.ts';
export { createGitHubStores, openGitHubStore } from './state-store/store.ts';
export {
  createGitHubRemote,
  createGitLabRemote,
  createInstallationTokens,
  type App,
  type ForgeRemote,
  type GitHubRemoteOptions,
  type GitLabRemoteOptions,
  type InstallationTokensOptions,
} from './sources/index.ts';
export { type Proposal, type ProposalOutcome } from './pull-request/proposal.ts';
export {
  openPullRequestPlaces,
  type PullRequestPlace,
  type PullRequestPlaces,
  type PullRequestPlacesOptions,
} from './pull-request/places.ts';
export { openStandingMergeRequest, type StandingMergeRequestOptions } from './pull-request/gitlab/standing.ts';
export { type GitLabToken } from './pull-request/gitlab/merge-requests.ts';
export { type ProposalGit } from './pull-request/gitlab/git.ts';
export { openStandingPullRequest, type StandingPullRequest, type StandingPullRequestOptions } from './pull-request/standing.ts';
export * from './dispatch/index.ts';
export * from './notices/index.ts';
export * from './rights/index.ts';
