import { parseRepoPath, type FactoryConfig, type RepoPath } from '@image-factory/core/enrollment';
import { shortHash } from '@image-factory/core/text';

// A fixed number: an image never changes its file because another one came or went.
const shards = 16;

/** The shard of an image or base image, from 0: a matter of its name alone. */
export function shardOf(name: string): number {
  return Number.parseInt(shortHash(name), 16) % shards;
}

/** The same as {@link shardOf}. */
export type ShardFinder = typeof shardOf;

/** Works out each shard once: every image has manifests, and an entity in the catalog. */
export function shardFinder(): ShardFinder {
  const known = new Map<string, number>();
  return (name) => {
    const shard = known.get(name) ?? shardOf(name);
    known.set(name, shard);
    return shard;
  };
}

/**
 * The file of a shard: the file itself for the first, and `…-01` to `…-15` for the others.
 *
 * @throws TypeError when the path leaves no room for a number
 */
export function shardPath(file: RepoPath, shard: number): RepoPath {
  if (shard === 0) return file;
  const { stem, extension } = split(file);
  const path = parseRepoPath(`${stem}-${String(shard).padStart(2, '0')}${extension}`);
  if (!path.ok) throw new TypeError(`no path for a shard of ${file}`);
  return path.value;
}

/** Whether a file is one of the further shards of another, needed now or not. */
export function isShardOf(path: string, file: string): boolean {
  const { stem, extension } = split(file);
  if (!path.startsWith(`${stem}-`) || !path.endsWith(extension)) return false;
  const number = path.slice(stem.length + 1, path.length - extension.length);
  return /^\d\d$/.test(number) && Number(number) >= 1 && Number(number) < shards;
}

/** Whether a file is one of the Backstage catalog, needed now or not. */
export function isCatalogFile(path: string, { catalog }: FactoryConfig['layout']): boolean {
  return path === catalog || isShardOf(path, catalog);
}

function split(path: string): { stem: string; extension: string } {
  const extension = /(?:\.k8s)?\.ya?ml$/.exec(path)?.[0] ?? '';
  return { stem: path.slice(0, path.length - extension.length), extension };
}
