export { markArchived } from './archive.ts';
export { baseState, identityInState, type WantedBase } from './base-state.ts';
export { readDetails, type BaseDetail } from './details.ts';
export { renderState, type StateChange, type StateFileChange } from './diff.ts';
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
export { resolverFor, type Resolved, type Resolver } from './resolve.ts';
export { listField, mapField, textField, textOf } from './view.ts';
export { exactPattern, watchOf, type TagWatch } from './watch.ts';
