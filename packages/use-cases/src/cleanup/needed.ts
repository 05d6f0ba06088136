import { builtFromDigests, listField, mapField, textOf, type NeededDigests } from '@image-factory/core/state';
import type { YamlMap } from '@image-factory/core/yaml';

/** For every image or base image that something is built from, what the clocks of those need of what was seen of it. */
export type Needs = ReadonlyMap<string, readonly NeededDigests[]>;

/**
 * @param dependents - the states of all images that are kept, archived ones too: they come back with their clock
 */
export function neededBy(dependents: Iterable<YamlMap>): Needs {
  const needs = new Map<string, NeededDigests[]>();
  for (const state of dependents) {
    const names = new Set([...listField(state, 'baseImages').map((item) => textOf(item) ?? ''), ...mapField(state, 'builtFrom').keys()]);
    for (const name of names) {
      const known = needs.get(name) ?? [];
      known.push(builtFromDigests(state, name));
      needs.set(name, known);
    }
  }
  return needs;
}
