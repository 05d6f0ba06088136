export { isAllowedOwner } from './allowed-owner.ts';
export { mostAttempts, nextAttempt, type NextAttempt } from './back-off.ts';
export { block, claim, holdAmbiguous, isLive, leaveOpen, release, usualLeaseMs, type Blocking, type Claimant } from './claim.ts';
export { dispatched, finished, type Finish } from './finish.ts';
export { readRebuild, writeRebuild } from './read-rebuild.ts';
export type { Claim, Rebuild, RebuildCause, RebuildError, RebuildErrorCode, RebuildStatus, RunId, Transition } from './rebuild.ts';
export {
  definitionFingerprint,
  parseRebuildKey,
  rebuildKey,
  type DefinitionInput,
  type RebuildKey,
  type RebuildKeyInput,
} from './rebuild-key.ts';
export { emergencyInput, isBlocked, request, type RebuildRequest } from './request.ts';
export { stand } from './stand.ts';
export { withdraw } from './withdraw.ts';
