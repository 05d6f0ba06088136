import type { EditableMap } from '@image-factory/core/yaml';
import type { ManifestDocument } from './documents.ts';
import { mapOf, textOf } from './parts.ts';

/** An object of a manifest, as rules look at it. */
export interface Subject {
  readonly document: ManifestDocument;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Empty for objects of the whole cluster, and where it is left out. */
  readonly namespace: string;
  readonly spec: EditableMap;
}

export function subjectOf(document: ManifestDocument): Subject {
  const { apiVersion, kind, metadata, spec } = document.value;
  const { name, namespace } = mapOf(metadata);
  return {
    document,
    apiVersion: textOf(apiVersion),
    kind: textOf(kind),
    name: textOf(name),
    namespace: textOf(namespace),
    spec: mapOf(spec),
  };
}

export function titleOf({ kind, name }: Subject): string {
  return name === '' ? kind : `${kind} ${name}`;
}

export function isKargo({ apiVersion }: Subject): boolean {
  return apiVersion.startsWith('kargo.akuity.io/');
}

/** An AnalysisTemplate of a namespace or of the whole cluster. */
export function isTemplate({ apiVersion, kind }: Subject): boolean {
  return apiVersion === 'argoproj.io/v1alpha1' && (kind === 'AnalysisTemplate' || kind === 'ClusterAnalysisTemplate');
}

/** The one version of Kargo's API that there is. */
export const kargoVersion = 'kargo.akuity.io/v1alpha1';
