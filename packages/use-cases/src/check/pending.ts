import type { FactoryConfig } from '@image-factory/core/enrollment';
import { parseFolderPath, parseRepoPath } from '@image-factory/core/enrollment';
import { isShardOf, type Manifests } from '@image-factory/manifests/synth';
import type { Tree } from '../ports.ts';
import { withHistory } from './consequences.ts';
import { documentsIn, titleOf, type Document, type Documents } from './documents.ts';
import { compareObjects } from './entities.ts';
import type { EntityChange } from './report.ts';

const mostBytes = 64 * 1024 * 1024;

/**
 * What stands in the manifests of the base and would go from them, or get another name, with the next run of `update`,
 * whatever becomes of the change: another version of the generator made them, or the state moved on since. Only of objects
 * that hold history; the others can be made again.
 *
 * @param made - what this version makes of the base
 * @param tree - the base; without manifests in it (they may be on a branch of their own) nothing is pending
 */
export async function findPending(
  made: Manifests,
  documents: Documents,
  tree: Pick<Tree, 'read' | 'list'>,
  { layout }: FactoryConfig,
): Promise<EntityChange[]> {
  const texts = new Map(made.manifests.map(({ path, text }) => [path as string, text]));
  const standing = new Map<string, Document>();
  let isOther = false;
  for (const path of await filesOf(layout.manifest, tree)) {
    const read = await tree.read(path, mostBytes);
    if (read.kind !== 'file') continue;
    isOther ||= read.text !== texts.get(path);
    for (const document of documentsIn(path, read.text).values()) standing.set(titleOf(document), document);
  }
  if (!isOther) return [];
  const [before, after] = [standing, documents].map(holding);
  if (before === undefined || after === undefined) return [];
  return compareObjects(before, after).filter(({ change, was }) => change === 'removed' || was !== undefined);
}

function holding(documents: Documents): Documents {
  return new Map([...documents].filter(([, { kind }]) => withHistory.has(kind)));
}

async function filesOf(manifest: FactoryConfig['layout']['manifest'], tree: Pick<Tree, 'list'>): Promise<(typeof manifest)[]> {
  const slash = manifest.lastIndexOf('/');
  const folder = parseFolderPath(slash < 0 ? '.' : manifest.slice(0, slash));
  if (!folder.ok) return [manifest];
  const names = await tree.list(folder.value);
  const shards = names.flatMap((name) => {
    const path = parseRepoPath(folder.value === '.' ? name : `${folder.value}/${name}`);
    return path.ok && isShardOf(path.value, manifest) ? [path.value] : [];
  });
  return [manifest, ...shards];
}
