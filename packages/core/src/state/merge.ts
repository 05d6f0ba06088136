import { isNull, sameValue, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { boundedHistory } from './bounds.ts';
import { initialFields, isOwner, lookedAtFields, schemaVersionValue, type FieldOwner, type StateKind } from './fields.ts';

/** New values of fields; `undefined` takes the field away. */
export type FieldChanges = ReadonlyMap<string, YamlValue | undefined>;

/**
 * A state with the fields of one owner changed and everything else as it was: run-time data, other owners' fields and
 * fields that we do not know (P1). Merging a state with its own fields is the identity (P6): where nothing but times of
 * looking would change, the result is the state itself, which costs no memory and needs no comparing later. A history
 * that grows beyond its bound loses its oldest entries. Without `schemaVersion` a state has version 1.
 *
 * @throws TypeError when a change touches a field of another owner: that is a mistake of ours, not of the input
 */
export function mergeState(kind: StateKind, existing: YamlMap | undefined, owner: FieldOwner, changes: FieldChanges): YamlMap {
  for (const key of changes.keys()) {
    if (!isOwner(owner, kind, key)) throw new TypeError(`${owner} does not own the field ${key} of ${kind} state`);
  }
  if (existing !== undefined && holds(existing, kind, changes)) return existing;
  const next = new Map<string, YamlValue>(existing ?? []);
  next.set('schemaVersion', schemaVersionValue);
  for (const [key, value] of changes) {
    if (value === undefined) next.delete(key);
    else next.set(key, key === 'updateHistory' ? boundedHistory(value) : value);
  }
  for (const [key, value] of initialFields[kind]) {
    if (!next.has(key)) next.set(key, value);
  }
  return next;
}

/** Whether a state has all that the changes and a new file would give it, but for times of looking. */
function holds(state: YamlMap, kind: StateKind, changes: FieldChanges): boolean {
  if (state.has('schemaVersion') && !sameValue(state.get('schemaVersion'), schemaVersionValue)) return false;
  for (const key of initialFields[kind].keys()) if (!state.has(key)) return false;
  for (const [key, value] of changes) if (!isSame(key, state.get(key), value)) return false;
  return true;
}

function isSame(key: string, before: YamlValue | undefined, after: YamlValue | undefined): boolean {
  return lookedAtFields.has(key) || sameValue(before, after);
}

/** Names of the fields in which two states differ, without those that only say when somebody looked. */
export function changedFields(before: YamlMap, after: YamlMap): readonly string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => !isSame(key, before.get(key), after.get(key)));
}

/**
 * The fields that watching filled in, taken along when an image changes its kind: the newer knowledge wins, what was
 * never seen overwrites nothing.
 */
export function carryObserved(to: YamlMap, toKind: StateKind, from: YamlMap, fromKind: StateKind): YamlMap {
  const next = new Map(to);
  const carried = new Set(
    observedFields.filter(
      (key) => initialFields[toKind].has(key) || key === 'checkFailure' || (key === 'absent' && initialFields[toKind].has('seen')),
    ),
  );
  for (const key of carried) {
    const value = from.get(key);
    if (value === undefined || isNull(value) || sameValue(value, initialFields[fromKind].get(key))) continue;
    next.set(key, value);
  }
  return next;
}

const observedFields = [
  'lastChecked',
  'checkFailure',
  'currentDigest',
  'lastUpdated',
  'previousDigest',
  'seen',
  'absent',
  'metadata',
  'updateHistory',
];
