import { z } from 'zod';
import { parseJson } from '../content/json.ts';

/** How to show who one is to a registry. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** Good for tokens, and for nothing else. */
  | { readonly kind: 'identity'; readonly token: string };

/** Docker's config.json, as far as it is about credentials; hosts as our references name them. */
export interface DockerConfig {
  readonly auths: ReadonlyMap<string, Credential>;
  /** The name of the program that knows the credentials of a host. */
  readonly helpers: ReadonlyMap<string, string>;
  /** The name of the program that knows all others. */
  readonly store?: string;
}

const Entry = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
});

const Config = z.object({
  auths: z.record(z.string(), Entry.nullable().catch(null)).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});

/** @returns undefined for a text that is none */
export function readDockerConfig(text: string): DockerConfig | undefined {
  const parsed = Config.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { auths, credHelpers, credsStore } = parsed.data;
  return {
    auths: byHost(auths ?? {}, (entry) => (entry === null ? undefined : toCredential(entry))),
    helpers: byHost(credHelpers ?? {}, (name) => name),
    ...(credsStore === null || credsStore === undefined || credsStore === '' ? {} : { store: credsStore }),
  };
}

function byHost<T, V>(record: Readonly<Record<string, T>>, read: (value: T) => V | undefined): ReadonlyMap<string, V> {
  const found = new Map<string, V>();
  for (const [key, given] of Object.entries(record)) {
    const host = hostOfKey(key);
    const value = read(given);
    if (host !== undefined && value !== undefined && !found.has(host)) found.set(host, value);
  }
  return found;
}

const dockerHubNames = new Set(['index.docker.io', 'registry-1.docker.io']);

/**
 * The registry that a key of config.json is about: `ghcr.io`, `https://index.docker.io/v1/`.
 *
 * @returns undefined for a key about a part of a registry, `quay.io/acme`: the rest of that registry must not see it
 */
function hostOfKey(key: string): string | undefined {
  const [, host] = /^(?:https?:\/\/)?([^/@\s]+)(?:\/v[12])?\/?$/.exec(key.toLowerCase()) ?? [];
  return host !== undefined && dockerHubNames.has(host) ? 'docker.io' : host;
}

function toCredential({ auth, username, password, identitytoken }: z.infer<typeof Entry>): Credential | undefined {
  if (identitytoken !== undefined && identitytoken !== '') return { kind: 'identity', token: identitytoken };
  if (username !== undefined && password !== undefined) return passwordOf(username, password);
  const pair = Buffer.from(auth ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 1 ? undefined : passwordOf(pair.slice(0, colon), pair.slice(colon + 1));
}

/** What a helper or a file says of a user. A colon in a name, or a control character, would become something else on the way. */
export function passwordOf(username: string, password: string): Credential | undefined {
  if (username === '<token>') return password === '' ? undefined : { kind: 'identity', token: password };
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  const isPlain = !/[\u0000-\u001f\u007f]/.test(username + password) && !username.includes(':');
  return isPlain && username !== '' && password !== '' ? { kind: 'password', username, password } : undefined;
}
