import { parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import { shortHash } from '@image-factory/core/text';

// A fixed number: an image never changes its file because another one came or went.
const shards = 16;

/** The shard of an image or base image, from 0: a matter of its name alone. */
export function shardOf(name: string): number {
  return Number.parseInt(shortHash(name), 16) % shards;
}

/**
 * The file of a shard: the manifest itself for the first, which also holds what all images share, and
 * `…-01` to `…-15` for the others.
 *
 * @throws TypeError when the manifest's path leaves no room for a number
 */
export function shardPath(manifest: RepoPath, shard: number): RepoPath {
  if (shard === 0) return manifest;
  const { stem, extension } = split(manifest);
  const path = parseRepoPath(`${stem}-${String(shard).padStart(2, '0')}${extension}`);
  if (!path.ok) throw new TypeError(`no path for a shard of ${manifest}`);
  return path.value;
}

/** Whether a file is one of the further shards of a manifest, needed now or not. */
export function isShardOf(path: string, manifest: string): boolean {
  const { stem, extension } = split(manifest);
  if (!path.startsWith(`${stem}-`) || !path.endsWith(extension)) return false;
  const number = path.slice(stem.length + 1, path.length - extension.length);
  return /^\d\d$/.test(number) && Number(number) >= 1 && Number(number) < shards;
}

function split(path: string): { stem: string; extension: string } {
  const extension = /(?:\.k8s)?\.ya?ml$/.exec(path)?.[0] ?? '';
  return { stem: path.slice(0, path.length - extension.length), extension };
}
