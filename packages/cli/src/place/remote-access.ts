import type { RepoPath } from '@image-factory/core/enrollment';
import type { GroundOptions } from '@image-factory/store';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * How other repositories are read: with the token of their forge, when there is one, and with what was read before kept in
 * the user's cache. Undefined when nothing is to be asked.
 *
 * @param factory - path of factory.yaml, which names the hosts that may be asked
 */
export function remoteAccess(env: Env, factory: RepoPath, isOffline: boolean): GroundOptions['remote'] {
  if (isOffline || isSet(env['IMAGE_FACTORY_OFFLINE'])) return undefined;
  const cache = given(env['XDG_CACHE_HOME']) ?? join(homedir(), '.cache');
  const tokens = tokensByHost(env);
  return {
    factory,
    cacheFolder: join(cache, 'image-factory', 'sources'),
    // A token that was refused is not sent again: many repositories need none.
    tokenFor: async (host, _slug, options) => (options?.fresh === true ? undefined : tokens.get(host)),
  };
}

/** A token goes to the host that it is for, and to no other. */
function tokensByHost(env: Env): ReadonlyMap<string, string> {
  const github = given(env['GITHUB_TOKEN']) ?? given(env['GH_TOKEN']);
  const gitlab = given(env['GITLAB_TOKEN']);
  const tokens = new Map<string, string>();
  if (github !== undefined) tokens.set(hostOf(env['GITHUB_SERVER_URL']) ?? given(env['GH_HOST']) ?? 'github.com', github);
  if (gitlab !== undefined) tokens.set(given(env['CI_SERVER_HOST']) ?? 'gitlab.com', gitlab);
  return tokens;
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
