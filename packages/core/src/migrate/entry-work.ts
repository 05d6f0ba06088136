import { isEditableMap, type EditableMap, type EditableValue, type YamlPath } from '../yaml/index.ts';
import type { Operation } from './operations.ts';
import type { MigrationStep } from './types.ts';

/** An entry of images.yaml on its way: its keys as they stand, and what is to be done with them. */
export interface EntryWork {
  readonly entry: EditableMap;
  readonly operations: Operation[];
  readonly steps: MigrationStep[];
  readonly doubts: string[];
  /** A tag that stood within another key. */
  foundTag: string | undefined;
  /** The text of a scalar; undefined for none, an empty one and Python's `None`. */
  text(...path: readonly string[]): string | undefined;
  /** Whether a key had quotes: without them a number may have lost digits. */
  isQuoted(key: string): boolean;
  replace(key: string | readonly string[], change: { readonly key?: string; readonly value?: EditableValue; readonly why: string }): void;
  /** Behind `name`, or in front of what a mapping has. */
  insert(key: string | readonly string[], value: EditableValue, why: string, after?: string): void;
  remove(key: string, why: string): void;
  doubt(text: string): void;
}

export interface EntryPlace {
  readonly file: string;
  readonly path: YamlPath;
  readonly isQuoted: (path: YamlPath) => boolean;
}

export function workOn(entry: EditableMap, { file, path, isQuoted }: EntryPlace): EntryWork {
  const operations: Operation[] = [];
  const steps: MigrationStep[] = [];
  const doubts: string[] = [];
  const label = typeof entry['name'] === 'string' ? entry['name'] : `[${String(path.at(-1) ?? '')}]`;
  const field = (keys: readonly string[]): string => [label, ...keys].join('.');

  function valueOf(keys: readonly string[]): EditableValue | undefined {
    return keys.reduce<EditableValue | undefined>((at, key) => (isEditableMap(at) && Object.hasOwn(at, key) ? at[key] : undefined), entry);
  }

  return {
    entry,
    operations,
    steps,
    doubts,
    foundTag: undefined,
    text(...keys) {
      const value = valueOf(keys);
      if (value === undefined || value === null || typeof value === 'object' || value === '' || value === 'None') return undefined;
      return String(value);
    },
    isQuoted: (key) => isQuoted([...path, key]),
    replace(key, { key: renamed, value, why }) {
      const keys = typeof key === 'string' ? [key] : key;
      const old = valueOf(keys);
      operations.push({
        kind: 'replace',
        path: [...path, ...keys],
        ...(renamed === undefined ? {} : { key: renamed }),
        ...(value === undefined ? {} : { value }),
      });
      const now = value === undefined ? old : value;
      steps.push({
        file,
        field: field(keys),
        did: renamed === undefined ? 'changed' : 'renamed',
        from: inWords(old),
        to: renamed === undefined ? inWords(now) : `${renamed}: ${inWords(now)}`,
        why,
      });
    },
    insert(key, value, why, after) {
      const keys = typeof key === 'string' ? [key] : key;
      const parent = keys.slice(0, -1);
      const neighbour = after ?? (parent.length === 0 ? 'name' : undefined);
      operations.push({
        kind: 'insert',
        parent: [...path, ...parent],
        ...(neighbour === undefined ? {} : { after: neighbour }),
        key: keys.at(-1) ?? '',
        value,
      });
      steps.push({ file, field: field(keys), did: 'added', to: inWords(value), why });
    },
    remove(key, why) {
      operations.push({ kind: 'remove', path: [...path, key] });
      steps.push({ file, field: field([key]), did: 'moved', from: inWords(valueOf([key])), why });
    },
    doubt: (text) => void doubts.push(`${label}: ${text}`),
  };
}

function inWords(value: EditableValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
