import type { Construct } from 'constructs';
import { FactoryObject, imageLabel, keepNamespace, syncWave, type SyncWave } from '../infrastructure/index.ts';
import type { AnalysisTemplateSpec, ImageSubscription, ProjectConfigSpec, PromotionTaskSpec, StageSpec } from './types.ts';

const kargo = 'kargo.akuity.io/v1alpha1';
const rollouts = 'argoproj.io/v1alpha1';

/** Stages with this label are promoted by Kargo itself; for the others a person says when. */
export const autoPromote: Readonly<Record<string, string>> = { 'image-factory.io/auto-promote': 'true' };

interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly why: string;
}

/** Of an object that is there for one image. */
interface OfImage extends Named {
  /** Name of the enrolled image, or key of the base image. */
  readonly image: string;
}

function annotations(wave: SyncWave, why: string): Readonly<Record<string, string>> {
  return { ...syncWave(wave), 'kargo.akuity.io/description': why };
}

/** What Kargo calls the factory: everything in the namespace of the same name. */
export class Project extends FactoryObject {
  constructor(scope: Construct, name: string) {
    const why = 'watches images, and tells the factory what moved';
    super(scope, { apiVersion: kargo, kind: 'Project' }, { name, annotations: { ...annotations('project', why), ...keepNamespace }, why });
  }
}

/** Which Stages are promoted automatically, and which webhooks make a Warehouse look at once. */
export class ProjectConfig extends FactoryObject {
  constructor(scope: Construct, { namespace, spec }: { readonly namespace: string; readonly spec: ProjectConfigSpec }) {
    const why = 'promotes the Stages that carry the label of the factory';
    super(
      scope,
      { apiVersion: kargo, kind: 'ProjectConfig' },
      { name: namespace, namespace, annotations: annotations('configuration', why), why },
      { spec },
    );
  }
}

/** Steps that several Stages share. */
export class PromotionTask extends FactoryObject {
  constructor(scope: Construct, { name, namespace, why, spec }: Named & { readonly spec: PromotionTaskSpec }) {
    super(
      scope,
      { apiVersion: kargo, kind: 'PromotionTask' },
      { name, namespace, annotations: annotations('configuration', why), why },
      { spec },
    );
  }
}

/** A Job of Argo Rollouts that Kargo runs to verify Freight. */
export class AnalysisTemplate extends FactoryObject {
  constructor(scope: Construct, { name, namespace, why, spec }: Named & { readonly spec: AnalysisTemplateSpec }) {
    super(
      scope,
      { apiVersion: rollouts, kind: 'AnalysisTemplate' },
      { name, namespace, annotations: annotations('configuration', why), why },
      { spec },
    );
  }
}

export interface WarehouseProps extends OfImage {
  /** How often it looks, in Go's form. */
  readonly interval: string;
  readonly subscription: ImageSubscription;
}

/** Watches one image repository; what it finds becomes Freight. */
export class Warehouse extends FactoryObject {
  constructor(scope: Construct, { name, namespace, image, why, interval, subscription }: WarehouseProps) {
    super(
      scope,
      { apiVersion: kargo, kind: 'Warehouse' },
      { name, namespace, labels: { [imageLabel]: image }, annotations: annotations('warehouse', why), why },
      { spec: { interval, freightCreationPolicy: 'Automatic', subscriptions: [{ image: subscription }] } },
    );
  }
}

export interface StageProps extends OfImage {
  /** Whether Kargo promotes by itself what is new. */
  readonly automatic: boolean;
  readonly spec: StageSpec;
}

/** Does something with Freight. */
export class Stage extends FactoryObject {
  constructor(scope: Construct, { name, namespace, image, why, automatic, spec }: StageProps) {
    super(
      scope,
      { apiVersion: kargo, kind: 'Stage' },
      { name, namespace, labels: { [imageLabel]: image, ...(automatic ? autoPromote : {}) }, annotations: annotations('stage', why), why },
      { spec },
    );
  }
}
