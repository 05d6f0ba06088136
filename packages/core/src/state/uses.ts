import type { Enrollment, ImageName, ManagedImage } from '../enrollment/index.ts';
import { error, rangeInLine, type Checked, type Problem } from '../problem/index.ts';
import { familiarReference, type BaseKey, type ImageReference } from '../reference/index.ts';
import type { YamlMap } from '../yaml/index.ts';
import { identityInState, type WantedBase } from './base-state.ts';
import { readDetails, type BaseDetail } from './details.ts';
import type { StateSnapshot } from './read.ts';
import type { Resolved, Resolver } from './resolve.ts';
import { listField, textOf } from './view.ts';

/** What an image is built from, each reference with what it stands for. Frontends are recorded but not watched. */
export function usesOf(
  image: ManagedImage,
  details: readonly BaseDetail[],
  existing: YamlMap | undefined,
  before: StateSnapshot,
  resolve: Resolver,
): Checked<readonly Resolved[]> {
  const uses: Resolved[] = [];
  const problems: Problem[] = [];
  for (const { reference, line } of referencesOf(details, existing, before)) {
    const target = resolve(reference);
    if (target.kind === 'managed' && target.name === image.name) problems.push(selfDependency(image, reference, line));
    else uses.push(target);
  }
  return { value: uses, problems };
}

/** The names in `baseImages`: each once, ordered. */
export function namesOf(uses: readonly Resolved[]): readonly string[] {
  return [...new Set(uses.map(({ name }): string => name))].toSorted();
}

/**
 * Every base image that something needs, with its dependents. Images whose entry can't be used just now still need
 * what their state says: a typo in images.yaml archives nothing.
 */
export function wantedBases(
  uses: ReadonlyMap<ImageName, readonly Resolved[]>,
  enrollment: Enrollment,
  before: StateSnapshot,
  resolve: Resolver,
): ReadonlyMap<BaseKey, WantedBase> {
  const wanted = new Map<BaseKey, { key: BaseKey; identity: ImageReference; dependents: string[] }>();
  const add = (target: Resolved, dependent: string): void => {
    if (target.kind !== 'base') return;
    const base = wanted.get(target.name) ?? { key: target.name, identity: target.identity, dependents: [] };
    if (!base.dependents.includes(dependent)) base.dependents.push(dependent);
    wanted.set(target.name, base);
  };
  for (const [name, targets] of uses) for (const target of targets) add(target, name);
  for (const [name, state] of before.images) {
    if (!enrollment.unusable.has(name)) continue;
    for (const { reference } of referencesOf(readDetails(state), state, before)) add(resolve(reference), name);
  }
  return wanted;
}

interface Reference {
  readonly reference: ImageReference;
  readonly line: number;
}

function referencesOf(details: readonly BaseDetail[], existing: YamlMap | undefined, before: StateSnapshot): readonly Reference[] {
  if (details.length > 0) return details.filter(({ use }) => use !== 'frontend');
  return namedBases(existing, before).map((reference) => ({ reference, line: 1 }));
}

// State of the first implementation names its bases by file and has no details.
function namedBases(state: YamlMap | undefined, before: StateSnapshot): ImageReference[] {
  if (state === undefined || state.has('baseImageDetails')) return [];
  return listField(state, 'baseImages').flatMap((item) => {
    const base = before.bases.get(textOf(item) ?? '');
    const identity = base === undefined ? undefined : identityInState(base);
    return identity === undefined ? [] : [identity];
  });
}

function selfDependency(image: ManagedImage, reference: ImageReference, line: number): Problem {
  return error(
    'enrollment/self-dependency',
    `${image.name} is built from itself: ${familiarReference(reference)} is the image that it publishes.`,
    {
      image: image.name,
      source: { file: image.source.dockerfile, range: rangeInLine(Math.max(1, line), 1, 0) },
      hint: 'Build from another image, or enroll the parent as an image of its own with its own repository.',
    },
  );
}
