import type { KubernetesObject } from '../infrastructure/index.ts';
import type { ImageObjects } from './plan.ts';
import type { AnalysisTemplateSpec, PromotionTaskSpec, StageSpec, WarehouseSpec } from './types.ts';

interface Specs {
  readonly Warehouse: WarehouseSpec;
  readonly Stage: StageSpec;
  readonly PromotionTask: PromotionTaskSpec;
  readonly AnalysisTemplate: AnalysisTemplateSpec;
}

/** An object of ours of a kind that has rules. */
export type ObjectOf<Kind extends keyof Specs> = KubernetesObject & { readonly kind: Kind; readonly spec: Specs[Kind] };

export function isKind<Kind extends keyof Specs>(object: KubernetesObject, kind: Kind): object is ObjectOf<Kind> {
  return object.kind === kind;
}

/** What other objects refer to by name; small, so that it can be kept for all files together. */
export interface ObjectIndex {
  /** Repositories that a Warehouse watches. */
  readonly warehouses: Map<string, readonly string[]>;
  /** Warehouses whose Freight goes through a Stage. */
  readonly stages: Map<string, readonly string[]>;
  readonly tasks: Map<string, PromotionTaskSpec>;
  readonly templates: Map<string, AnalysisTemplateSpec>;
}

export function emptyIndex(): ObjectIndex {
  return { warehouses: new Map(), stages: new Map(), tasks: new Map(), templates: new Map() };
}

/** Adds the objects of an image as they are before they are printed. */
export function indexImage(index: ObjectIndex, { warehouse, stages }: ImageObjects): void {
  index.warehouses.set(warehouse.name, [warehouse.subscription.repoURL]);
  for (const { name, spec } of stages)
    index.stages.set(
      name,
      spec.requestedFreight.map(({ origin }) => origin.name),
    );
}

export function addToIndex(index: ObjectIndex, object: KubernetesObject): void {
  const { name } = object.metadata;
  if (isKind(object, 'Warehouse'))
    index.warehouses.set(
      name,
      object.spec.subscriptions.map(({ image }) => image?.repoURL),
    );
  if (isKind(object, 'Stage'))
    index.stages.set(
      name,
      object.spec.requestedFreight.map(({ origin }) => origin.name),
    );
  if (isKind(object, 'PromotionTask')) index.tasks.set(name, object.spec);
  if (isKind(object, 'AnalysisTemplate')) index.templates.set(name, object.spec);
}
