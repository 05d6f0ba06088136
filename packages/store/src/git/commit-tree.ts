import type { RepoPath } from '@image-factory/core/enrollment';
import type { ReadResult } from '../work-tree/read.ts';
import { toText, tooLarge } from '../work-tree/read.ts';
import { StoreError } from '../work-tree/store-error.ts';
import { askLocally } from './local.ts';
import { createObjectReader, type ObjectReader } from './objects.ts';
import { resolveCommit } from './revisions.ts';
import { readTree, type TreeEntry } from './tree-object.ts';

/** The files of a commit, read the way that a work tree is: nothing through a link, and there is no way to change them. */
export interface CommitTree {
  /** The id of the commit. */
  readonly commit: string;
  /** @param limit - in bytes, 1 MiB unless given; a larger file is refused */
  read(path: RepoPath, limit?: number): Promise<ReadResult>;
  /**
   * Names of the YAML files directly in a folder, in the order of their bytes; empty when there is no such folder.
   *
   * @throws StoreError when the path leads to something that is no folder
   */
  list(folder: RepoPath): Promise<string[]>;
}

const defaultLimit = 1024 * 1024;
/** A folder of more files than fit in here is no folder of ours. */
const mostTreeBytes = 64 * 1024 * 1024;

/**
 * Opens a commit for reading. Nothing is fetched, checked out or written; folders are looked at when something in them is
 * asked for.
 *
 * @param root - the folder that paths start at; it may lie below the top of the repository
 * @param revision - a branch, tag, id or other name of git; never taken for an option
 * @param objects - what objects of the repository are read with
 * @returns undefined when the repository holds no such commit
 */
export async function openCommit(root: string, revision: string, objects = createObjectReader(root)): Promise<CommitTree | undefined> {
  const commit = await resolveCommit(root, revision);
  if (commit === undefined) return undefined;
  const prefix = (await askLocally(root, ['rev-parse', '--show-prefix'], defaultLimit))?.toString('utf8').replace(/\/?\n$/, '') ?? '';
  return treeOf(commit, prefix, objects);
}

/** @param prefix - the folder that paths start at, from the top of the repository; empty for the top */
export function treeOf(commit: string, prefix: string, objects: ObjectReader): CommitTree {
  const folders = new Map<string, Promise<Folder>>();
  const at = `${commit}^{tree}`;

  function open(name: string): Promise<Folder> {
    const known = folders.get(name) ?? readFolder(objects, name, commit.length / 2);
    folders.set(name, known);
    return known;
  }

  /** The entry at a path, or what is in the way. */
  async function find(path: string): Promise<TreeEntry | Extract<ReadResult, { kind: 'refused' }> | undefined> {
    let entry: TreeEntry = { kind: 'folder', id: at };
    let way = '';
    for (const segment of [...prefix.split('/'), ...path.split('/')]) {
      if (segment === '' || segment === '.') continue;
      if (entry.kind === 'link') return { kind: 'refused', code: 'symlink', reason: `it is behind a symbolic link (${way})` };
      if (entry.kind === 'submodule') return { kind: 'refused', code: 'special', reason: `it is in a submodule (${way})` };
      if (entry.kind === 'file') return undefined;
      const next = (await open(entry.id)).get(segment);
      if (next === undefined) return undefined;
      entry = next;
      way = way === '' ? segment : `${way}/${segment}`;
    }
    return entry;
  }

  return {
    commit,
    async read(path, limit = defaultLimit) {
      const found = await find(path);
      if (found === undefined) return { kind: 'missing' };
      if (found.kind === 'refused') return found;
      return found.kind === 'file' ? readBlob(objects, found.id, limit) : refusals[found.kind];
    },
    async list(path) {
      const found = await find(path);
      if (found === undefined) return [];
      if (found.kind === 'refused') throw new StoreError(path, 'listed', { reason: found.reason, hint: 'Put a real folder in its place.' });
      if (found.kind !== 'folder')
        throw new StoreError(path, 'listed', { reason: 'it is not a folder', hint: 'Put a folder in its place.' });
      const names = [...(await open(found.id))]
        .filter(([name, { kind }]) => kind !== 'folder' && /\.ya?ml$/.test(name))
        .map(([name]) => name);
      return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
  };
}

type Folder = ReadonlyMap<string, TreeEntry>;

async function readFolder(objects: ObjectReader, name: string, idBytes: number): Promise<Folder> {
  const bytes = await objects.contents(name, mostTreeBytes);
  if (bytes === undefined) throw new Error(`A folder of the commit can not be read (${name}): this clone does not hold it.`);
  return readTree(bytes, idBytes);
}

async function readBlob(objects: ObjectReader, id: string, limit: number): Promise<ReadResult> {
  const info = await objects.info(id);
  if (info === undefined) return { kind: 'refused', code: 'unreadable', reason: 'this clone does not hold it' };
  if (info.size > limit) return tooLarge(limit);
  const bytes = await objects.contents(id, limit);
  return bytes === undefined ? { kind: 'refused', code: 'unreadable', reason: 'this clone does not hold it' } : toText(bytes, limit);
}

const refusals = {
  link: { kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' },
  submodule: { kind: 'refused', code: 'special', reason: 'it is a submodule' },
  folder: { kind: 'refused', code: 'directory', reason: 'it is a folder' },
} as const satisfies Readonly<Record<Exclude<TreeEntry['kind'], 'file'>, ReadResult>>;
