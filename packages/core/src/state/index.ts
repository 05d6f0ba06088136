export { markArchived } from './archive.ts';
export { baseState, identityInState, type WantedBase } from './base-state.ts';
export { readDetails, type BaseDetail } from './details.ts';
export { boundedHistory, builtFromDigests, exceedsHistory, maxHistory, prunedSeen, type NeededDigests } from './bounds.ts';
export { cutOff, placeOfField, type Damage } from './damage.ts';
export type { StateChange, StateFileChange } from './diff.ts';
export type { Discovery } from './discovery.ts';
export { fieldsOwnedBy, schemaVersion, type FieldOwner, type StateKind } from './fields.ts';
export { changedFields, mergeState, type FieldChanges } from './merge.ts';
export { placeOf, quarantineFolder, stateFolders, statePath, type StatePlace, type StateShelf } from './paths.ts';
export { planState, type StatePlan, type StatePlanInput } from './plan.ts';
export {
  copySnapshot,
  emptySnapshot,
  filesOf,
  readState,
  type CorruptFile,
  type StateReading,
  type StateSnapshot,
  type StateText,
} from './read.ts';
export { parsePublishedDigest, parsePublishedTag, recordPublished, type Published, type PublishedRecord } from './published.ts';
export { renderState } from './render-state.ts';
export { resolverFor, type Resolved, type Resolver } from './resolve.ts';
export { canBeShared, isInShard, parseShard, type Shard } from './shard.ts';
export { migrations, upgrade, type Migration, type VersionRead } from './version.ts';
export { listField, mapField, textField, textOf } from './view.ts';
export { exactPattern, watchOf, type TagWatch } from './watch.ts';
