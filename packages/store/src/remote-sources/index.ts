export {
  createRemoteSources,
  type PinnedCommit,
  type RemoteRead,
  type RemoteSources,
  type RemoteSourcesOptions,
} from './create-remote-sources.ts';
export { type Pinned, type Remote, type RemoteRepository, type TokenFor, type Unreachable } from './remote.ts';
export { withRemote } from './with-remote.ts';
