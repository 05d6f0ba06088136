import {
  exactTagOf,
  type EnrolledImage,
  type Enrollment,
  type ExternalImage,
  type FactoryConfig,
  type ImageName,
  type ManagedImage,
} from '../enrollment/index.ts';
import { warning, type Checked, type Problem } from '../problem/index.ts';
import { parseBaseKey, repositoryUrl, type BaseKey } from '../reference/index.ts';
import {
  identityInState,
  mapField,
  readDetails,
  resolverFor,
  textField,
  watchOf,
  type Resolver,
  type StateSnapshot,
  type TagWatch,
} from '../state/index.ts';
import type { YamlMap } from '../yaml/index.ts';
import { withLastGood } from './last-good.ts';
import type { BaseNode, Dependency, ExternalNode, FactoryModel, ManagedNode, RuntimeFacts } from './model.ts';

/**
 * Merges enrollment and state by name (SPEC section 6): images.yaml decides what is configured, state says what was
 * found and seen. A state that lacks what a Warehouse needs is left out with a warning; disabled images are left out.
 * An entry that can't be used just now counts as it last could.
 */
export function buildModel(present: Enrollment, state: StateSnapshot, config: FactoryConfig): Checked<FactoryModel> {
  const enrollment = withLastGood(present, state);
  const resolve = resolverFor(enrollment);
  const images = [...enrollment.images.values()].toSorted(byName);
  const managed = images
    .filter(isManaged)
    .filter(({ enabled }) => enabled)
    .map((image) => managedNode(image, state, resolve));
  const dependents = dependentsByName(managed);
  const problems: Problem[] = [];
  const keep = <T>(checked: Checked<T | undefined>): T[] => {
    problems.push(...checked.problems);
    return checked.value === undefined ? [] : [checked.value];
  };
  const external = images
    .filter(isExternal)
    .filter(({ enabled }) => enabled)
    .flatMap((image) => keep(externalNode(image, state, dependents)));
  const bases = [...state.bases]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([stem, base]) => keep(baseNode(stem, base, resolve, dependents)));
  return { value: { config, managed, external, bases }, problems };
}

function managedNode(image: ManagedImage, state: StateSnapshot, resolve: Resolver): ManagedNode {
  const own = state.images.get(image.name);
  const dependencies = new Map<string, Dependency>();
  for (const { reference, use, line } of own === undefined ? [] : readDetails(own)) {
    if (use === 'frontend') continue;
    const resolved = resolve(reference);
    const { name } = resolved;
    if (name === image.name) continue;
    const dependency: Dependency =
      resolved.kind === 'managed' ? { ...resolved, reference, use, line } : { kind: 'watched', name, reference, use, line };
    const key = `${dependency.kind} ${name}`;
    // One that the final stage begins with is that above all.
    if (!dependencies.has(key) || (use === 'final-base' && dependencies.get(key)?.use !== 'final-base')) dependencies.set(key, dependency);
  }
  return { kind: 'managed', image, dependencies: [...dependencies.values()].toSorted(byName), facts: factsOf(own) };
}

function externalNode(
  image: ExternalImage,
  state: StateSnapshot,
  dependents: ReadonlyMap<string, readonly ImageName[]>,
): Checked<ExternalNode | undefined> {
  const watch = watchOf(image);
  if (watch === undefined) return { value: undefined, problems: [nothingToWatch(image.name)] };
  const repository = repositoryUrl({ domain: image.registry, path: image.repository });
  const node: ExternalNode = {
    kind: 'external',
    image,
    name: image.name,
    repository,
    watch,
    dependents: dependents.get(`watched ${image.name}`) ?? [],
    facts: factsOf(state.images.get(image.name)),
  };
  return { value: node, problems: [] };
}

function baseNode(
  stem: string,
  base: YamlMap,
  resolve: Resolver,
  dependents: ReadonlyMap<string, readonly ImageName[]>,
): Checked<BaseNode | undefined> {
  const reference = identityInState(base);
  const name = parseBaseKey(stem);
  if (reference === undefined || name === undefined) return { value: undefined, problems: [incompleteBase(stem)] };
  if (resolve(reference).kind !== 'base') return { value: undefined, problems: [] };
  const watch = watchInState(base);
  const node: BaseNode = {
    kind: 'base',
    name,
    reference,
    repository: repositoryUrl(reference),
    ...(watch === undefined ? {} : { watch }),
    dependents: dependents.get(`watched ${name}`) ?? [],
    facts: factsOf(base),
  };
  return { value: node, problems: [] };
}

/** P2: an upstream Warehouse exists if and only if the entry has `repoURL` and `allowTags`. */
function watchInState(base: YamlMap): TagWatch | undefined {
  const pattern = textField(base, 'allowTags');
  if (pattern === undefined || textField(base, 'repoURL') === undefined) return undefined;
  const tag = exactTagOf(pattern.replaceAll('\\\\', '\\'));
  return tag === undefined ? { strategy: 'Lexical', allow: pattern } : { strategy: 'Digest', tag };
}

/** Who is built from what, by `kind name` of the dependency. */
function dependentsByName(managed: readonly ManagedNode[]): Map<string, ImageName[]> {
  const dependents = new Map<string, ImageName[]>();
  for (const { image, dependencies } of managed) {
    for (const { kind, name } of dependencies) {
      const list = dependents.get(`${kind} ${name}`) ?? [];
      list.push(image.name);
      dependents.set(`${kind} ${name}`, list);
    }
  }
  return dependents;
}

function factsOf(state: YamlMap | undefined): RuntimeFacts {
  if (state === undefined) return {};
  const facts: { -readonly [K in keyof RuntimeFacts]: RuntimeFacts[K] } = {};
  for (const [fact, field] of factFields) {
    const value = textField(state, field);
    if (value !== undefined) facts[fact] = value;
  }
  const rebuildStatus = textField(mapField(state, 'rebuildState'), 'status');
  return rebuildStatus === undefined ? facts : { ...facts, rebuildStatus };
}

const factFields: readonly (readonly [keyof RuntimeFacts, string])[] = [
  ['digest', 'currentDigest'],
  ['version', 'currentVersion'],
  ['lastBuilt', 'lastBuilt'],
  ['lastUpdated', 'lastUpdated'],
  ['lastChecked', 'lastChecked'],
  ['discoveryStatus', 'discoveryStatus'],
];

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

function isManaged(image: EnrolledImage): image is ManagedImage {
  return image.kind === 'managed';
}

function isExternal(image: EnrolledImage): image is ExternalImage {
  return image.kind === 'external';
}

function nothingToWatch(name: ImageName): Problem {
  return warning('synth/missing-field', `${name} says nothing that a Warehouse could watch; it is left out.`, {
    image: name,
    hint: 'Give it `allowTags` (a regular expression) or `constraint` (a tag, or a range of versions).',
  });
}

function incompleteBase(stem: BaseKey | string): Problem {
  return warning('synth/missing-field', `The state of the base image ${stem} does not say which image it is; it is left out.`, {
    hint: 'Run `image-factory analyze`: it fills in what can be known.',
  });
}
