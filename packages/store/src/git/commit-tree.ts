import type { RepoPath } from '@image-factory/core/enrollment';
import type { ReadResult } from '../work-tree/read.ts';
import { toText, tooLarge } from '../work-tree/read.ts';
import { contentIds, type ContentIds } from '../content-ids.ts';
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
  /** Undefined in a repository whose ids are not SHA-1. */
  readonly ids?: ContentIds<RepoPath>;
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
  const places = new Map<string, Promise<Place>>();

  /** A folder by its path from the top, or what is in the way; each is looked for once. */
  function folderAt(path: string): Promise<Place> {
    const known = places.get(path) ?? lookFor(path);
    places.set(path, known);
    return known;
  }

  async function lookFor(path: string): Promise<Place> {
    if (path === '') return open(`${commit}^{tree}`);
    const entry = await entryAt(path);
    return entry?.kind === 'folder' ? open(entry.id) : inTheWay(entry, path);
  }

  function open(id: string): Promise<Folder> {
    const known = folders.get(id) ?? readFolder(objects, id, commit.length / 2);
    folders.set(id, known);
    return known;
  }

  async function entryAt(path: string): Promise<Found> {
    const slash = path.lastIndexOf('/');
    const folder = await folderAt(path.slice(0, Math.max(slash, 0)));
    return folder === undefined || 'kind' in folder ? folder : folder.get(path.slice(slash + 1));
  }

  /** The entry at a path, or what is in the way. */
  async function find(path: string): Promise<Found> {
    const whole = [prefix, path].filter((part) => part !== '' && part !== '.').join('/');
    return whole === '' ? { kind: 'folder', id: `${commit}^{tree}` } : entryAt(whole);
  }

  async function idOf(path: RepoPath): Promise<string | undefined> {
    const found = await find(path);
    return found?.kind === 'file' ? found.id : undefined;
  }

  return {
    commit,
    ...(commit.length === 40 ? { ids: contentIds(idOf) } : {}),
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
type Refused = Extract<ReadResult, { kind: 'refused' }>;
/** A folder, or what is where one would have to be. */
type Place = Folder | Refused | undefined;
type Found = TreeEntry | Refused | undefined;

/** @param way - the path to it */
function inTheWay(found: Found, way: string): Refused | undefined {
  switch (found?.kind) {
    case 'link':
      return { kind: 'refused', code: 'symlink', reason: `it is behind a symbolic link (${way})` };
    case 'submodule':
      return { kind: 'refused', code: 'special', reason: `it is in a submodule (${way})` };
    case 'refused':
      return found;
    case 'file':
    case 'folder':
    case undefined:
      return undefined;
  }
}

async function readFolder(objects: ObjectReader, name: string, idBytes: number): Promise<Folder> {
  const contents = await objects.contents(name, mostTreeBytes);
  if (contents?.kind === 'bytes') return readTree(contents.bytes, idBytes);
  throw new Error(
    `A folder of the commit can not be read (${name}): ${contents === undefined ? 'this clone does not hold it' : 'it is too large'}.`,
  );
}

async function readBlob(objects: ObjectReader, id: string, limit: number): Promise<ReadResult> {
  const contents = await objects.contents(id, limit);
  switch (contents?.kind) {
    case undefined:
      return { kind: 'refused', code: 'unreadable', reason: 'this clone does not hold it' };
    case 'too-large':
      return tooLarge(limit);
    case 'bytes':
      return toText(contents.bytes, limit);
  }
}

const refusals = {
  link: { kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' },
  submodule: { kind: 'refused', code: 'special', reason: 'it is a submodule' },
  folder: { kind: 'refused', code: 'directory', reason: 'it is a folder' },
} as const satisfies Readonly<Record<Exclude<TreeEntry['kind'], 'file'>, ReadResult>>;
