import type { FactoryModel, ManagedNode } from '@image-factory/core/graph';
import { baseKey, familiarReference, identityOf, parseReference } from '@image-factory/core/reference';
import { isMap, type YamlMap } from '@image-factory/core/yaml';
import { listField, mapField, readDetails, textField, type StateSnapshot } from '@image-factory/core/state';
import { describeWatch } from './describe.ts';

/** Everything that is known about one image, in the order in which a person asks. */
export interface Explanation {
  readonly name: string;
  readonly kind: 'managed' | 'external' | 'base';
  readonly image: string;
  /** The answer in sentences: what it is, how it stands, what happens next. */
  readonly summary: readonly string[];
  readonly source?: {
    readonly repository: string;
    readonly branch: string;
    readonly dockerfile: string;
    readonly target?: string;
    readonly builtBy: string;
  };
  readonly builtFrom: readonly ExplainedBase[];
  readonly unknown: readonly { readonly written: string; readonly line: string; readonly why: string }[];
  /** Images built from it: one step away, and all that a rebuild reaches. */
  readonly dependents: { readonly direct: readonly string[]; readonly all: readonly string[] };
  readonly watches?: string;
  readonly published: { readonly digest?: string; readonly version?: string; readonly lastBuilt?: string; readonly lastUpdated?: string };
  readonly status: string;
  readonly error?: { readonly code: string; readonly message: string; readonly line?: string };
}

export interface ExplainedBase {
  readonly image: string;
  readonly use: string;
  readonly line: number;
  /** Name of what it stands for: a base image's key or an enrolled image. */
  readonly name: string;
  /** `recorded`: a frontend, which is noted and not watched. */
  readonly kind: 'managed' | 'watched' | 'recorded';
  readonly pinned: boolean;
}

/**
 * Explains an enrolled image or a base image.
 *
 * @param subject - name of an enrolled image, key of a base image, or an image reference such as `node:22`
 * @returns undefined when nothing of that name is known
 */
export function explain(subject: string, model: FactoryModel, state: StateSnapshot): Explanation | undefined {
  const managed = model.managed.find(({ image }) => image.name === subject);
  if (managed !== undefined) return explainManaged(managed, model, state.images.get(subject));
  const external = model.external.find(({ name }) => name === subject);
  if (external !== undefined) {
    const dependents = dependentsOf(external.name, 'watched', model);
    return {
      ...watched(external.name, external.repository, describeWatch(external.watch), dependents, external.facts),
      kind: 'external',
      summary: [
        `${external.name} is enrolled and only watched: ${external.repository}, ${describeWatch(external.watch)}.`,
        consequence(dependents.direct),
      ],
    };
  }
  const key = keyOf(subject);
  const base = model.bases.find(({ name }) => name === subject || name === key);
  if (base === undefined) return undefined;
  const dependents = dependentsOf(base.name, 'watched', model);
  const image = familiarReference(base.reference);
  const watch = base.watch === undefined ? undefined : describeWatch(base.watch);
  return {
    ...watched(base.name, image, watch, dependents, base.facts),
    kind: 'base',
    summary: [
      `${image} is a base image, found by reading Dockerfiles.`,
      watch === undefined ? 'It is named by a digest alone, so nothing can move and nothing is watched.' : consequence(dependents.direct),
    ],
  };
}

/** Every subject that {@link explain} knows, for hints. */
export function subjects({ managed, external, bases }: FactoryModel): string[] {
  return [
    ...managed.map(({ image }) => image.name),
    ...external.map(({ name }) => name),
    ...bases.flatMap(({ name, reference }) => [name, familiarReference(reference)]),
  ];
}

function keyOf(subject: string): string | undefined {
  const parsed = parseReference(subject);
  return parsed.ok ? baseKey(identityOf(parsed.value)) : undefined;
}

function explainManaged(node: ManagedNode, model: FactoryModel, state: YamlMap | undefined): Explanation {
  const { image, facts } = node;
  const { source } = image;
  const status = facts.discoveryStatus ?? 'pending';
  const dependents = dependentsOf(image.name, 'managed', model);
  const failure = state === undefined ? new Map() : mapField(state, 'discoveryError');
  const code = textField(failure, 'code');
  const line = textField(failure, 'line');
  return {
    name: image.name,
    kind: 'managed',
    image: `${image.registry}/${image.repository}:${image.publishedTag}`,
    summary: managedSummary(node, status),
    source: {
      repository: source.repo ?? 'this repository',
      branch: source.branch,
      dockerfile: source.dockerfile,
      ...(source.target === undefined ? {} : { target: source.target }),
      builtBy: source.workflow ?? source.pipeline ?? "the factory's own build workflow",
    },
    builtFrom: builtFrom(node, state),
    unknown: unknownImages(state),
    dependents,
    published: publishedOf(facts),
    status,
    ...(code === undefined
      ? {}
      : { error: { code, message: textField(failure, 'message') ?? '', ...(line === undefined ? {} : { line }) } }),
  };
}

function managedSummary({ image, dependencies }: ManagedNode, status: string): string[] {
  const { hold } = image;
  return [
    `${image.name} is built by us and published as ${image.registry}/${image.repository}:${image.publishedTag}.`,
    status === 'success'
      ? `Its build pulls ${counted(dependencies.length, 'image')} that ${dependencies.length === 1 ? 'is' : 'are'} watched.`
      : statusSentence(status),
    image.autoRebuild
      ? `When one of them moves, it is rebuilt ${image.rebuildDelay.text} after the change was first seen.`
      : 'When one of them moves, it becomes eligible; it is never rebuilt by itself (autoRebuild: false).',
    ...(hold === undefined
      ? []
      : [`It is on hold${hold.until === undefined ? '' : ` until ${hold.until.toISOString()}`}: ${hold.reason}.`]),
  ];
}

function statusSentence(status: string): string {
  if (status === 'failed') return 'The last analysis failed; what was found before is kept.';
  return 'Its Dockerfile was not analyzed yet: run `image-factory analyze`.';
}

function builtFrom({ dependencies }: ManagedNode, state: YamlMap | undefined): ExplainedBase[] {
  const targets = new Map(dependencies.map((dependency) => [familiarReference(identityOf(dependency.reference)), dependency]));
  const details = state === undefined ? [] : readDetails(state);
  return details.map(({ reference, use, line, pinned }) => {
    const target = targets.get(familiarReference(identityOf(reference)));
    const kind = use === 'frontend' ? 'recorded' : (target?.kind ?? 'watched');
    return { image: familiarReference(reference), use, line, pinned, name: target?.name ?? baseKey(identityOf(reference)), kind };
  });
}

function unknownImages(state: YamlMap | undefined): Explanation['unknown'] {
  return (state === undefined ? [] : listField(state, 'unknownImages')).filter(isMap).map((item) => ({
    written: textField(item, 'written') ?? '',
    line: textField(item, 'line') ?? '',
    why: textField(item, 'why') ?? '',
  }));
}

function dependentsOf(name: string, kind: 'managed' | 'watched', { managed }: FactoryModel): Explanation['dependents'] {
  const from = (subject: string, of: 'managed' | 'watched'): string[] =>
    managed
      .filter(({ dependencies }) => dependencies.some((dependency) => dependency.kind === of && dependency.name === subject))
      .map(({ image }) => image.name);
  const direct = from(name, kind);
  const all = new Set(direct);
  for (const dependent of all) for (const next of from(dependent, 'managed')) all.add(next);
  all.delete(name);
  return { direct, all: [...all].toSorted() };
}

function watched(
  name: string,
  image: string,
  watches: string | undefined,
  dependents: Explanation['dependents'],
  facts: ManagedNode['facts'],
): Omit<Explanation, 'kind' | 'summary'> {
  return {
    name,
    image,
    builtFrom: [],
    unknown: [],
    dependents,
    ...(watches === undefined ? {} : { watches }),
    published: publishedOf(facts),
    status: facts.lastChecked === undefined ? 'not checked yet' : `checked ${facts.lastChecked}`,
  };
}

function publishedOf({ digest, version, lastBuilt, lastUpdated }: ManagedNode['facts']): Explanation['published'] {
  return {
    ...(digest === undefined ? {} : { digest }),
    ...(version === undefined ? {} : { version }),
    ...(lastBuilt === undefined ? {} : { lastBuilt }),
    ...(lastUpdated === undefined ? {} : { lastUpdated }),
  };
}

function consequence(direct: readonly string[]): string {
  if (direct.length === 0) return 'No image is built from it.';
  return `When it moves, ${direct.join(', ')} ${direct.length === 1 ? 'becomes' : 'become'} due after ${direct.length === 1 ? 'its' : 'their'} delay.`;
}

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
