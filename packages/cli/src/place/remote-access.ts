import type { RepoPath } from '@image-factory/core/enrollment';
import type { GroundOptions } from '@image-factory/store';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * How other repositories are read: with a token that the GitHub App makes for just this one, where there is an App and it is
 * installed, else with the token of their forge, when there is one; and with what was read before kept in the user's cache. Undefined when nothing is to be asked.
 *
 * @param factory - path of factory.yaml, which names the hosts that may be asked
 */
export function remoteAccess(env: Env, factory: RepoPath, isOffline: boolean): GroundOptions['remote'] {
  if (isOffline || isSet(env['IMAGE_FACTORY_OFFLINE'])) return undefined;
  const cache = given(env['XDG_CACHE_HOME']) ?? join(homedir(), '.cache');
  const tokens = tokensByHost(env);
  const app = appIn(env);
  return {
    factory,
    cacheFolder: join(cache, 'image-factory', 'sources'),
    async tokenFor(host, slug, options) {
      const own = await app?.(host, slug, options);
      if (own !== undefined) return own;
      // A token that was refused is not sent again: many repositories need none.
      return options?.fresh === true ? undefined : tokens.get(host);
    },
  };
}

type TokenFor = NonNullable<NonNullable<GroundOptions['remote']>['tokenFor']>;

/** Tokens of the GitHub App in the environment, each for one repository; undefined where none is named. */
function appIn(env: Env): TokenFor | undefined {
  const [id, privateKey] = [given(env['IMAGE_FACTORY_APP_ID']), given(env['IMAGE_FACTORY_APP_PRIVATE_KEY'])];
  if (id === undefined && privateKey === undefined) return undefined;
  const server = gitHubHost(env);
  const apiUrl = given(env['GITHUB_API_URL']);
  let opened: Promise<TokenFor> | undefined;

  async function open(): Promise<TokenFor> {
    if (id === undefined || privateKey === undefined)
      throw new Error('IMAGE_FACTORY_APP_ID and IMAGE_FACTORY_APP_PRIVATE_KEY belong together');
    const { createInstallationTokens } = await import('@image-factory/forge'); // most runs need none of it
    return createInstallationTokens({ app: { id, privateKey }, ...(apiUrl === undefined ? {} : { apiUrl: () => apiUrl }) });
  }

  return async (host, slug, options) => (host === server ? (await (opened ??= open()))(host, slug, options) : undefined);
}

/** A token goes to the host that it is for, and to no other. */
function tokensByHost(env: Env): ReadonlyMap<string, string> {
  const github = given(env['GITHUB_TOKEN']) ?? given(env['GH_TOKEN']);
  const gitlab = given(env['GITLAB_TOKEN']);
  const tokens = new Map<string, string>();
  if (github !== undefined) tokens.set(gitHubHost(env), github);
  if (gitlab !== undefined) tokens.set(given(env['CI_SERVER_HOST']) ?? 'gitlab.com', gitlab);
  return tokens;
}

function gitHubHost(env: Env): string {
  return hostOf(env['GITHUB_SERVER_URL']) ?? given(env['GH_HOST']) ?? 'github.com';
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}

function isSet(text: string | undefined): boolean {
  return text !== undefined && !['', '0', 'false'].includes(text);
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
