import { itemsOf, type Entry, type Node } from './node.ts';

/**
 * The keys of a mapping together with those that `<<` takes over: its own win, then the first mapping that has a key
 * (the YAML merge key draft, which Compose follows). What `<<` names is no mapping: it gives nothing.
 */
export function mergeEntries(own: ReadonlyMap<string, Entry>, merged: readonly Node[]): ReadonlyMap<string, Entry> {
  const entries = new Map(own);
  for (const node of merged.flatMap((value) => itemsOf(value))) {
    if (node.kind !== 'map') continue;
    for (const [key, entry] of node.entries) if (!entries.has(key)) entries.set(key, entry);
  }
  return entries;
}
