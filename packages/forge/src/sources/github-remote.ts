import { createAnswerCache } from './answer-cache.ts';
import { createApi, noBranch, notFound, strange, type ApiOptions } from './api.ts';
import { createFolders } from './github-folders.ts';
import { aboutRepository, askConditionally, defaultApiUrl, type ApiUrl } from './github-questions.ts';
import { asObjectId, numberField, parseJson } from './json.ts';
import type { ForgeRemote } from './remote.ts';
import { toFile, tooLarge } from './to-file.ts';

export interface GitHubRemoteOptions extends ApiOptions {
  /** Where answers are kept between runs, for conditional requests; a folder of this user alone. */
  readonly cacheFolder?: string;
  /** Default: `https://api.github.com`, and `https://HOST/api/v3` for other hosts. */
  readonly apiUrl?: ApiUrl;
}

const json = 'application/vnd.github+json';

/** Reads repositories by the API of GitHub or GitHub Enterprise Server, with `contents: read`. */
export function createGitHubRemote(options: GitHubRemoteOptions = {}): ForgeRemote {
  const { cacheFolder, apiUrl = defaultApiUrl } = options;
  const ask = createApi(options, (token) => ({ authorization: `Bearer ${token}` }));
  const answers = createAnswerCache(cacheFolder);
  const folders = createFolders(ask, apiUrl);

  return {
    async resolve(repository, branch) {
      const base = apiUrl(repository.host);
      const aboutIt = aboutRepository(base, repository, [], json);
      const id = await askConditionally(ask, answers, repository, aboutIt, ({ bytes }) => numberField(parseJson(bytes), 'id')?.toString());
      if (id.kind === 'unreachable') return id;
      if (id.kind === 'absent') return notFound(repository, id.hadToken);
      const aboutHead = aboutRepository(base, repository, ['commits', `heads/${branch}`], 'application/vnd.github.sha');
      const head = await askConditionally(ask, answers, repository, aboutHead, ({ bytes }) => asObjectId(bytes.toString('utf8').trim()));
      if (head.kind === 'unreachable') return head;
      // The repository may be seen: then it is the branch that is not there.
      if (head.kind === 'absent') return noBranch(repository, branch);
      return { kind: 'commit', commit: head.value, repositoryId: id.value };
    },
    async read(repository, { commit }, path, limit) {
      const found = await folders.find(repository, commit, path);
      if (found.kind !== 'blob') return found;
      if (found.size !== undefined && found.size > limit) return tooLarge(limit);
      const about = aboutRepository(
        apiUrl(repository.host),
        repository,
        ['git', 'blobs', found.id],
        'application/vnd.github.raw+json',
        limit,
      );
      const reply = await ask(repository, about);
      if (reply.kind === 'unreachable') return reply;
      if (reply.kind === 'too-large') return tooLarge(limit);
      return reply.status === 200 ? toFile(reply.bytes, limit) : strange(repository);
    },
  };
}
