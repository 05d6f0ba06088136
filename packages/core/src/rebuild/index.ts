export { isAllowedOwner } from './allowed-owner.ts';
export { mostAttempts, nextAttempt, type NextAttempt } from './back-off.ts';
export { block, claim, holdAmbiguous, isLive, leaveOpen, release, usualLeaseMs, type Blocking, type Claimant } from './claim.ts';
export { useEmergency } from './emergency.ts';
export { dispatched, finished, type Finish } from './finish.ts';
export { readRebuild, writeRebuild } from './read-rebuild.ts';
export type {
  Claim,
  Emergencies,
  EmergencyUse,
  Rebuild,
  RebuildCause,
  RebuildError,
  RebuildErrorCode,
  RebuildStatus,
  RebuildScan,
  RunId,
  RunPlace,
  Transition,
} from './rebuild.ts';
export {
  definitionFingerprint,
  parseRebuildKey,
  rebuildKey,
  type DefinitionInput,
  type RebuildKey,
  type RebuildKeyInput,
} from './rebuild-key.ts';
export { emergencyInput, isBlocked, request, type RebuildRequest } from './request.ts';
export { recordScan } from './scans.ts';
export { stand } from './stand.ts';
export { withdraw, withdrawByPerson } from './withdraw.ts';
