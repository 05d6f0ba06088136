import { error, type Problem } from '@image-factory/core/problem';
import type { KubernetesObject } from '../infrastructure/index.ts';
import { isObjectName } from './names.ts';

/** The kinds that we make. No Secret, nothing that gives rights in the whole cluster, nothing that Kargo makes itself. */
const kinds: ReadonlyMap<string, string> = new Map([
  ...['Namespace', 'ServiceAccount', 'ConfigMap'].map((kind) => [kind, 'v1'] as const),
  ...['Project', 'ProjectConfig', 'PromotionTask', 'Warehouse', 'Stage'].map((kind) => [kind, 'kargo.akuity.io/v1alpha1'] as const),
  ['AnalysisTemplate', 'argoproj.io/v1alpha1'],
]);

/** Names by kind and namespace: nothing is kept of an object but the text that it holds anyway. */
export type SeenNames = Map<string, Set<string>>;

/**
 * Every kind allowed, every name valid, none twice.
 *
 * @param seen - the objects before this one; it is added
 */
export function checkNames({ apiVersion, kind, metadata }: KubernetesObject, seen: SeenNames): Problem[] {
  const { name, namespace = '' } = metadata;
  const problems: Problem[] = [];
  const place = `${kind} ${namespace}`;
  const names = seen.get(place) ?? new Set();
  if (names.has(name))
    problems.push(
      error('synth/name-collision', `There are two objects of kind ${kind} with the name ${name}.`, { hint: 'Rename one of the images.' }),
    );
  if (kinds.get(kind) !== apiVersion)
    problems.push(error('synth/invalid-manifest', `The factory makes no objects of kind ${apiVersion}/${kind}.`));
  if (!isObjectName(name)) problems.push(error('synth/invalid-manifest', `${kind} ${name}: Kubernetes does not take this name.`));
  seen.set(place, names.add(name));
  return problems;
}
