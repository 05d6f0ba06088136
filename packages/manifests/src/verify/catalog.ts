import type { EditableMap } from '@image-factory/core/yaml';
import { mapOf, mapsIn, textOf, textsOf } from './parts.ts';
import { originOf } from './rules-stage.ts';
import { stepsOf } from './rules-step.ts';
import { isKargo, isTemplate, type Subject } from './subject.ts';

/** A request for Freight: where it comes from, and through which Stages. */
interface Request {
  readonly origin: string;
  readonly isDirect: boolean;
  readonly stages: readonly string[];
}

interface KnownStage {
  readonly requests: readonly Request[];
  readonly hasSteps: boolean;
}

export interface KnownTask {
  /** By name: the value of its own, empty where it has none. */
  readonly variables: ReadonlyMap<string, string>;
  /** Variables with which a step asks for an image. */
  readonly asksFor: ReadonlySet<string>;
}

/** What objects refer to, by namespace and name; what belongs to the whole cluster has no namespace. */
export interface Catalog {
  /** The repositories of images that a Warehouse watches. */
  readonly warehouses: ReadonlyMap<string, readonly string[]>;
  readonly stages: ReadonlyMap<string, KnownStage>;
  readonly tasks: ReadonlyMap<string, KnownTask>;
  /** The arguments of a template: whether each has a value of its own. */
  readonly templates: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  readonly projects: ReadonlySet<string>;
}

export function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

export function catalogOf(subjects: readonly Subject[]): Catalog {
  const kargo = subjects.filter(isKargo);
  const of = (...kinds: readonly string[]): readonly Subject[] => kargo.filter(({ kind }) => kinds.includes(kind));
  return {
    warehouses: new Map(of('Warehouse').map((one) => [keyOf(one.namespace, one.name), repositoriesOf(one.spec)])),
    stages: new Map(of('Stage').map((one) => [keyOf(one.namespace, one.name), knownStage(one.spec)])),
    tasks: new Map(of('PromotionTask', 'ClusterPromotionTask').map((one) => [keyOf(one.namespace, one.name), knownTask(one.spec)])),
    templates: new Map(subjects.filter(isTemplate).map((one) => [keyOf(one.namespace, one.name), argumentsOf(one.spec)])),
    projects: new Set(of('Project').map(({ name }) => name)),
  };
}

function repositoriesOf(spec: EditableMap): string[] {
  return mapsIn(spec['subscriptions'], []).flatMap(({ value }) => {
    const url = textOf(mapOf(value['image'])['repoURL']);
    return url === '' ? [] : [url];
  });
}

function knownStage(spec: EditableMap): KnownStage {
  const requests = mapsIn(spec['requestedFreight'], []).map(({ value }) => {
    const sources = mapOf(value['sources']);
    return {
      origin: originOf(value),
      isDirect: sources['direct'] === true,
      stages: textsOf(sources['stages'], []).map((stage) => stage.value),
    };
  });
  return { requests, hasSteps: stepsOf(spec).length > 0 };
}

function knownTask(spec: EditableMap): KnownTask {
  const text = JSON.stringify(mapsIn(spec['steps'], []).map(({ value }) => value['config'] ?? null));
  return {
    variables: new Map(mapsIn(spec['vars'], []).map(({ value }) => [textOf(value['name']), textOf(value['value'])])),
    asksFor: new Set([...text.matchAll(/\bimageFrom\(\s*vars\.(\w+)/g)].map(([, name]) => name ?? '')),
  };
}

function argumentsOf(spec: EditableMap): Map<string, boolean> {
  return new Map(
    mapsIn(spec['args'], []).map(({ value }) => [textOf(value['name']), value['value'] !== undefined || value['valueFrom'] !== undefined]),
  );
}
