import type { RepoPath } from '@image-factory/core/enrollment';
import type { ReadResult } from '../work-tree/read.ts';
import { toText, tooLarge } from '../work-tree/read.ts';
import { StoreError } from '../work-tree/store-error.ts';
import { createBlobReader, type BlobReader } from './blobs.ts';
import { askLocally } from './local.ts';
import { resolveCommit } from './revisions.ts';

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
/** A name for every file of a very large repository fits in here. */
const mostTreeBytes = 512 * 1024 * 1024;

/**
 * Opens a commit for reading. Nothing is fetched, checked out or written.
 *
 * @param root - the folder that paths start at; it may lie below the top of the repository
 * @param revision - a branch, tag, id or other name of git; never taken for an option
 * @returns undefined when the repository holds no such commit, or not its tree
 */
export async function openCommit(root: string, revision: string): Promise<CommitTree | undefined> {
  const commit = await resolveCommit(root, revision);
  if (commit === undefined) return undefined;
  const output = await askLocally(root, ['ls-tree', '-r', '-z', '--end-of-options', commit], mostTreeBytes);
  if (output === undefined) return undefined;
  const entries = parseTree(output.toString('utf8'));
  const blobs = createBlobReader(root);
  return {
    commit,
    read: (path, limit = defaultLimit) => readEntry(entries, blobs, path, limit),
    list: async (folder) => listYaml(entries, folder),
  };
}

type Kind = 'file' | 'link' | 'submodule' | 'folder';

interface Entry {
  readonly kind: Kind;
  readonly id: string;
  /** Names in a folder, with what they are. */
  readonly names?: Map<string, Kind>;
}

const kinds: Readonly<Record<string, Kind>> = {
  '100644': 'file',
  '100755': 'file',
  '100664': 'file',
  '120000': 'link',
  '160000': 'submodule',
};

/** Records are `<mode> <type> <id>\t<path>`; folders follow from the paths. */
function parseTree(output: string): Map<string, Entry> {
  const entries = new Map<string, Entry>([['.', folder()]]);
  for (const record of output.split('\0')) {
    const [, mode = '', id = '', path] = /^(\d{6}) [a-z]+ ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
    const kind = kinds[mode];
    if (path === undefined || kind === undefined) continue;
    entries.set(path, { kind, id });
    enter(entries, path, kind);
  }
  return entries;
}

function folder(): Entry {
  return { kind: 'folder', id: '', names: new Map() };
}

function enter(entries: Map<string, Entry>, path: string, kind: Kind): void {
  const slash = path.lastIndexOf('/');
  const parent = slash < 0 ? '.' : path.slice(0, slash);
  const known = entries.get(parent);
  const entry = known ?? folder();
  entry.names?.set(path.slice(slash + 1), kind);
  if (known !== undefined) return;
  entries.set(parent, entry);
  enter(entries, parent, 'folder');
}

async function readEntry(entries: ReadonlyMap<string, Entry>, blobs: BlobReader, path: RepoPath, limit: number): Promise<ReadResult> {
  const obstacle = behind(entries, path);
  if (obstacle !== undefined) return obstacle;
  const entry = entries.get(path);
  if (entry === undefined) return { kind: 'missing' };
  if (entry.kind !== 'file') return refusals[entry.kind];
  const blob = await blobs.read(entry.id, limit);
  switch (blob.kind) {
    case 'bytes':
      return toText(blob.bytes, limit);
    case 'too-large':
      return tooLarge(limit);
    case 'absent':
      return { kind: 'refused', code: 'unreadable', reason: 'this clone does not hold it' };
  }
}

const refusals = {
  link: { kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' },
  submodule: { kind: 'refused', code: 'special', reason: 'it is a submodule' },
  folder: { kind: 'refused', code: 'directory', reason: 'it is a folder' },
} as const satisfies Readonly<Record<Exclude<Kind, 'file'>, ReadResult>>;

/** The link or submodule on the way to a path. */
function behind(entries: ReadonlyMap<string, Entry>, path: string): ReadResult | undefined {
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const way = path.slice(0, slash);
    const kind = entries.get(way)?.kind;
    if (kind === 'link') return { kind: 'refused', code: 'symlink', reason: `it is behind a symbolic link (${way})` };
    if (kind === 'submodule') return { kind: 'refused', code: 'special', reason: `it is in a submodule (${way})` };
  }
  return undefined;
}

function listYaml(entries: ReadonlyMap<string, Entry>, path: RepoPath): string[] {
  const obstacle = behind(entries, path);
  if (obstacle?.kind === 'refused')
    throw new StoreError(path, 'listed', { reason: obstacle.reason, hint: 'Put a real folder in its place.' });
  const entry = entries.get(path);
  if (entry === undefined) return [];
  if (entry.names === undefined) throw new StoreError(path, 'listed', { reason: 'it is not a folder', hint: 'Put a folder in its place.' });
  const names = [...entry.names].filter(([name, kind]) => kind !== 'folder' && /\.ya?ml$/.test(name)).map(([name]) => name);
  return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
