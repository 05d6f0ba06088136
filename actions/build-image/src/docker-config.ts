import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject, parseJson } from '@image-factory/core/text';

export interface RegistryLogin {
  /** As docker names it. */
  readonly host: string;
  readonly username: string;
  readonly password: string;
}

/** A folder with docker's configuration that goes with its scope. */
export interface DockerConfig extends AsyncDisposable {
  /** What programs of docker have to find in their environment. */
  readonly env: Readonly<Record<string, string>>;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of docker with one more login, in a folder of its own: what `docker login` left on the machine is
 * neither changed nor seen by steps that come later. Builders stay where buildx keeps them.
 */
export async function withLogin(login: RegistryLogin | undefined, env: Env): Promise<DockerConfig> {
  const before = env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? homedir(), '.docker');
  if (login === undefined) return { env: {}, async [Symbol.asyncDispose]() {} };
  const folder = await mkdtemp(join(tmpdir(), 'image-factory-docker-'));
  const config = parseJson(await readFile(join(before, 'config.json'), 'utf8').catch(() => '{}'));
  const known = isObject(config) ? config : {};
  const auths = isObject(known['auths']) ? known['auths'] : {};
  const helpers = isObject(known['credHelpers']) ? known['credHelpers'] : {};
  const auth = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64');
  // An empty helper: for this host the file counts, whatever keeps the credentials of others.
  const next = { ...known, credHelpers: { ...helpers, [login.host]: '' }, auths: { ...auths, [login.host]: { auth } } };
  await writeFile(join(folder, 'config.json'), JSON.stringify(next), { mode: 0o600 });
  return {
    env: { DOCKER_CONFIG: folder, BUILDX_CONFIG: env['BUILDX_CONFIG'] ?? join(before, 'buildx') },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
