import { platformsOf } from '@image-factory/core/decide';
import type { Platform } from '@image-factory/core/dockerfile';
import type { Delay } from '@image-factory/core/enrollment';
import type { FactoryModel, ManagedNode } from '@image-factory/core/graph';
import type { Needs } from '@image-factory/core/observe';
import { notice, type Checked, type Problem } from '@image-factory/core/problem';
import { identityOf, type ImageReference, type Tag } from '@image-factory/core/reference';
import type { NeededDigests, StateKind, StatePlace, StateSnapshot } from '@image-factory/core/state';
import type { YamlMap } from '@image-factory/core/yaml';
import { neededBy } from '../cleanup/needed.ts';

/** Something whose reference is looked up. */
export interface Subject {
  readonly kind: StateKind;
  readonly name: string;
  readonly place: StatePlace;
  readonly reference: ImageReference;
  /** Of an image that we build: another tag than the published one, which others are built from. */
  readonly otherTag?: Tag;
  /** Of an image that we build: all tags of that kind. */
  readonly named?: ReadonlySet<Tag>;
  readonly state: YamlMap;
  readonly needs: Needs;
}

/**
 * What there is to look up, in the order of the names: every base image with a tag, every external image that follows one
 * tag, and of every image that we build the published tag and those that others are built from. Images that choose among tags
 * are left to Kargo, which knows how; a notice names them. Images without a state are left to the analysis.
 */
export function subjectsOf({ managed, external, bases }: FactoryModel, state: StateSnapshot): Checked<readonly Subject[]> {
  const needs = needsByName(managed, state);
  const needsOf = (id: string): Needs => needs.get(id) ?? { platforms: new Set(), dependents: [] };
  const subjects: Subject[] = [];
  const add = (kind: StateKind, name: string, reference: ImageReference, more: Pick<Subject, 'otherTag' | 'named'> = {}): void => {
    const shelf = kind === 'base' ? 'bases' : 'images';
    const own = state[shelf].get(name);
    if (own === undefined) return;
    subjects.push({ kind, name, place: { shelf, stem: name }, reference, ...more, state: own, needs: needsOf(idOf(name, more.otherTag)) });
  };
  const left: string[] = [];
  for (const { name, reference, watch } of bases)
    if (watch !== undefined && reference.tag !== undefined) add('base', name, identityOf(reference));
  for (const { image, name, watch } of external) {
    if (watch.strategy === 'Digest') add('external', name, { domain: image.registry, path: image.repository, tag: watch.tag });
    else left.push(name);
  }
  const others = otherTags(managed);
  for (const { image } of managed) {
    const repository = { domain: image.registry, path: image.repository };
    const named = others.get(image.name) ?? new Set();
    add('managed', image.name, { ...repository, tag: image.publishedTag }, { named });
    for (const otherTag of [...named].toSorted()) add('managed', image.name, { ...repository, tag: otherTag }, { otherTag });
  }
  return { value: subjects.toSorted(byName), problems: left.length === 0 ? [] : [notWatched(left)] };
}

function byName(a: Subject, b: Subject): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

/** Tags that images are built from and that are not published as current, by the name of whose tags they are. */
function otherTags(managed: FactoryModel['managed']): ReadonlyMap<string, ReadonlySet<Tag>> {
  const tags = new Map<string, Set<Tag>>();
  for (const dependency of managed.flatMap(({ dependencies }) => dependencies)) {
    if (dependency.kind !== 'managed' || dependency.otherTag === undefined) continue;
    tags.set(dependency.name, (tags.get(dependency.name) ?? new Set()).add(dependency.otherTag));
  }
  return tags;
}

function idOf(name: string, otherTag: Tag | undefined): string {
  return otherTag === undefined ? name : `${name}:${otherTag}`;
}

/** By the name of what is built from, and its tag where that is another one: what those need that are built from it, archived ones too. */
function needsByName(managed: FactoryModel['managed'], state: StateSnapshot): ReadonlyMap<string, Needs> {
  const nodes = new Map<string, ManagedNode>(managed.map((node) => [node.image.name, node]));
  const needs = new Map<string, { dependents: NeededDigests[]; platforms: Set<Platform>; delays: Delay[]; isCertain: boolean }>();
  const dependents = [...state.images, ...[...state.archivedImages.values()].map((own) => [undefined, own] as const)];
  for (const [name, own] of dependents) {
    const node = name === undefined ? undefined : nodes.get(name);
    const image = node?.image;
    const named = new Map<string, Tag | undefined>(
      node?.dependencies.map((each) => [each.name, each.kind === 'managed' ? each.otherTag : undefined]),
    );
    for (const [base, digests] of neededBy([own])) {
      const id = idOf(base, named.get(base));
      const known = needs.get(id) ?? { dependents: [], platforms: new Set(), delays: [], isCertain: true };
      known.dependents.push(...digests);
      for (const platform of image === undefined ? [] : platformsOf(image)) known.platforms.add(platform);
      if (image !== undefined) known.delays.push(image.rebuildDelay);
      known.isCertain &&= image !== undefined;
      needs.set(id, known);
    }
  }
  return new Map([...needs].map(([name, { isCertain, platforms, ...rest }]) => [name, isCertain ? { ...rest, platforms } : rest]));
}

function notWatched(names: readonly string[]): Problem {
  return notice('observe/not-watched', `${listed(names)}: which of many tags is meant is not looked up here; Kargo watches that.`, {
    hint: 'To have it looked up without Kargo, allow one tag: `allowTags: ^16-alpine$`, or `constraint: 16-alpine`.',
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
