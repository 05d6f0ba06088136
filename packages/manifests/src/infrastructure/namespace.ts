import type { Construct } from 'constructs';
import { FactoryObject } from './object.ts';
import { keepNamespace, syncWave } from './sync-wave.ts';

/** The namespace of the Kargo Project. The label must be there before the Project is, or Kargo answers 409. */
export class ProjectNamespace extends FactoryObject {
  constructor(scope: Construct, name: string) {
    super(
      scope,
      { apiVersion: 'v1', kind: 'Namespace' },
      {
        name,
        labels: { 'kargo.akuity.io/project': 'true' },
        annotations: { ...syncWave('namespace'), ...keepNamespace },
        why: 'home of everything that Kargo does for the factory',
      },
    );
  }
}
