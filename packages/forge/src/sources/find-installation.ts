import type { Host, RepoSlug } from '@image-factory/core/enrollment';
import { askAsApp, keyRefused, type AppRequestOptions } from './app-request.ts';
import { defaultApiUrl, type ApiUrl } from './github-questions.ts';
import { numberField, parseJson } from './json.ts';

export interface FindInstallationOptions extends AppRequestOptions {
  readonly apiUrl?: ApiUrl;
}

export type FindInstallation = (host: Host, slug: RepoSlug) => Promise<number | undefined>;

/**
 * Asks for the installation of an App that reaches a repository; each repository is asked for once.
 *
 * @returns undefined where the App is not installed, or not on this repository
 * @throws Error from the given function, when GitHub does not say; a clause that holds no credential
 */
export function createInstallationFinder({ apiUrl = defaultApiUrl, ...options }: FindInstallationOptions): FindInstallation {
  const known = new Map<string, Promise<number | undefined>>();

  async function ask(host: Host, slug: RepoSlug): Promise<number | undefined> {
    const [owner = '', name = ''] = slug.split('/');
    const address = [apiUrl(host), 'repos', encodeURIComponent(owner), encodeURIComponent(name), 'installation'].join('/');
    const reply = await askAsApp(options, new URL(address));
    if (reply.kind !== 'reply') throw new Error(`${host} could not be reached`);
    if (reply.status === 404) return undefined;
    if (reply.status === 401) throw new Error(keyRefused);
    const id = reply.status === 200 ? numberField(parseJson(reply.bytes), 'id') : undefined;
    if (id === undefined) throw new Error(`GitHub answered ${reply.status} when asked for the installation of the App`);
    return id;
  }

  return async (host, slug) => {
    const key = JSON.stringify([host, slug.toLowerCase()]);
    const asked = known.get(key) ?? ask(host, slug);
    known.set(key, asked);
    try {
      return await asked;
    } catch (error) {
      known.delete(key);
      throw error;
    }
  };
}
