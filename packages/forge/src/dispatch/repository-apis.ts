import type { Host, RepoSlug } from '@image-factory/core/enrollment';
import { createApi, type Api, type ApiOptions } from '../api/client.ts';
import { ApiError } from '../api/failure.ts';

/** A repository on a forge. */
export interface Place {
  readonly host: Host;
  readonly repo: RepoSlug;
}

export interface RepositoryApisOptions extends Pick<ApiOptions, 'pace' | 'writes' | 'timeoutMs' | 'patienceMs'> {
  /** Asked for the first request to a repository, and again when a token is not good any more; undefined where there is none. */
  readonly token: (place: Place) => Promise<string | undefined>;
  /** Where the API of a host is; default: api.github.com, and `https://HOST/api/v3` for other hosts. */
  readonly apiUrl?: (host: Host) => string;
}

/** The API of each repository, with its own token. Without a token nothing is sent: that is refused with 401. */
export function createRepositoryApis({ token, apiUrl = usualApiUrl, ...options }: RepositoryApisOptions): (place: Place) => Api {
  const apis = new Map<string, Api>();

  return ({ host, repo }) => {
    const id = `${host}/${repo}`;
    const ownToken = async (): Promise<string> => {
      const found = await token({ host, repo });
      if (found === undefined) throw new ApiError({ kind: 'refused', status: 401, types: [], said: `there is no token for ${repo}` });
      return found;
    };
    const api = apis.get(id) ?? createApi({ ...options, repository: repo, token: ownToken, apiUrl: apiUrl(host) });
    apis.set(id, api);
    return api;
  };
}

function usualApiUrl(host: Host): string {
  return host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`;
}
