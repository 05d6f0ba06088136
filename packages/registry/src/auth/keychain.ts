import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askProgram, runProgramIn, type RunProgram } from './ask-program.ts';
import { passwordOf, readDockerConfig, type Credential, type DockerConfig } from './docker-config.ts';

/** Gives the credential of a registry by its exact name; `docker.io` is the name of Docker Hub. */
export type Keychain = (host: string) => Promise<Credential | undefined>;

export const emptyKeychain: Keychain = () => Promise.resolve(undefined);

export interface KeychainOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run?: RunProgram;
}

/**
 * The credentials of whoever runs us, in this order: `DOCKER_AUTH_CONFIG` (a config.json as text), the config.json of
 * `DOCKER_CONFIG` or the home folder with its helpers, and for ghcr.io `GITHUB_TOKEN`.
 */
export function openKeychain({ env, run = runProgramIn(env) }: KeychainOptions): Keychain {
  const given = readDockerConfig(env['DOCKER_AUTH_CONFIG'] ?? '');
  const file = fileOf(env);
  const config = file === undefined ? undefined : readIfThere(file).then(readDockerConfig);
  const asked = new Map<string, Promise<Credential | undefined>>();

  async function find(host: string): Promise<Credential | undefined> {
    return given?.auths.get(host) ?? (await findInConfig(host, await config, run)) ?? githubToken(host, env);
  }

  return (host) => {
    const answer = asked.get(host) ?? find(host);
    asked.set(host, answer);
    return answer;
  };
}

async function findInConfig(host: string, config: DockerConfig | undefined, run: RunProgram): Promise<Credential | undefined> {
  if (config === undefined) return undefined;
  const helper = config.helpers.get(host) ?? config.store;
  const answer = helper === undefined ? undefined : await askProgram(helper, host, run);
  return answer ?? config.auths.get(host);
}

function githubToken(host: string, env: KeychainOptions['env']): Credential | undefined {
  const token = env['GITHUB_TOKEN'] ?? '';
  return host === 'ghcr.io' ? passwordOf(env['GITHUB_ACTOR'] ?? 'x-access-token', token) : undefined;
}

function fileOf(env: KeychainOptions['env']): string | undefined {
  const folder = env['DOCKER_CONFIG'] ?? '';
  if (folder !== '') return join(folder, 'config.json');
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '';
  return home === '' ? undefined : join(home, '.docker', 'config.json');
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}
