export type { PlatformDigests } from './contents.ts';
export { decidePin, decideTogether, type PinPolicy } from './decide-pin.ts';
export { findPins, pinsBeside, type FoundPins } from './find-pins.ts';
export { markDigests, type Mark, type MarkedTexts } from './marks.ts';
export { holdsButFor, movePins, type PinMove } from './move.ts';
export { describePins, pinBranch, type MovedPin, type PinProposalText } from './proposal.ts';
export { contentOfPin, needsRegistry, standingOf, type PinStanding, type PinToDecide } from './standing.ts';
export { pinnedImages, tracePins, type Pin, type PinnedImage, type Traced } from './trace.ts';
export type { PinDecision } from './types.ts';
