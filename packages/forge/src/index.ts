export { openPullRequests, type CommentOutcome, type PullRequests, type PullRequestsOptions } from './pull-requests.ts';
