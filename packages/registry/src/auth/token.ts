import type { Unknown } from '@image-factory/core/observe';
import { show } from '@image-factory/core/text';
import { z } from 'zod';
import { parseJson } from '../content/json.ts';
import { isLoopback, type Endpoint } from '../net/endpoint.ts';
import { refuseUserinfo } from '../net/follow.ts';
import type { Ask, Transport } from '../net/transport.ts';
import { unknown } from '../unknown.ts';
import type { Challenge } from './challenge.ts';
import type { Credential } from './docker-config.ts';
import type { Secrets } from './secrets.ts';

/** Where a registry hands out tokens, as its challenge says. */
export interface Realm {
  readonly url: URL;
  readonly service?: string;
  /** Whether the credentials of the registry may be shown there. */
  readonly isAllowed: boolean;
}

export interface Token {
  readonly kind: 'token';
  readonly text: string;
  /** Milliseconds for which it is good. */
  readonly lifeMs: number;
}

const maxBytes = 128 * 1024;
const usualSeconds = 60;
const mostSeconds = 3600;

const Answer = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
  expires_in: z.number().optional().catch(undefined),
});

/** Reads the realm of a Bearer challenge: over TLS, or on this machine when the registry is there, too. */
export function readRealm({ parameters }: Challenge, endpoint: Endpoint, secrets: Secrets): Realm | Unknown {
  const url = URL.parse(parameters.get('realm') ?? '');
  const service = parameters.get('service');
  if (url === null || (service?.length ?? 0) > 256)
    return unknown('broken', `${show(endpoint.name)} asks for tokens without saying where from`);
  const isAllowed = endpoint.realms.has(url.host);
  const isPlain = url.protocol === 'http:' && isLoopback(url.hostname) && isAllowed && endpoint.origin.startsWith('http:');
  if (url.protocol !== 'https:' && !isPlain)
    return unknown('refused', `the realm ${show(url.host)} of ${show(endpoint.name)} is without TLS`);
  const userinfo = refuseUserinfo(url);
  if (userinfo !== undefined) return unknown('refused', userinfo);
  if (secrets.isIn(url)) return unknown('refused', `the realm of ${show(endpoint.name)} is an address with a credential in it`);
  url.hash = '';
  return { url, isAllowed, ...(service === undefined ? {} : { service }) };
}

/**
 * Fetches a token. The scope is ours, whatever the challenge says; a credential is shown only where the operator allows it;
 * redirects are not followed.
 *
 * @param scope - `repository:library/node:pull`
 */
export async function fetchToken(
  realm: Realm,
  scope: string,
  credential: Credential | undefined,
  endpoint: Endpoint,
  ask: Transport,
): Promise<Token | Unknown> {
  const shown = realm.isAllowed ? credential : undefined;
  const trust = realm.isAllowed && endpoint.isNamed ? 'operator' : 'anybody';
  const reply = await ask({ ...(shown?.kind === 'identity' ? formAsk(realm, scope, shown.token) : queryAsk(realm, scope, shown)), trust });
  if (reply.kind === 'unknown') return reply;
  const host = show(realm.url.host);
  if (reply.status >= 300 && reply.status < 400) return unknown('refused', `the realm ${host} redirects`);
  if (reply.status >= 500 || reply.status === 404) return unknown('broken', `the realm ${host} answered ${reply.status}`);
  if (reply.status !== 200) return unknown('denied', deniedAt(realm, credential, endpoint, reply.status));
  return readToken(reply.body.toString('utf8')) ?? unknown('broken', `the realm ${host} gave no token`);
}

function deniedAt(realm: Realm, credential: Credential | undefined, endpoint: Endpoint, status: number): string {
  const host = show(realm.url.host);
  if (credential === undefined) return `the realm ${host} gives nobody a token without a password (${status})`;
  if (realm.isAllowed) return `the realm ${host} does not take the credentials of ${show(endpoint.name)} (${status})`;
  return `the realm ${host} was shown no credentials (${status}): factory.yaml does not list it in \`registries.${endpoint.name}.realms\``;
}

type TokenAsk = Omit<Ask, 'trust'>;

function queryAsk({ url, service }: Realm, scope: string, credential: Credential | undefined): TokenAsk {
  const address = new URL(url);
  if (service !== undefined) address.searchParams.set('service', service);
  address.searchParams.set('scope', scope);
  const headers = credential?.kind === 'password' ? { authorization: basicHeader(credential) } : {};
  return { url: address, method: 'GET', headers: { accept: 'application/json', ...headers }, limit: maxBytes };
}

/** The form of OAuth 2, which identity tokens need. */
function formAsk({ url, service }: Realm, scope: string, token: string): TokenAsk {
  const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'image-factory', scope, refresh_token: token });
  if (service !== undefined) form.set('service', service);
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  return { url, method: 'POST', headers, body: form.toString(), limit: maxBytes };
}

export function basicHeader({ username, password }: Extract<Credential, { kind: 'password' }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

function readToken(body: string): Token | undefined {
  const answer = Answer.safeParse(parseJson(body));
  const text = answer.success ? (answer.data.token ?? answer.data.access_token ?? '') : '';
  // What RFC 6750 lets stand in a header, and no more than a header holds.
  if (!/^[A-Za-z0-9._~+/-]{1,12288}=*$/.test(text)) return undefined;
  const seconds = answer.data?.expires_in ?? usualSeconds;
  return { kind: 'token', text, lifeMs: 1000 * (seconds > 0 ? Math.min(seconds, mostSeconds) : usualSeconds) };
}
