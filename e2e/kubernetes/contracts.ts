import type { ApiClient, ApiObject, Applied } from '@image-factory/testkit';
import { differences } from './differences.ts';

/** What is to hold of manifests, each with whatever breaks it. */
export interface Contracts {
  /** Objects that strict validation or the rules of the definitions refuse. */
  readonly refused: readonly string[];
  /** What the server warns of. */
  readonly warned: readonly string[];
  /** Fields that the server has otherwise than they were sent. */
  readonly drifted: readonly string[];
  /** Objects that applying the same again changed. */
  readonly moved: readonly string[];
  /** How many objects were applied. */
  readonly objects: number;
}

const parallel = 16;

/** Applies manifests as Argo CD does, wave by wave, and then all of them again. */
export async function holdContracts(api: ApiClient, objects: readonly ApiObject[]): Promise<Contracts> {
  const first = await applyInWaves(api, objects);
  const second = await applyInWaves(api, objects);
  return {
    refused: [...first, ...second].flatMap(({ object, applied }) =>
      applied.kind === 'refused' ? [`${titleOf(object)}: ${applied.message}`] : [],
    ),
    warned: [...first, ...second].flatMap(({ object, applied }) =>
      applied.kind === 'taken' ? applied.warnings.map((warning) => `${titleOf(object)}: ${warning}`) : [],
    ),
    drifted: second.flatMap(({ object, applied }) =>
      applied.kind === 'taken' ? differences(object, applied.object).map((line) => `${titleOf(object)}: ${line}`) : [],
    ),
    moved: second.flatMap(({ object, applied }, index) => (isSame(first[index]?.applied, applied) ? [] : [titleOf(object)])),
    objects: objects.length,
  };
}

interface Step {
  readonly object: ApiObject;
  readonly applied: Applied;
}

/** Wave by wave, as Argo CD does it. */
export async function applyInWaves(api: ApiClient, objects: readonly ApiObject[]): Promise<Step[]> {
  const waves = Map.groupBy(objects, waveOf);
  const steps: Step[] = [];
  for (const [, wave] of [...waves].toSorted(([a], [b]) => a - b)) steps.push(...(await applyAll(api, wave)));
  return steps;
}

/** Some at a time, and the outcomes in the order of the objects. */
export async function applyAll(api: ApiClient, objects: readonly ApiObject[]): Promise<Step[]> {
  const steps: Step[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < objects.length; index = next++) {
      const object = objects[index];
      if (object !== undefined) steps[index] = { object, applied: await api.apply(object) };
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return steps;
}

/** As Argo CD reads it; without the annotation an object is in wave 0. */
function waveOf({ metadata }: ApiObject): number {
  const { annotations = {} } = metadata as { readonly annotations?: Readonly<Record<string, string>> };
  return Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0);
}

function isSame(before: Applied | undefined, after: Applied): boolean {
  if (before?.kind !== 'taken' || after.kind !== 'taken') return false;
  const { generation, resourceVersion } = before.object.metadata;
  return generation === after.object.metadata.generation && resourceVersion === after.object.metadata.resourceVersion;
}

export function titleOf({ kind, metadata: { namespace = '', name } }: ApiObject): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}
