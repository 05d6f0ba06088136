export { baseObserved, readBaseObserved, type BaseObserved } from './event.ts';
export { heartbeatFile, nextHeartbeat } from './heartbeat.ts';
export type { Found, LookUp, LookUpFailure, Missing, Unknown } from './look-up.ts';
export { isNeeded, mostSightings, type Needs } from './needs.ts';
export type { News } from './news.ts';
export { recordLookUp, type LookUpToRecord, type Recorded } from './record.ts';
export { loudnessOf, type Loudness } from './repointed.ts';
export { newest, oldestChange, seenOf, settledSince, wasSeen, type Sighting, type Sightings } from './sightings.ts';
export { absentOf, checkFailureOf, knownOf, missingPlatforms, type CheckFailure, type CheckFailureCode } from './standing.ts';
