import type { Enrollment } from '../enrollment/index.ts';
import { parseBaseKey, type BaseKey, type ImageReference } from '../reference/index.ts';
import { toYaml, type YamlMap } from '../yaml/index.ts';
import { archive, restore, type Shelves } from './archive.ts';
import { baseState, identityInState, indexBases, withoutWatch, type WantedBase } from './base-state.ts';
import { carryObserved, mergeState } from './merge.ts';
import type { Resolved, Resolver } from './resolve.ts';
import { listField, mapField, textField, textOf } from './view.ts';
import { exactPattern } from './watch.ts';

/**
 * Gives every wanted base image its state: as it was, under the name of its whole reference; from the archive; or new.
 * A base that takes over from an external image knows what that had seen. One that only images of others need gets its
 * dependents; all else is up to them.
 *
 * @param mayRemove - whether an image that is not enrolled counts as removed
 */
export function placeBases(shelves: Shelves, wanted: ReadonlyMap<BaseKey, WantedBase>, enrollment: Enrollment, mayRemove: boolean): void {
  const { after, reasons, time, owns } = shelves;
  const index = indexBases(after.bases);
  const externals = formerExternals(shelves, enrollment, mayRemove);
  for (const base of wanted.values()) {
    if (after.blocked.has(`base-images/${base.key}.yaml`)) continue;
    const found = index.get(base.key);
    if (!base.dependents.some(owns)) {
      if (found !== undefined) after.bases.set(found.stem, withDependents(found.state, allDependents(base, found.state, after.blocked)));
      continue;
    }
    const archivedAt = found === undefined ? archiveTime(after.archivedBases.get(base.key)) : '';
    const existing = found?.state ?? restore(shelves, 'bases', base.key);
    const state = baseState({ ...base, dependents: allDependents(base, existing, after.blocked) }, existing, time);
    if (found !== undefined && found.stem !== base.key) {
      after.bases.delete(found.stem);
      reasons.set(`bases/${base.key}`, `renamed from ${found.stem}: files are named after the whole reference`);
    }
    const watchedBefore = found === undefined ? externals(base.identity, archivedAt) : undefined;
    after.bases.set(base.key, watchedBefore === undefined ? state : carryObserved(state, 'base', watchedBefore, 'external'));
  }
}

/** With those whose own state can't be read just now: what they are built from is not known to have changed. */
function allDependents({ dependents }: WantedBase, base: YamlMap | undefined, blocked: ReadonlySet<string>): readonly string[] {
  if (base === undefined || blocked.size === 0) return dependents;
  const unreadable = listField(base, 'dependentImages').flatMap((item) => {
    const name = textOf(item);
    return name !== undefined && blocked.has(`images/${name}.yaml`) ? [name] : [];
  });
  return [...dependents, ...unreadable];
}

function withDependents(state: YamlMap, dependents: readonly string[]): YamlMap {
  return mergeState('base', state, 'analyze', new Map([['dependentImages', toYaml(dependents.toSorted())]]));
}

type FormerExternals = (identity: ImageReference, since: string) => YamlMap | undefined;

/**
 * States of external images that are no longer enrolled, by exactly the reference that they watched; of several, the one
 * that went last. It does not matter whether this run archives it, an earlier one did, or another one will; nor, of a name
 * that is enrolled again, whether its state is back from the archive already.
 */
function formerExternals({ after, time }: Shelves, enrollment: Enrollment, mayRemove: boolean): FormerExternals {
  let index: Map<string, { state: YamlMap; at: string }> | undefined;
  const makeIndex = (): Map<string, { state: YamlMap; at: string }> => {
    const made = new Map<string, { state: YamlMap; at: string }>();
    const going = (mayRemove ? [...after.images].filter(([name]) => isRemoved(name, enrollment)) : []).map(([name, state]) => ({
      name,
      state,
      at: time,
    }));
    const gone = [...after.archivedImages]
      .filter(([name]) => isRemoved(name, enrollment))
      .map(([name, state]) => ({ name, state, at: archiveTime(state) }));
    for (const { state, at } of [...going, ...gone].toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const [url, tags] = [textField(state, 'repoURL'), textField(state, 'allowTags')];
      if (url === undefined || tags === undefined) continue;
      const key = `${url} ${tags}`;
      if ((made.get(key)?.at ?? '') < at) made.set(key, { state, at });
    }
    return made;
  };
  return ({ domain, path, tag }, since) => {
    if (tag === undefined) return undefined;
    const former = (index ??= makeIndex()).get(`${domain}/${path} ${exactPattern(tag)}`);
    return former === undefined || former.at < since ? undefined : former.state;
  };
}

/** When a state went to the archive; empty when it is not there. */
function archiveTime(state: YamlMap | undefined): string {
  return state === undefined ? '' : (textField(mapField(state, 'archived'), 'at') ?? '');
}

/** An external image with the exact tag of a base image takes over its state (SPEC section 16): what was seen moves along. */
export function takeOverBases({ after, reasons, owns }: Shelves, resolve: Resolver): void {
  for (const [stem, base] of after.bases) {
    const identity = identityInState(base);
    const target = identity === undefined ? undefined : resolve(identity);
    const state = target?.kind === 'external' && owns(target.name) ? after.images.get(target.name) : undefined;
    if (target === undefined || state === undefined) continue;
    after.images.set(target.name, carryObserved(state, 'external', base, 'base'));
    reasons.set(`bases/${stem}`, `${target.name} in images.yaml watches this image now`);
  }
}

/** Archives the state of images that are no longer enrolled. */
export function archiveImages(shelves: Shelves, enrollment: Enrollment): void {
  for (const name of [...shelves.after.images.keys()]) {
    if (shelves.owns(name) && isRemoved(name, enrollment)) archive(shelves, 'images', name, 'removed from images.yaml');
  }
}

/** Whether images.yaml has no entry for an image, not even one that can't be used. */
function isRemoved(name: string, { images, unusable }: Enrollment): boolean {
  const enrolled: ReadonlyMap<string, unknown> = images;
  return !enrolled.has(name) && !unusable.has(name);
}

/** Archives the state of base images that nothing is built from any more; what we build now loses its upstream (P7). */
export function archiveBases(shelves: Shelves, wanted: ReadonlyMap<BaseKey, WantedBase>, resolve: Resolver): void {
  const { after, reasons, owns } = shelves;
  for (const [stem, state] of [...after.bases]) {
    const key = parseBaseKey(stem);
    if (key !== undefined && wanted.has(key)) continue;
    const identity = identityInState(state);
    const target = identity === undefined ? undefined : resolve(identity);
    if (target?.kind === 'external' && !owns(target.name)) continue;
    // Dependents are derived at each analysis, and there are none left.
    const kept = withDependents(state, []);
    after.bases.set(stem, target?.kind === 'managed' ? mergeState('base', kept, 'analyze', new Map(withoutWatch())) : kept);
    archive(shelves, 'bases', stem, reasons.get(`bases/${stem}`) ?? archiveReason(target, stem));
  }
}

function archiveReason(target: Resolved | undefined, stem: string): string {
  if (target?.kind === 'managed') return `built here as ${target.name}`;
  if (target?.kind === 'base' && target.name !== stem) return `another file tracks the same image as ${target.name}`;
  return 'no image uses it any more';
}
