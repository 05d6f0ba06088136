export { faultAnswers, type Fault as GitHubFault } from './faults.ts';
export { type Dispatch, type GitHubOptions } from './options.ts';
export { type RepositoryHandle } from './repository-handle.ts';
export { type RecordedRequest } from './serve.ts';
export { startGitHub, type GitHub } from './start.ts';
