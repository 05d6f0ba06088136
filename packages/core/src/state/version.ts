import { Plain, type YamlMap } from '../yaml/index.ts';
import { schemaVersion } from './fields.ts';
import type { FieldChanges } from './merge.ts';
import type { StateShelf } from './paths.ts';
import { textOf } from './view.ts';

/**
 * A step from one version of the schema to the next. It names the fields that it changes, so every other field is kept:
 * those of other writers, and those that nobody here knows.
 */
export interface Migration {
  /** The version that it reads; it gives the next one. */
  readonly from: number;
  changes(state: YamlMap, shelf: StateShelf): FieldChanges;
}

/** All steps, in order. There is none yet: version 1 is the first, and what a file without `schemaVersion` has. */
export const migrations: readonly Migration[] = [];

/** What a state is to this version of the code. */
export type VersionRead =
  | { readonly kind: 'known'; readonly state: YamlMap }
  /** Written by a version after ours: it is neither understood nor touched. */
  | { readonly kind: 'newer'; readonly version: number }
  /** `schemaVersion` holds something that no version writes. */
  | { readonly kind: 'invalid' };

/**
 * Brings a state to the schema of this version, in memory: a file is written anew only when something else changes too.
 * A state that is up to date is given back itself.
 */
export function upgrade(
  state: YamlMap,
  shelf: StateShelf,
  steps: readonly Migration[] = migrations,
  latest: number = schemaVersion,
): VersionRead {
  const version = versionOf(state);
  if (version === undefined) return { kind: 'invalid' };
  if (version > latest) return { kind: 'newer', version };
  if (version === latest) return { kind: 'known', state };
  const next = new Map(state);
  for (const step of steps.filter(({ from }) => from >= version && from < latest)) {
    for (const [key, value] of step.changes(next, shelf)) {
      if (value === undefined) next.delete(key);
      else next.set(key, value);
    }
  }
  return { kind: 'known', state: next.set('schemaVersion', new Plain(String(latest))) };
}

function versionOf(state: YamlMap): number | undefined {
  const value = state.get('schemaVersion');
  if (value === undefined) return 1;
  const text = textOf(value) ?? '';
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined;
}
