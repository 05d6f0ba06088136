import type { Host, RepoPath } from '@image-factory/core/enrollment';
import { createApi, noBranch, notFound, strange, type ApiOptions, type Question } from './api.ts';
import { asObjectId, field, numberField, parseJson, textField } from './json.ts';
import type { ForgeRemote, RemoteRepository, SourceFile, Unreachable } from './remote.ts';
import { kindOfMode, refusals, toFile, tooLarge } from './to-file.ts';

export interface GitLabRemoteOptions extends ApiOptions {
  /** Default: `https://HOST/api/v4`. */
  readonly apiUrl?: (host: Host) => string;
}

const perPage = 100;
/** Folders of more than 10,000 entries are no place of a Dockerfile that we look for. */
const mostPages = 100;
const smallAnswer = 1024 * 1024;

/** Reads repositories by the API of GitLab, with `read_api`. The raw form of a link is its target, so the folder is asked first (P8). */
export function createGitLabRemote(options: GitLabRemoteOptions = {}): ForgeRemote {
  const { apiUrl = (host) => `https://${host}/api/v4` } = options;
  // Takes every kind of token but those of OAuth. A redirect would carry it to another host, and is not followed.
  const ask = createApi(options, (token) => ({ 'private-token': token }));

  function about(
    { host, slug }: RemoteRepository,
    parts: readonly string[],
    query: Readonly<Record<string, string>> = {},
    maxBytes = smallAnswer,
  ): Question {
    const url = new URL([apiUrl(host), 'projects', encodeURIComponent(slug), ...parts.map(encodeURIComponent)].join('/'));
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return { url, maxBytes };
  }

  /** The mode of an entry of a folder. */
  async function modeOf(repository: RemoteRepository, commit: string, path: RepoPath): Promise<string | undefined | Unreachable> {
    const folder = path.includes('/') ? { path: path.slice(0, path.lastIndexOf('/')) } : {};
    for (let page = 1; page <= mostPages; page += 1) {
      const query = { ...folder, ref: commit, per_page: String(perPage), page: String(page) };
      const reply = await ask(repository, about(repository, ['repository', 'tree'], query));
      if (reply.kind === 'unreachable') return reply;
      if (reply.kind === 'reply' && reply.status === 404) return undefined;
      const entries = reply.kind === 'reply' && reply.status === 200 ? parseJson(reply.bytes) : undefined;
      if (!Array.isArray(entries)) return strange(repository);
      const entry: unknown = entries.find((entry) => textField(entry, 'path') === path);
      if (entry !== undefined) return textField(entry, 'mode') ?? strange(repository);
      if (entries.length < perPage) return undefined;
    }
    return strange(repository);
  }

  async function readRaw(repository: RemoteRepository, commit: string, path: RepoPath, limit: number): Promise<SourceFile | Unreachable> {
    const reply = await ask(repository, about(repository, ['repository', 'files', path, 'raw'], { ref: commit }, limit));
    if (reply.kind === 'unreachable') return reply;
    if (reply.kind === 'too-large') return tooLarge(limit);
    return reply.status === 200 ? toFile(reply.bytes, limit) : strange(repository);
  }

  return {
    async resolve(repository, branch) {
      const project = await ask(repository, about(repository, []));
      if (project.kind === 'unreachable') return project;
      if (project.kind === 'reply' && project.status === 404) return notFound(repository, project.hadToken);
      const id = project.kind === 'reply' && project.status === 200 ? numberField(parseJson(project.bytes), 'id') : undefined;
      if (id === undefined) return strange(repository);
      const reply = await ask(repository, about(repository, ['repository', 'branches', branch]));
      if (reply.kind === 'unreachable') return reply;
      if (reply.kind === 'reply' && reply.status === 404) return noBranch(repository, branch);
      const commit =
        reply.kind === 'reply' && reply.status === 200 ? asObjectId(field(field(parseJson(reply.bytes), 'commit'), 'id')) : undefined;
      return commit === undefined ? strange(repository) : { kind: 'commit', commit, repositoryId: String(id) };
    },
    async read(repository, { commit }, path, limit) {
      const mode = await modeOf(repository, commit, path);
      if (typeof mode === 'object') return mode;
      if (mode === undefined) return { kind: 'missing' };
      const kind = kindOfMode(mode);
      return kind === 'file' ? readRaw(repository, commit, path, limit) : refusals[kind];
    },
  };
}
