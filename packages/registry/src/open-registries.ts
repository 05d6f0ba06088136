import { openKeychain, type Keychain } from './auth/keychain.ts';
import type { Log } from './net/logged.ts';
import { createPushRegistry } from './push-registry.ts';
import { createRegistry } from './registry.ts';
import type { PushRegistry, Registry, RegistryTable } from './types.ts';

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
  const keychain = keychainOf(env, token);
  let opened: Registry | undefined;
  return async (registries) => (opened ??= createRegistry({ registries, keychain, log, transport: { env } }));
}

/**
 * Opens registries for whoever may push. `IMAGE_FACTORY_PUSH_AUTH_CONFIG` (a config.json as text) holds the credentials that
 * may; they are shown to nobody who only reads. Without it, those of this machine are taken.
 */
export function openPushRegistries({ env, token, log }: OpenRegistriesOptions): (registries: RegistryTable) => Promise<PushRegistry> {
  const given = env['IMAGE_FACTORY_PUSH_AUTH_CONFIG'];
  const keychain = keychainOf(given === undefined || given === '' ? env : { ...env, DOCKER_AUTH_CONFIG: given }, token);
  let opened: PushRegistry | undefined;
  return async (registries) => (opened ??= createPushRegistry({ registries, keychain, log, transport: { env } }));
}

// GHCR belongs to github.com: the token of another server is none of its business.
function keychainOf(env: OpenRegistriesOptions['env'], token: string | undefined): Keychain {
  const isGitHubCom = (env['GITHUB_SERVER_URL'] ?? 'https://github.com') === 'https://github.com';
  return openKeychain({ env: { ...env, GITHUB_TOKEN: isGitHubCom ? token : undefined } });
}
