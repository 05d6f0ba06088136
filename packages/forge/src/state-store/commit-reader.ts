import type { RepoPath } from '@image-factory/core/enrollment';
import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { Api } from '../api/client.ts';
import { GitHubRefusal } from '../api/refusal.ts';
import type { Blobs } from './blobs.ts';
import { contentIds } from './content-ids.ts';
import type { Folder, FolderEntry, Folders } from './folders.ts';
import type { Head, ReadResult } from './types.ts';

/** A commit and its top folder. */
export interface CommitId {
  readonly commit: string;
  readonly tree: string;
}

export interface Reading {
  readonly api: Api;
  readonly folders: Folders;
  readonly blobs: Blobs;
}

export interface CommitReader extends Head {
  /** The entry at a path; undefined where there is none, or where a link, a file or a submodule is in the way. */
  entry(path: string): Promise<FolderEntry | undefined>;
}

const defaultLimit = 1024 * 1024;
/** Larger files are read alone, when they are wanted. */
const mostAlongBytes = 64 * 1024;
const mostVersions = 20;

/** Opens a commit for reading: folders and files are asked for when they are wanted. */
export function readCommit({ commit, tree }: CommitId, reading: Reading): CommitReader {
  const { folders, blobs } = reading;
  const listed = new Set<string>();

  /** The entry at a path with the folder that it is in, or what is in the way. */
  async function find(path: string): Promise<Found | Extract<ReadResult, { kind: 'refused' }> | undefined> {
    let found: Found = { entry: { kind: 'folder', id: tree, size: 0 }, folder: '' };
    let way = '';
    for (const segment of path.split('/')) {
      if (segment === '' || segment === '.') continue;
      const { entry } = found;
      if (entry.kind === 'link') return { kind: 'refused', code: 'symlink', reason: `it is behind a symbolic link (${way})` };
      if (entry.kind === 'submodule') return { kind: 'refused', code: 'special', reason: `it is in a submodule (${way})` };
      if (entry.kind === 'file') return undefined;
      const next = (await folders.read(entry.id)).get(segment);
      if (next === undefined) return undefined;
      found = { entry: next, folder: entry.id };
      way = way === '' ? segment : `${way}/${segment}`;
    }
    return found;
  }

  async function read(path: RepoPath, limit = defaultLimit): Promise<ReadResult> {
    const found = await find(path);
    if (found === undefined) return { kind: 'missing' };
    if ('kind' in found) return found;
    const { entry, folder } = found;
    if (entry.kind !== 'file') return refusals[entry.kind];
    if (entry.size > limit) return tooLarge(limit);
    // Who has listed a folder is about to read what is in it.
    const siblings = listed.has(folder) ? await folders.read(folder) : undefined;
    return toText(await blobs.read(entry.id, () => (siblings === undefined ? [] : after(entry.id, siblings))), limit);
  }

  async function entry(path: string): Promise<FolderEntry | undefined> {
    const found = await find(path);
    return found !== undefined && 'entry' in found ? found.entry : undefined;
  }

  return {
    commit,
    read,
    entry,
    ids: contentIds(entry),
    async list(path) {
      const found = await find(path);
      if (found === undefined) return [];
      if ('kind' in found) throw notListed(path, found.reason, 'Put a real folder in its place.');
      if (found.entry.kind !== 'folder') throw notListed(path, 'it is not a folder', 'Put a folder in its place.');
      listed.add(found.entry.id);
      const names = [...(await folders.read(found.entry.id))]
        .filter(([name, { kind }]) => kind !== 'folder' && isYaml(name))
        .map(([name]) => name);
      return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
    history: { versions: (path) => versions(path, commit, reading) },
  };
}

interface Found {
  readonly entry: FolderEntry;
  /** The id of the folder that it is in; empty for the top. */
  readonly folder: string;
}

/** The YAML files of a folder that come after one of them, as far as they are small. */
function* after(id: string, folder: Folder): Generator<string, void, undefined> {
  let isAfter = false;
  for (const [name, entry] of folder) {
    if (isAfter && entry.kind === 'file' && entry.size <= mostAlongBytes && isYaml(name)) yield entry.id;
    isAfter ||= entry.id === id;
  }
}

/** The texts of a file in the commits that changed it, newest first. A commit in which it was no text is left out. */
async function* versions(path: RepoPath, from: string, reading: Reading): AsyncGenerator<string, void, undefined> {
  const { api } = reading;
  const { data } = await api.read(({ rest }) =>
    rest.repos.listCommits({ owner: api.owner, repo: api.repo, sha: from, path, per_page: mostVersions }),
  );
  let last: string | undefined;
  for (const { sha, commit } of data) {
    const version = await readCommit({ commit: sha, tree: commit.tree.sha }, reading).read(path);
    if (version.kind !== 'file' || version.hash === last) continue;
    last = version.hash;
    yield version.text;
  }
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

const refusals = {
  link: { kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' },
  submodule: { kind: 'refused', code: 'special', reason: 'it is a submodule' },
  folder: { kind: 'refused', code: 'directory', reason: 'it is a folder' },
} as const satisfies Readonly<Record<Exclude<FolderEntry['kind'], 'file'>, ReadResult>>;

function notListed(path: string, reason: string, hint: string): GitHubRefusal {
  return new GitHubRefusal(path, `${path} can not be listed: ${reason}.`, hint, 'state/unwritable');
}

function toText(bytes: Buffer, limit: number): ReadResult {
  if (bytes.length > limit) return tooLarge(limit);
  if (!isUtf8(bytes)) return { kind: 'refused', code: 'not-utf8', reason: 'it is not valid UTF-8' };
  return { kind: 'file', text: bytes.toString('utf8'), bytes: bytes.length, hash: hash('sha256', bytes, 'hex') };
}

function tooLarge(limit: number): ReadResult {
  return { kind: 'refused', code: 'too-large', reason: `it is larger than ${formatBytes(limit)}` };
}

function formatBytes(count: number): string {
  if (count >= 2 ** 20 && count % 2 ** 20 === 0) return `${count / 2 ** 20} MiB`;
  if (count >= 2 ** 10 && count % 2 ** 10 === 0) return `${count / 2 ** 10} KiB`;
  return `${count} bytes`;
}
