import type { Platform } from '../dockerfile/index.ts';
import type { RebuildKey } from '../rebuild/index.ts';
import type { Digest } from '../reference/index.ts';
import { listField, mergeState, textField } from '../state/index.ts';
import { isMap, toYaml, type YamlMap, type YamlValue } from '../yaml/index.ts';

/** What is told of a build in the history of its image. */
export interface BuildFacts {
  readonly key?: RebuildKey | undefined;
  readonly attempt?: number | undefined;
  readonly durationSeconds?: number | undefined;
  /** Compressed bytes of the layers. */
  readonly sizes: ReadonlyMap<Platform, number>;
}

/**
 * Adds to the newest entry of `updateHistory` how its image was built; an entry about another digest, and one that says it
 * already, stay as they are. The size before is that of the entry before.
 *
 * @param state - of a managed image
 */
export function withBuildFacts(state: YamlMap, digest: Digest, { key, attempt, durationSeconds, sizes }: BuildFacts): YamlMap {
  const entries = listField(state, 'updateHistory');
  const last = entries.at(-1);
  if (last === undefined || !isMap(last) || textField(last, 'digest') !== digest || last.has('sizes')) return state;
  const sorted = [...sizes].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const next = new Map<string, YamlValue>([
    ...last,
    ...(key === undefined ? [] : [['key', toYaml(key)] as const]),
    ...(attempt === undefined ? [] : [['attempt', toYaml(attempt)] as const]),
    ...(durationSeconds === undefined ? [] : [['durationSeconds', toYaml(durationSeconds)] as const]),
    ...(sorted.length === 0 ? [] : [['sizes', toYaml(Object.fromEntries(sorted))] as const]),
  ]);
  return mergeState('managed', state, 'build', new Map([['updateHistory', [...entries.slice(0, -1), next]]]));
}
