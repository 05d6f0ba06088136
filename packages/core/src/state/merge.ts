import { isNull, sameValue, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { fieldsOwnedBy, initialFields, lookedAtFields, schemaVersionValue, type FieldOwner, type StateKind } from './fields.ts';

/** New values of fields; `undefined` takes the field away. */
export type FieldChanges = ReadonlyMap<string, YamlValue | undefined>;

/**
 * A state with the fields of one owner changed and everything else as it was: run-time data, other owners' fields and
 * fields that we do not know (P1). Merging a state with its own fields is the identity (P6).
 *
 * @throws TypeError when a change touches a field of another owner: that is a mistake of ours, not of the input
 */
export function mergeState(kind: StateKind, existing: YamlMap | undefined, owner: FieldOwner, changes: FieldChanges): YamlMap {
  const owned = new Set(fieldsOwnedBy(owner, kind));
  const next = new Map<string, YamlValue>(existing ?? []);
  next.set('schemaVersion', schemaVersionValue);
  for (const [key, value] of changes) {
    if (!owned.has(key)) throw new TypeError(`${owner} does not own the field ${key} of ${kind} state`);
    if (value === undefined) next.delete(key);
    else next.set(key, value);
  }
  for (const [key, value] of initialFields[kind]) {
    if (!next.has(key)) next.set(key, value);
  }
  return next;
}

/** Names of the fields in which two states differ, without those that only say when somebody looked. */
export function changedFields(before: YamlMap, after: YamlMap): readonly string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => !lookedAtFields.has(key) && !sameValue(before.get(key), after.get(key)));
}

/**
 * The fields that watching filled in, taken along when an image changes its kind: the newer knowledge wins, what was
 * never seen overwrites nothing.
 */
export function carryObserved(to: YamlMap, toKind: StateKind, from: YamlMap, fromKind: StateKind): YamlMap {
  const next = new Map(to);
  const carried = new Set(observedFields.filter((key) => initialFields[toKind].has(key) || key === 'checkFailure'));
  for (const key of carried) {
    const value = from.get(key);
    if (value === undefined || isNull(value) || sameValue(value, initialFields[fromKind].get(key))) continue;
    next.set(key, value);
  }
  return next;
}

const observedFields = ['lastChecked', 'checkFailure', 'currentDigest', 'lastUpdated', 'previousDigest', 'seen', 'metadata', 'updateHistory'];
