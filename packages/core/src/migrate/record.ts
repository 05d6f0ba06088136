import { isList, isMap, isNull, Plain, renderYaml, sameValue, type YamlMap, type YamlValue } from '../yaml/index.ts';
import type { MigrationStep } from './types.ts';

/** Where a state keeps what its other fields used to say; no part of the factory reads it. */
const originField = 'migratedFrom';

/** A state on its way to our schema: every change is noted, and what a change takes away is kept in `migratedFrom`. */
export interface Draft {
  readonly state: Map<string, YamlValue>;
  readonly steps: MigrationStep[];
  /** Sets a field and notes the step; nothing happens when it says that already. */
  set(field: string, value: YamlValue, why: string): void;
  /** Sets a field whose changes are noted one by one. */
  setParts(field: string, value: YamlValue, parts: readonly PartChange[]): void;
  /** The same as `set`, and the old value is kept. */
  replace(field: string, value: YamlValue | undefined, why: string): void;
}

/** A change within a list or mapping. */
export interface PartChange {
  /** From the field on: `[0].observedAt`. */
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export function draftOf(file: string, original: YamlMap): Draft {
  const state = new Map(original);
  const steps: MigrationStep[] = [];

  function note(field: string, value: YamlValue | undefined, did: MigrationStep['did'], why: string): void {
    const old = state.get(field);
    steps.push({
      file,
      field,
      did,
      ...(old === undefined ? {} : { from: showValue(old) }),
      ...(value === undefined ? {} : { to: showValue(value) }),
      why,
    });
  }

  function put(field: string, value: YamlValue | undefined): void {
    if (value === undefined) state.delete(field);
    else state.set(field, value);
  }

  return {
    state,
    steps,
    set(field, value, why) {
      const old = state.get(field);
      if (old !== undefined && sameValue(old, value)) return;
      note(field, value, old === undefined ? 'added' : 'changed', why);
      put(field, value);
    },
    setParts(field, value, parts) {
      for (const { at, ...change } of parts) steps.push({ file, field: `${field}${at}`, did: 'changed', ...change });
      put(field, value);
    },
    replace(field, value, why) {
      const old = state.get(field);
      if (old === value || (old !== undefined && value !== undefined && sameValue(old, value))) return;
      note(field, value, old === undefined ? 'added' : 'changed', why);
      if (!isNull(old) && old !== undefined) keep(state, field, old);
      put(field, value);
    },
  };
}

function keep(state: Map<string, YamlValue>, field: string, value: YamlValue): void {
  const origin = state.get(originField);
  const kept = new Map<string, YamlValue>(isMap(origin) ? origin : origin === undefined ? [] : [['before', origin]]);
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? field : `${field}.${count}`;
    const there = kept.get(name);
    if (there !== undefined && !sameValue(there, value)) continue;
    kept.set(name, value);
    break;
  }
  state.set(originField, kept);
}

/** A value as a report shows it: scalars as they stand, the rest as YAML. */
function showValue(value: YamlValue): string {
  if (value instanceof Plain) return value.text === '' ? 'null' : value.text;
  return isMap(value) || isList(value) ? renderYaml(value) : value;
}
