import { isEditableMap, type EditableMap, type EditableValue } from '../yaml/index.ts';
import { externalKeys, managedKeys } from './schema.ts';

/** What the entries of one file share. */
export interface FileDefaults {
  readonly values: EditableMap;
  /** Keys whose value is unusable: an entry that relies on one of them can not be known. */
  readonly broken: ReadonlySet<string>;
}

export const noDefaults: FileDefaults = { values: {}, broken: new Set() };

/** The entry with what it does not say itself. `source` is merged key by key, and never makes an entry managed. */
export function withDefaults(entry: EditableMap, { values }: FileDefaults): EditableMap {
  const shared = Object.entries(values).filter(([key]) => !(key in entry) && applies(key, entry));
  const source = mergedSource(entry['source'], values['source']);
  if (shared.length === 0 && source === undefined) return entry;
  return { ...Object.fromEntries(shared), ...entry, ...(source === undefined ? {} : { source }) };
}

/** Whether something that the entry takes from the defaults is unusable. */
export function reliesOnBroken(entry: EditableMap, { broken }: FileDefaults): boolean {
  return [...broken].some((key) => applies(key, entry) && (!(key in entry) || key === 'source'));
}

function applies(key: string, entry: EditableMap): boolean {
  const managed = 'source' in entry;
  if (key === 'source' || managedKeys.includes(key)) return managed;
  return !managed || !externalKeys.includes(key);
}

function mergedSource(own: EditableValue | undefined, shared: EditableValue | undefined): EditableMap | undefined {
  if (!isEditableMap(own) || !isEditableMap(shared)) return undefined;
  return { ...shared, ...own };
}
