import {
  baseKey,
  familiarReference,
  identityOf,
  parseReference,
  parseRepository,
  parseTag,
  repositoryUrl,
  type BaseKey,
  type ImageReference,
} from '../reference/index.ts';
import { nothing, toYaml, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { mergeState, type FieldChanges } from './merge.ts';
import { textField } from './view.ts';
import { exactPattern } from './watch.ts';

/** A base image that some build pulls. */
export interface WantedBase {
  readonly key: BaseKey;
  readonly identity: ImageReference;
  readonly dependents: readonly string[];
}

/** The state of a wanted base image: its definition new, what was seen of it as it was. */
export function baseState(wanted: WantedBase, existing: YamlMap | undefined, now: string): YamlMap {
  const { key, identity, dependents } = wanted;
  const changes: FieldChanges = new Map<string, YamlValue | undefined>([
    ['name', key],
    ['fullImage', familiarReference(identity)],
    ['registry', identity.domain],
    ['repository', identity.path],
    ['tag', identity.tag ?? nothing],
    ['digest', identity.digest],
    ...watchFields(identity),
    ['firstDiscovered', existing?.get('firstDiscovered') ?? now],
    ['dependentImages', toYaml(dependents.toSorted())],
    ['archived', undefined],
  ]);
  return mergeState('base', existing, 'analyze', changes);
}

// A digest alone never moves: there is nothing to watch, and without these fields no Warehouse is made (P2).
function watchFields(identity: ImageReference): [string, YamlValue | undefined][] {
  if (identity.tag === undefined) return withoutWatch();
  return [
    ['repoURL', repositoryUrl(identity)],
    ['allowTags', exactPattern(identity.tag)],
    ['imageSelectionStrategy', 'Lexical'],
  ];
}

/** The changes that stop upstream watching: for what we build ourselves now (P3, P7). */
export function withoutWatch(): [string, YamlValue | undefined][] {
  return [
    ['repoURL', undefined],
    ['allowTags', undefined],
    ['imageSelectionStrategy', undefined],
  ];
}

/**
 * Which image a base state is about: where its fields disagree, `fullImage` decides (SPEC section 5). Not its file name,
 * which the first implementation built in an ambiguous way.
 */
export function identityInState(state: YamlMap): ImageReference | undefined {
  const parsed = parseReference(textField(state, 'fullImage') ?? '');
  if (parsed.ok) return identityOf(parsed.value);
  const repository = parseRepository(textField(state, 'registry') ?? '', textField(state, 'repository') ?? '');
  const tag = parseTag(textField(state, 'tag') ?? '');
  if (!repository.ok || tag === undefined) return undefined;
  return identityOf({ ...repository.value, tag });
}

/** Base states by the key of their image; of several for one image the one with the right file name wins. */
export function indexBases(bases: ReadonlyMap<string, YamlMap>): ReadonlyMap<string, { stem: string; state: YamlMap }> {
  const index = new Map<string, { stem: string; state: YamlMap }>();
  for (const [stem, state] of [...bases].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const identity = identityInState(state);
    const key = identity === undefined ? stem : baseKey(identity);
    if (!index.has(key) || stem === key) index.set(key, { stem, state });
  }
  return index;
}
