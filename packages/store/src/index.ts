export { describeOrigin, describeRepository, type RepositoryDescription } from './git/describe-repository.ts';
export { git, type GitOptions } from './git/git.ts';
export { GitError, type GitFailure } from './git/git-error.ts';
export { history, openHistory, type History, type Version } from './git/history.ts';
export { parseRemoteUrl, type RemotePlace } from './git/remote-url.ts';
export { createSources, type SourceRead, type Sources, type SourcesOptions } from './sources.ts';
export { resolveInside, type Inside } from './work-tree/inside.ts';
export { type ReadResult, type RefusalCode } from './work-tree/read.ts';
export { StoreError, type StoreAction } from './work-tree/store-error.ts';
export { openWorkTree, type FileChange, type WorkTree } from './work-tree/work-tree.ts';
export { changedPaths } from './git/changed-paths.ts';
export { commitsSince, type CommitsSince, type SeenCommit } from './git/commits-since.ts';
export { openCommit, type CommitTree } from './git/commit-tree.ts';
export { compareRevisions, type Compared, type ComparedRevisions, type Comparison } from './git/compare.ts';
export { openRevision, readingElsewhere, type Revision } from './revision.ts';
export type { RemoteOptions } from './remote-ground.ts';
export { RemoteRefusedError, type RefusalKind } from './git/landing-errors.ts';
export {
  openBranchStore,
  type BranchCommit,
  type BranchCommitRequest,
  type BranchHead,
  type BranchStore,
  type BranchStoreOptions,
  type OpenedBranch,
} from './git/state-store.ts';
export { openGround, type Ground, type GroundOptions } from './ground.ts';
export { type Author } from './git/write-commit.ts';
export { cloneBranch, type CloneOptions } from './git/clone.ts';
export { writeReportFile } from './report-file.ts';
export {
  createRemoteSources,
  withRemote,
  type Pinned,
  type PinnedCommit,
  type Remote,
  type RemoteRead,
  type RemoteRepository,
  type RemoteSources,
  type RemoteSourcesOptions,
  type TokenFor,
  type Unreachable,
} from './remote-sources/index.ts';
export { openSourceFolders, type SourceFolder, type SourceFoldersOptions } from './source-folders.ts';
