import type { Unknown } from '@image-factory/core/observe';
import { show } from '@image-factory/core/text';
import type { Secrets } from '../auth/secrets.ts';
import { unknown } from '../unknown.ts';
import { isAllowedHost, type Endpoint } from './endpoint.ts';
import type { Ask, Reply, Transport } from './transport.ts';

const mostHops = 5;
const maxUrlLength = 4096;
const redirects = new Set([301, 302, 303, 307, 308]);

/** What every question needs. */
export interface Wire {
  readonly ask: Transport;
  readonly secrets: Secrets;
}

/** A question to a registry. */
export interface Question {
  /** Below the origin: `/v2/library/node/manifests/22`. */
  readonly path: string;
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  /** What a PUT sends. */
  readonly body?: Buffer;
  readonly limit: number;
}

/**
 * Asks, and follows redirects: over TLS, to hosts that are known to keep this registry's content. The credential goes to the
 * origin alone, and once a redirect led elsewhere it is not sent any more. What is written goes nowhere but to the origin.
 */
export async function follow(
  question: Question,
  credential: string | undefined,
  endpoint: Endpoint,
  { ask, secrets }: Wire,
): Promise<Reply | Unknown> {
  let url = URL.parse(question.path, endpoint.origin);
  let isAtHome = true;
  for (let hops = 0; hops <= mostHops; hops += 1) {
    if (url === null) return unknown('refused', 'a redirect leads to what is no address');
    const why = refuseUrl(url, endpoint);
    if (why !== undefined) return unknown('refused', why);
    isAtHome &&= url.origin === endpoint.origin;
    const reply = await ask(toAsk(question, url, isAtHome, endpoint, credential));
    if (reply.kind === 'unknown' || !redirects.has(reply.status)) return reply;
    if (question.method === 'PUT') return unknown('refused', `${show(url.host)} redirects what is to be written there`);
    const { location } = reply.headers;
    if (location === undefined || location.length > maxUrlLength) return unknown('broken', `${show(url.host)} redirects to nowhere`);
    url = URL.parse(location, url.href);
    if (url !== null && secrets.isIn(url))
      return unknown('refused', `${show(endpoint.name)} redirects to an address with a credential in it`);
  }
  return unknown('refused', `${show(endpoint.name)} redirects more than ${mostHops} times`);
}

function toAsk(
  { method, headers, body, limit }: Question,
  url: URL,
  isAtHome: boolean,
  endpoint: Endpoint,
  credential: string | undefined,
): Ask {
  return {
    url,
    method,
    limit,
    ...(body === undefined ? {} : { body }),
    headers: isAtHome && credential !== undefined ? { ...headers, authorization: credential } : headers,
    trust: url.origin === endpoint.origin && endpoint.isNamed ? 'operator' : 'anybody',
  };
}

/** Why an address that a registry named is not asked, or undefined. */
function refuseUrl(url: URL, endpoint: Endpoint): string | undefined {
  if (url.origin === endpoint.origin) return refuseUserinfo(url);
  if (url.protocol !== 'https:') return `a redirect leads to ${show(url.host)} without TLS`;
  if (!isAllowedHost(url.host, endpoint.redirects))
    return `a redirect leads to ${show(url.host)}, which is not known to keep content of ${show(endpoint.name)}`;
  return refuseUserinfo(url);
}

export function refuseUserinfo(url: URL): string | undefined {
  return url.username === '' && url.password === '' ? undefined : `an address at ${show(url.host)} has a user name in it`;
}
