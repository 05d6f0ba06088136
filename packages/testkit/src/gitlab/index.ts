export { type GitLabGrant } from './access.ts';
export { type MergeRequestBook, type MergeRequestRecord, type NewMergeRequest } from './merge-requests.ts';
export { startGitLab, type GitLabFault, type GitLabOptions, type GitLabRequest, type GitLabServer } from './start.ts';
