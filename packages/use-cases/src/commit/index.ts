export { commitRun, type CommitRunDeps, type CommitRunInputs, type CommittedRun, type Target } from './commit-run.ts';
export { persist, type Budget, type Persisted, type Try } from './persist.ts';
export type { ProposalOutcome, ProposalRequest, Proposals } from './proposals.ts';
export { proposeRun, type ProposeRunDeps } from './propose-run.ts';
export { runOn, type Ground, type RunOnInputs, type RunPlace } from './run-on.ts';
export type { Author, Busy, CommitOutcome, CommitRequest, Head, Opened, Pace, StateStore } from './state-store.ts';
