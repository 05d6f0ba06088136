import type { Api } from '../api/client.ts';

export interface FolderEntry {
  readonly kind: 'file' | 'link' | 'submodule' | 'folder';
  readonly id: string;
  /** In bytes; 0 for what is no file. */
  readonly size: number;
}

/** Entries by name, in the order of git. */
export type Folder = ReadonlyMap<string, FolderEntry>;

/** Folders by their ids. What was read once is not asked for again: an id stands for its contents. */
export interface Folders {
  read(id: string): Promise<Folder>;
}

/** As many entries are listed sooner than a second request is answered. */
const fewEntries = 3000;

/**
 * The first folder is read with all that is below it, in one request. Where that is little, so is every folder that is not
 * known yet: one commit changes each folder on the way to its files. In a large repository each is read by itself.
 */
export function createFolders(api: Api): Folders {
  const known = new Map<string, Promise<Folder>>();
  let isSmall = true;

  async function load(id: string): Promise<Folder> {
    if (isSmall) {
      const all = await fetchTree(api, id, true);
      isSmall = !all.truncated && all.entries.length <= fewEntries;
      if (!all.truncated) return remember(id, all.entries);
    }
    const { entries, truncated } = await fetchTree(api, id, false);
    if (truncated) throw new Error(`A folder holds more files than GitHub lists (${id}): this is no folder of a factory.`);
    return toFolder(entries.map(({ path, entry }) => [path, entry]));
  }

  function remember(root: string, entries: readonly Entry[]): Folder {
    const ids = new Map([
      ['', root],
      ...entries.flatMap(({ path, entry }) => (entry.kind === 'folder' ? [[path, entry.id] as const] : [])),
    ]);
    const contents = new Map<string, [string, FolderEntry][]>([...ids.keys()].map((path) => [path, []]));
    for (const { path, entry } of entries) {
      const slash = path.lastIndexOf('/');
      contents.get(path.slice(0, Math.max(slash, 0)))?.push([path.slice(slash + 1), entry]);
    }
    for (const [path, id] of ids) if (path !== '') known.set(id, Promise.resolve(toFolder(contents.get(path) ?? [])));
    return toFolder(contents.get('') ?? []);
  }

  return {
    read(id) {
      const found = known.get(id);
      if (found !== undefined) return found;
      const loading = load(id);
      known.set(id, loading);
      loading.catch(() => known.delete(id));
      return loading;
    },
  };
}

interface Entry {
  readonly path: string;
  readonly entry: FolderEntry;
}

const kinds: Readonly<Record<string, FolderEntry['kind']>> = {
  '040000': 'folder',
  '100644': 'file',
  '100755': 'file',
  '100664': 'file',
  '120000': 'link',
  '160000': 'submodule',
};

async function fetchTree(api: Api, id: string, isDeep: boolean): Promise<{ entries: readonly Entry[]; truncated: boolean }> {
  const { owner, repo } = api;
  const { data } = await api.read(({ rest }) => rest.git.getTree({ owner, repo, tree_sha: id, ...(isDeep ? { recursive: '1' } : {}) }));
  const entries = data.tree.flatMap(({ path, mode, sha, size = 0 }) => {
    const kind = kinds[mode];
    return kind === undefined ? [] : [{ path, entry: { kind, id: sha, size } }];
  });
  return { entries, truncated: data.truncated };
}

function toFolder(entries: Iterable<readonly [string, FolderEntry]>): Folder {
  return new Map(entries);
}
