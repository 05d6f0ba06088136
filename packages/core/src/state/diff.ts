import type { YamlMap } from '../yaml/index.ts';
import { changedFields } from './merge.ts';
import { archiveOf, statePath } from './paths.ts';
import type { StateSnapshot } from './read.ts';
import { renderState } from './render-state.ts';

/** One thing that a run changed, for the report. */
export interface StateChange {
  readonly kind: 'created' | 'updated' | 'archived' | 'restored' | 'renamed';
  readonly of: 'image' | 'base';
  readonly name: string;
  readonly why?: string;
  /** Fields that differ, for updates. */
  readonly fields?: readonly string[];
}

/** What to do with a file below the state folder. */
export type StateFileChange =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'remove'; readonly path: string };

export interface StateDiff {
  readonly changes: readonly StateChange[];
  readonly files: readonly StateFileChange[];
}

/**
 * The files that have to be written or removed to get from one snapshot to the other. A file in which only times of
 * looking differ stays as it is, byte for byte.
 */
export function diffState(before: StateSnapshot, after: StateSnapshot, reasons: ReadonlyMap<string, string>): StateDiff {
  const changes: StateChange[] = [];
  const files: StateFileChange[] = [];
  for (const shelf of ['images', 'bases'] as const) {
    const old = before[shelf];
    for (const [stem, state] of sorted(after[shelf])) {
      const previous = old.get(stem);
      if (previous === state) continue;
      const fields = previous === undefined ? undefined : changedFields(previous, state);
      if (fields?.length === 0) continue;
      files.push({ kind: 'write', path: statePath({ shelf, stem }), text: renderState({ shelf, stem }, state) });
      changes.push(present(shelf, stem, before, reasons.get(`${shelf}/${stem}`), fields));
    }
    for (const [stem] of sorted(old)) {
      if (after[shelf].has(stem)) continue;
      files.push({ kind: 'remove', path: statePath({ shelf, stem }) });
      const why = reasons.get(`${shelf}/${stem}`);
      if (after[archiveOf(shelf)].has(stem))
        changes.push({ kind: 'archived', of: entity(shelf), name: stem, ...(why === undefined ? {} : { why }) });
    }
    files.push(...archiveFiles(shelf, before, after));
  }
  return { changes, files };
}

function archiveFiles(shelf: 'images' | 'bases', before: StateSnapshot, after: StateSnapshot): StateFileChange[] {
  const place = archiveOf(shelf);
  const written = sorted(after[place])
    .filter(([stem, state]) => before[place].get(stem) !== state)
    .map(
      ([stem, state]) =>
        ({ kind: 'write', path: statePath({ shelf: place, stem }), text: renderState({ shelf: place, stem }, state) }) as const,
    );
  const removed = sorted(before[place])
    .filter(([stem]) => !after[place].has(stem))
    .map(([stem]) => ({ kind: 'remove', path: statePath({ shelf: place, stem }) }) as const);
  return [...written, ...removed];
}

function present(
  shelf: 'images' | 'bases',
  name: string,
  before: StateSnapshot,
  why: string | undefined,
  fields: readonly string[] | undefined,
): StateChange {
  const about = { of: entity(shelf), name, ...(why === undefined ? {} : { why }) };
  if (fields !== undefined) return { kind: 'updated', ...about, fields };
  if (before[archiveOf(shelf)].has(name)) return { kind: 'restored', ...about };
  return { kind: why?.startsWith('renamed') === true ? 'renamed' : 'created', ...about };
}

function entity(shelf: 'images' | 'bases'): 'image' | 'base' {
  return shelf === 'images' ? 'image' : 'base';
}

function sorted(states: ReadonlyMap<string, YamlMap>): (readonly [string, YamlMap])[] {
  return [...states].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
