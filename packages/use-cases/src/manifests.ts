import { parseFolderPath, parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import type { FactoryModel } from '@image-factory/core/graph';
import type { Problem } from '@image-factory/core/problem';
import { isShardOf, startSynthesis } from '@image-factory/manifests/synth';
import type { FileRead, Tree } from './ports.ts';
import type { PlannedFile } from './report.ts';

export interface ManifestPlan {
  readonly files: readonly PlannedFile[];
  readonly objects: readonly { readonly kind: string; readonly count: number }[];
  readonly problems: readonly Problem[];
}

const mostBytes = 256 * 1024 * 1024;

/**
 * The manifest files that differ from what the tree holds, and the shards that are no longer needed. Texts that the tree
 * holds already are let go of one by one.
 */
export async function planManifests(model: FactoryModel, tree: Tree): Promise<ManifestPlan> {
  const synthesis = startSynthesis(model);
  const files: PlannedFile[] = [];
  const wanted = new Set<string>();
  const counts = new Map<string, number>();
  for (const { file, objects } of synthesis.files) {
    const { path, text } = file;
    wanted.add(path);
    for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const present = await tree.read(path, mostBytes);
    if (!sameText(present, text)) files.push({ change: { kind: 'write', path, text }, existed: present.kind === 'file' });
  }
  const { manifest, catalog } = model.config.layout;
  for (const path of await filesBeside(manifest, tree)) {
    const ours = path === catalog || isShardOf(path, manifest);
    if (ours && !wanted.has(path)) files.push({ change: { kind: 'remove', path }, existed: true });
  }
  return { files: manifestFirst(files, manifest), objects: inOrderOfKinds(counts), problems: synthesis.problems() };
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

function manifestFirst(files: readonly PlannedFile[], manifest: RepoPath): PlannedFile[] {
  return files.toSorted((a, b) => Number(b.change.path === manifest) - Number(a.change.path === manifest));
}

function inOrderOfKinds(counts: ReadonlyMap<string, number>): { kind: string; count: number }[] {
  return [...counts].map(([kind, count]) => ({ kind, count })).toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
}
