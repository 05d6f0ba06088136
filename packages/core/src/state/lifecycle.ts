import type { Enrollment } from '../enrollment/index.ts';
import { parseBaseKey, type BaseKey, type ImageReference } from '../reference/index.ts';
import type { YamlMap } from '../yaml/index.ts';
import { archive, restore, type Shelves } from './archive.ts';
import { baseState, identityInState, indexBases, withoutWatch, type WantedBase } from './base-state.ts';
import { carryObserved, mergeState } from './merge.ts';
import type { Resolved, Resolver } from './resolve.ts';
import { textField } from './view.ts';
import { exactPattern } from './watch.ts';

/**
 * Gives every wanted base image its state: as it was, under the name of its whole reference; from the archive; or new.
 * A base that takes over from an external image knows what that had seen.
 */
export function placeBases(shelves: Shelves, wanted: ReadonlyMap<BaseKey, WantedBase>): void {
  const { after, reasons, time } = shelves;
  const index = indexBases(after.bases);
  for (const base of wanted.values()) {
    if (after.blocked.has(`base-images/${base.key}.yaml`)) continue;
    const found = index.get(base.key);
    const state = baseState(base, found?.state ?? restore(shelves, 'bases', base.key), time);
    if (found !== undefined && found.stem !== base.key) {
      after.bases.delete(found.stem);
      reasons.set(`bases/${base.key}`, `renamed from ${found.stem}: files are named after the whole reference`);
    }
    const watchedBefore = found === undefined ? formerExternal(shelves, base.identity) : undefined;
    after.bases.set(base.key, watchedBefore === undefined ? state : carryObserved(state, 'base', watchedBefore, 'external'));
  }
}

/** The state of an external image that this run archived and that watched exactly this reference. */
function formerExternal({ after, archivedNow }: Shelves, { domain, path, tag }: ImageReference): YamlMap | undefined {
  if (tag === undefined) return undefined;
  return [...archivedNow]
    .map((name) => after.archivedImages.get(name))
    .find(
      (state) =>
        state !== undefined && textField(state, 'repoURL') === `${domain}/${path}` && textField(state, 'allowTags') === exactPattern(tag),
    );
}

/** An external image with the exact tag of a base image takes over its state (SPEC section 16): what was seen moves along. */
export function takeOverBases({ after, reasons }: Shelves, resolve: Resolver): void {
  for (const [stem, base] of after.bases) {
    const identity = identityInState(base);
    const target = identity === undefined ? undefined : resolve(identity);
    const state = target?.kind === 'external' ? after.images.get(target.name) : undefined;
    if (target === undefined || state === undefined) continue;
    after.images.set(target.name, carryObserved(state, 'external', base, 'base'));
    reasons.set(`bases/${stem}`, `${target.name} in images.yaml watches this image now`);
  }
}

/** Archives the state of images that are no longer enrolled. */
export function archiveImages(shelves: Shelves, enrollment: Enrollment): void {
  const enrolled = new Set<string>(enrollment.images.keys());
  for (const name of [...shelves.after.images.keys()]) {
    if (enrolled.has(name) || enrollment.unusable.has(name)) continue;
    archive(shelves, 'images', name, 'removed from images.yaml');
    shelves.archivedNow.add(name);
  }
}

/** Archives the state of base images that nothing is built from any more; what we build now loses its upstream (P7). */
export function archiveBases(shelves: Shelves, wanted: ReadonlyMap<BaseKey, WantedBase>, resolve: Resolver): void {
  const { after, reasons } = shelves;
  for (const [stem, state] of [...after.bases]) {
    const key = parseBaseKey(stem);
    if (key !== undefined && wanted.has(key)) continue;
    const identity = identityInState(state);
    const target = identity === undefined ? undefined : resolve(identity);
    if (target?.kind === 'managed') after.bases.set(stem, mergeState('base', state, 'analyze', new Map(withoutWatch())));
    archive(shelves, 'bases', stem, reasons.get(`bases/${stem}`) ?? archiveReason(target, stem));
  }
}

function archiveReason(target: Resolved | undefined, stem: string): string {
  if (target?.kind === 'managed') return `built here as ${target.name}`;
  if (target?.kind === 'base' && target.name !== stem) return `another file tracks the same image as ${target.name}`;
  return 'no image uses it any more';
}
