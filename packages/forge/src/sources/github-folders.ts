import type { RepoPath } from '@image-factory/core/enrollment';
import { notFound, strange, type Ask } from './api.ts';
import { aboutRepository, type ApiUrl } from './github-questions.ts';
import { asObjectId, field, numberField, parseJson, textField } from './json.ts';
import type { RemoteRepository, SourceFile, Unreachable } from './remote.ts';
import { kindOfMode, refusals, refuseOnTheWay } from './to-file.ts';

/** A regular file in a folder. */
interface Blob {
  readonly kind: 'blob';
  readonly id: string;
  readonly size: number | undefined;
}

export interface Folders {
  find(repository: RemoteRepository, commit: string, path: RepoPath): Promise<Blob | SourceFile | Unreachable>;
}

interface Entry {
  readonly mode: string;
  readonly id: string;
  readonly size: number | undefined;
}

type Opened = { readonly kind: 'folder'; readonly entries: ReadonlyMap<string, Entry> } | Unreachable;

const mostTreeBytes = 16 * 1024 * 1024;

/**
 * Finds files by walking folder by folder; each folder is asked for once. Only folders tell a symbolic link from a file: the
 * contents API follows links without a word (P8).
 */
export function createFolders(ask: Ask, apiUrl: ApiUrl): Folders {
  const opened = new Map<string, Promise<Opened>>();

  async function openAnew(repository: RemoteRepository, id: string): Promise<Opened> {
    const question = aboutRepository(
      apiUrl(repository.host),
      repository,
      ['git', 'trees', id],
      'application/vnd.github+json',
      mostTreeBytes,
    );
    const reply = await ask(repository, question);
    if (reply.kind === 'unreachable') return reply;
    if (reply.kind === 'reply' && reply.status === 404) return notFound(repository, reply.hadToken);
    const json = reply.kind === 'reply' && reply.status === 200 ? parseJson(reply.bytes) : undefined;
    const tree = field(json, 'tree');
    // A folder of which a part is left out would say of a file that it is not there.
    if (!Array.isArray(tree) || field(json, 'truncated') !== false) return strange(repository);
    return { kind: 'folder', entries: new Map(tree.flatMap(toEntry)) };
  }

  function open(repository: RemoteRepository, id: string): Promise<Opened> {
    const key = JSON.stringify([repository.host, repository.slug, id]);
    const folder = opened.get(key) ?? openAnew(repository, id);
    opened.set(key, folder);
    return folder;
  }

  return {
    async find(repository, commit, path) {
      const segments = path.split('/');
      let at = commit;
      for (const [depth, segment] of segments.entries()) {
        const folder = await open(repository, at);
        if (folder.kind === 'unreachable') return folder;
        const entry = folder.entries.get(segment);
        if (entry === undefined) return { kind: 'missing' };
        const kind = kindOfMode(entry.mode);
        if (depth === segments.length - 1) return kind === 'file' ? { kind: 'blob', id: entry.id, size: entry.size } : refusals[kind];
        if (kind === 'file') return { kind: 'missing' };
        if (kind !== 'folder') return refuseOnTheWay(kind, segments.slice(0, depth + 1).join('/'));
        at = entry.id;
      }
      return refusals.folder;
    },
  };
}

function toEntry(item: unknown): [string, Entry][] {
  const [name, mode, id] = [textField(item, 'path'), textField(item, 'mode'), asObjectId(field(item, 'sha'))];
  return name === undefined || mode === undefined || id === undefined ? [] : [[name, { mode, id, size: numberField(item, 'size') }]];
}
