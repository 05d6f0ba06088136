import type { RepoPath } from '@image-factory/core/enrollment';
import { resolve } from 'node:path';
import { applyInside } from './apply.ts';
import { contentIds, type ContentIds } from '../content-ids.ts';
import { listYamlFiles } from './list.ts';
import { idInside, readInside, type ReadResult } from './read.ts';

/** A change to a file of the repository. */
export type FileChange =
  | { readonly kind: 'write'; readonly path: RepoPath; readonly text: string }
  | { readonly kind: 'remove'; readonly path: RepoPath };

/** The files of a checked-out repository: nothing outside of it is read or written, nothing in `.git`, nothing through a link. */
export interface WorkTree {
  /** @param limit - in bytes, 1 MiB unless given; a larger file is refused */
  read(path: RepoPath, limit?: number): Promise<ReadResult>;
  /**
   * Names of the YAML files directly in a folder, in the order of their bytes; empty when there is no such folder.
   *
   * @throws StoreError when it can not be looked into
   */
  list(folder: RepoPath): Promise<string[]>;
  readonly ids: ContentIds<RepoPath>;
  /**
   * Makes all changes: each file whole or not at all, writes before removals.
   *
   * @throws StoreError naming the path that could not be changed
   */
  apply(changes: readonly FileChange[]): Promise<void>;
}

const defaultLimit = 1024 * 1024;

/** @param root - the folder that repository paths start at; it may itself be reached through links */
export function openWorkTree(root: string): WorkTree {
  const absolute = resolve(root);
  return {
    read: async (path, limit = defaultLimit) => readInside(absolute, path, limit),
    ids: contentIds(async (path) => idInside(absolute, path)),
    list: async (folder) => listYamlFiles(absolute, folder),
    apply: (changes) => applyInside(absolute, changes),
  };
}
