import type { ApiObject } from '@image-factory/testkit';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { titleOf } from './contracts.ts';
import { objectsIn } from './manifests.ts';

const folder = fileURLToPath(new URL('../../packages/manifests/src/synth/snapshots/', import.meta.url));
const ending = '.k8s.yaml';

/** Manifests of one factory in every set-up: what stands in a cluster before the set-up is changed. */
export const snapshots: readonly string[] = readdirSync(folder)
  .filter((name) => /^git(?:hub|lab)-/.test(name))
  .map((name) => name.replace(ending, ''))
  .toSorted();

export async function snapshotOf(name: string): Promise<ApiObject[]> {
  return objectsIn(await readFile(join(folder, name + ending), 'utf8'));
}

/** What Argo CD deletes when one manifest follows the other: what is not in it any more, and may be pruned. */
export function goneAfter(before: readonly ApiObject[], after: readonly ApiObject[]): ApiObject[] {
  const kept = new Set(after.map(titleOf));
  return before.filter((object) => !kept.has(titleOf(object)) && !mayNotGo(object));
}

function mayNotGo({ metadata }: ApiObject): boolean {
  const { annotations = {} } = metadata as { readonly annotations?: Readonly<Record<string, string>> };
  return (annotations['argocd.argoproj.io/sync-options'] ?? '').split(',').includes('Prune=false');
}
