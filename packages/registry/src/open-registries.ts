import { openKeychain } from './auth/keychain.ts';
import type { Log } from './net/logged.ts';
import { createRegistry } from './registry.ts';
import type { Registry, RegistryTable } from './types.ts';

export interface OpenRegistriesOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The token of the job, for GHCR. */
  readonly token: string | undefined;
  readonly log: Log;
}

/**
 * Reaches registries with the credentials of this machine: those of `docker login`, and the token of the job for GHCR where
 * that is one of github.com. Each thing is asked once, also when a run is made again because others committed meanwhile.
 */
export function openRegistries({ env, token, log }: OpenRegistriesOptions): (registries: RegistryTable) => Promise<Registry> {
  const keychain = openKeychain({ env: { ...env, GITHUB_TOKEN: isGitHubCom(env) ? token : undefined } });
  let opened: Registry | undefined;
  return async (registries) => (opened ??= createRegistry({ registries, keychain, log, transport: { env } }));
}

// GHCR belongs to github.com: the token of another server is none of its business.
function isGitHubCom(env: OpenRegistriesOptions['env']): boolean {
  return (env['GITHUB_SERVER_URL'] ?? 'https://github.com') === 'https://github.com';
}
