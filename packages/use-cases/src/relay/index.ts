export type { Outcome, Relayed } from './outcome.ts';
export type {
  ForgeClock,
  ForgeRefusal,
  RunOrder,
  Runs,
  RunSearch,
  RunStart,
  RunState,
  RunTarget,
  StartedRuns,
  TargetForm,
  WantedRun,
} from './ports.ts';
export { relay, startedImages, type RelayDeps, type RelayInputs, type RelayReport } from './relay.ts';
export type { OwnBuild } from './target.ts';
