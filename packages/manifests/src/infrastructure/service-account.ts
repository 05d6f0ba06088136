import type { Construct } from 'constructs';
import { FactoryObject } from './object.ts';
import { syncWave } from './sync-wave.ts';

/**
 * The account of the analysis Job. The Job talks to Git and to registries, never to the Kubernetes API: it is started
 * by the Argo Rollouts controller and gets all that it needs to know as arguments. The least that it needs is nothing,
 * so there is neither a Role nor a mounted token.
 */
export class AnalysisServiceAccount extends FactoryObject {
  constructor(scope: Construct, { name, namespace }: { readonly name: string; readonly namespace: string }) {
    super(
      scope,
      { apiVersion: 'v1', kind: 'ServiceAccount' },
      { name, namespace, annotations: syncWave('configuration'), why: 'account of the analysis Job, without any permission' },
      { automountServiceAccountToken: false },
    );
  }
}
