import { error, type Problem } from '@image-factory/core/problem';
import type { KubernetesObject } from '../infrastructure/index.ts';
import { isObjectName } from './names.ts';

/** The kinds that we make. No Secret, nothing that gives rights in the whole cluster, nothing that Kargo makes itself. */
const kinds: ReadonlySet<string> = new Set([
  ...['v1/Namespace', 'v1/ServiceAccount', 'v1/ConfigMap'],
  ...['Project', 'ProjectConfig', 'PromotionTask', 'Warehouse', 'Stage'].map((kind) => `kargo.akuity.io/v1alpha1/${kind}`),
  'argoproj.io/v1alpha1/AnalysisTemplate',
]);

/**
 * Every kind allowed, every name valid, none twice.
 *
 * @param seen - the objects before this one; it is added
 */
export function checkNames({ apiVersion, kind, metadata }: KubernetesObject, seen: Set<string>): Problem[] {
  const { name, namespace = '' } = metadata;
  const problems: Problem[] = [];
  const identity = `${kind} ${namespace} ${name}`;
  if (seen.has(identity))
    problems.push(
      error('synth/name-collision', `There are two objects of kind ${kind} with the name ${name}.`, { hint: 'Rename one of the images.' }),
    );
  if (!kinds.has(`${apiVersion}/${kind}`))
    problems.push(error('synth/invalid-manifest', `The factory makes no objects of kind ${apiVersion}/${kind}.`));
  if (!isObjectName(name)) problems.push(error('synth/invalid-manifest', `${kind} ${name}: Kubernetes does not take this name.`));
  seen.add(identity);
  return problems;
}
