export type { Finding, FindingKind } from './finding.ts';
export type { Folders } from './find-others.ts';
export { fsck, type FsckDeps, type FsckInputs, type FsckReport } from './fsck.ts';
