import { parseFolderPath, parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import type { FactoryModel } from '@image-factory/core/graph';
import type { Problem } from '@image-factory/core/problem';
import { isShardOf, synthManifests } from '@image-factory/manifests/synth';
import type { FileRead, Tree } from './ports.ts';
import type { PlannedFile } from './report.ts';

export interface ManifestPlan {
  readonly files: readonly PlannedFile[];
  readonly objects: readonly { readonly kind: string; readonly count: number }[];
  readonly problems: readonly Problem[];
}

const mostBytes = 256 * 1024 * 1024;

/** The manifest files that differ from what the tree holds, and the shards that are no longer needed. */
export async function planManifests(model: FactoryModel, tree: Tree): Promise<ManifestPlan> {
  const { value, problems } = synthManifests(model);
  const files: PlannedFile[] = [];
  for (const { path, text } of value.manifests) {
    const present = await tree.read(path, mostBytes);
    if (!sameText(present, text)) files.push({ change: { kind: 'write', path, text }, existed: present.kind === 'file' });
  }
  const wanted = new Set<string>(value.manifests.map(({ path }) => path));
  const { manifest, catalog } = model.config.layout;
  for (const path of await filesBeside(manifest, tree)) {
    const ours = path === catalog || isShardOf(path, manifest);
    if (ours && !wanted.has(path)) files.push({ change: { kind: 'remove', path }, existed: true });
  }
  return { files, objects: countKinds(value.objects), problems };
}

async function filesBeside(path: RepoPath, tree: Tree): Promise<RepoPath[]> {
  const slash = path.lastIndexOf('/');
  const folder = parseFolderPath(slash < 0 ? '.' : path.slice(0, slash));
  if (!folder.ok) return [];
  const names = await tree.list(folder.value);
  return names.flatMap((name) => {
    const parsed = parseRepoPath(folder.value === '.' ? name : `${folder.value}/${name}`);
    return parsed.ok ? [parsed.value] : [];
  });
}

function sameText(present: FileRead, text: string): boolean {
  return present.kind === 'file' && present.text === text;
}

function countKinds(objects: readonly { readonly kind: string }[]): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ kind, count })).toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
}
