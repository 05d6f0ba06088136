import { platformsOf } from '@image-factory/core/decide';
import type { Platform } from '@image-factory/core/dockerfile';
import type { Delay } from '@image-factory/core/enrollment';
import type { FactoryModel } from '@image-factory/core/graph';
import type { Needs } from '@image-factory/core/observe';
import { notice, type Checked, type Problem } from '@image-factory/core/problem';
import { familiarReference, identityOf, type ImageReference } from '@image-factory/core/reference';
import type { NeededDigests, StateKind, StatePlace, StateSnapshot } from '@image-factory/core/state';
import type { YamlMap } from '@image-factory/core/yaml';
import { neededBy } from '../cleanup/needed.ts';

/** Something whose reference is looked up. */
export interface Subject {
  readonly kind: StateKind;
  readonly name: string;
  readonly place: StatePlace;
  readonly reference: ImageReference;
  readonly state: YamlMap;
  readonly needs: Needs;
}

/**
 * What there is to look up, in the order of the names: every base image with a tag, every external image that follows one
 * tag, and the published tag of every image that we build. Images that choose among tags are left to Kargo, which knows how;
 * a notice names them. Images without a state are left to the analysis.
 */
export function subjectsOf({ managed, external, bases }: FactoryModel, state: StateSnapshot): Checked<readonly Subject[]> {
  const needs = needsByName(managed, state);
  const needsOf = (name: string): Needs => needs.get(name) ?? { platforms: new Set(), dependents: [] };
  const subjects: Subject[] = [];
  const add = (kind: StateKind, name: string, reference: ImageReference): void => {
    const shelf = kind === 'base' ? 'bases' : 'images';
    const own = state[shelf].get(name);
    if (own !== undefined) subjects.push({ kind, name, place: { shelf, stem: name }, reference, state: own, needs: needsOf(name) });
  };
  const left: string[] = [];
  for (const { name, reference, watch } of bases)
    if (watch !== undefined && reference.tag !== undefined) add('base', name, identityOf(reference));
  for (const { image, name, watch } of external) {
    if (watch.strategy === 'Digest') add('external', name, { domain: image.registry, path: image.repository, tag: watch.tag });
    else left.push(name);
  }
  for (const { image } of managed) add('managed', image.name, { domain: image.registry, path: image.repository, tag: image.publishedTag });
  const problems = [...(left.length === 0 ? [] : [notWatched(left)]), ...otherTags(managed)];
  return { value: subjects.toSorted((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

/** By the name of what is built from: what those need that are built from it, archived ones too. */
function needsByName(managed: FactoryModel['managed'], state: StateSnapshot): ReadonlyMap<string, Needs> {
  const images = new Map<string, FactoryModel['managed'][number]['image']>(managed.map(({ image }) => [image.name, image]));
  const needs = new Map<string, { dependents: NeededDigests[]; platforms: Set<Platform>; delays: Delay[]; isCertain: boolean }>();
  const dependents = [...state.images, ...[...state.archivedImages.values()].map((own) => [undefined, own] as const)];
  for (const [name, own] of dependents) {
    const image = name === undefined ? undefined : images.get(name);
    for (const [base, digests] of neededBy([own])) {
      const known = needs.get(base) ?? { dependents: [], platforms: new Set(), delays: [], isCertain: true };
      known.dependents.push(...digests);
      for (const platform of image === undefined ? [] : platformsOf(image)) known.platforms.add(platform);
      if (image !== undefined) known.delays.push(image.rebuildDelay);
      known.isCertain &&= image !== undefined;
      needs.set(base, known);
    }
  }
  return new Map([...needs].map(([name, { isCertain, platforms, ...rest }]) => [name, isCertain ? { ...rest, platforms } : rest]));
}

function notWatched(names: readonly string[]): Problem {
  return notice('observe/not-watched', `${listed(names)}: which of many tags is meant is not looked up here; Kargo watches that.`, {
    hint: 'To have it looked up without Kargo, allow one tag: `allowTags: ^16-alpine$`, or `constraint: 16-alpine`.',
  });
}

/** A change of another tag of an image that we build is not seen: only the published tag is looked up. */
function otherTags(managed: FactoryModel['managed']): Problem[] {
  const published = new Map<string, string>(managed.map(({ image }) => [image.name, image.publishedTag]));
  return managed.flatMap(({ image, dependencies }) =>
    dependencies.flatMap(({ kind, name, reference }) => {
      const tag = identityOf(reference).tag;
      if (kind !== 'managed' || tag === undefined || tag === published.get(name)) return [];
      return [
        notice(
          'observe/other-tag',
          `${image.name} is built from ${familiarReference(reference)}; of ${name} only \`${published.get(name) ?? ''}\` is looked up.`,
          {
            image: image.name,
            hint: `Build from the published tag, or make \`${tag}\` the \`publishedTag\` of ${name}.`,
          },
        ),
      ];
    }),
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
