import type { Construct } from 'constructs';
import { FactoryObject, imageLabel } from '../infrastructure/index.ts';

export interface CatalogEntry {
  readonly name: string;
  readonly namespace: string;
  /** Label by which Backstage finds it. */
  readonly label: string;
  readonly image: string;
  readonly why: string;
  /** The entity as YAML. */
  readonly entity: string;
}

/** Holds one entity for Backstage. One each, because a ConfigMap may not exceed a megabyte. */
export class CatalogConfigMap extends FactoryObject {
  constructor(scope: Construct, { name, namespace, label, image, why, entity }: CatalogEntry) {
    super(
      scope,
      { apiVersion: 'v1', kind: 'ConfigMap' },
      { name, namespace, labels: { [label]: 'true', [imageLabel]: image }, why },
      { data: { catalog: entity } },
    );
  }
}
