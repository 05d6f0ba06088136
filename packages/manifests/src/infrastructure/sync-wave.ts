/** Order in which Argo CD applies the objects: a Project must find its Namespace, a Stage its Warehouse. */
const waves = { namespace: -2, project: -1, configuration: 0, warehouse: 1, stage: 2 } as const;

export type SyncWave = keyof typeof waves;

export function syncWave(wave: SyncWave): Readonly<Record<string, string>> {
  return { 'argocd.argoproj.io/sync-wave': String(waves[wave]) };
}

/**
 * Keeps Argo CD and Kargo from deleting the namespace. With the namespace all Freight would go, and with the Freight
 * what Kargo knows of the time that a digest has waited.
 */
export const keepNamespace: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kargo.akuity.io/keep-namespace': 'true',
};
