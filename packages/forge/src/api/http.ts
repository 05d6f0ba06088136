import * as http from 'node:http';
import type { Headers } from './limits.ts';

export interface HttpOptions {
  readonly token: string;
  /** Where the REST API is, without a slash at its end. */
  readonly apiUrl: string;
  /** Milliseconds for one request. */
  readonly timeoutMs: number;
  /** Called before each request; what it throws takes the place of the answer. */
  readonly before?: (resource: Resource) => void;
  /** Called with each answer. */
  readonly after?: (resource: Resource, headers: Headers) => void;
}

/** GitHub counts the requests of these apart. */
export type Resource = 'core' | 'graphql';

export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  /** What JSON says, or the text of anything else. */
  readonly data: unknown;
}

export type Parameters = Readonly<Record<string, unknown>>;

/** Asks once. What is left over of the parameters when the path is filled goes into the query, or the body. */
export type Request = (route: string, parameters?: Parameters) => Promise<HttpReply>;

/** GitHub refused, or could not be asked: then there is no response, and the cause tells why. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly response: HttpReply | undefined;

  constructor(message: string, status: number, response: HttpReply | undefined, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.response = response;
  }
}

let hasProxy = false;

/** The client that all requests of GitHub's API go through: the one of the platform, and a proxy where the machine names one. */
export function createRequest({ token, apiUrl, timeoutMs, before, after }: HttpOptions): Request {
  if (!hasProxy) http.setGlobalProxyFromEnv?.();
  hasProxy = true;
  return async (route, parameters = {}) => {
    const { url, method, headers, body, redirect } = toRequest(route, parameters, apiUrl);
    const resource = route === graphqlRoute ? 'graphql' : 'core';
    before?.(resource);
    const signal = AbortSignal.timeout(timeoutMs);
    const reply = await send(url, {
      method,
      redirect,
      signal,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    after?.(resource, reply.headers);
    if (reply.status >= 400 || reply.status === 304) throw new HttpError(messageIn(reply), reply.status, reply);
    return reply;
  };
}

export const graphqlRoute = 'POST /graphql';

async function send(url: URL, init: RequestInit): Promise<HttpReply> {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    const isJson = /^application\/(?:\S+\+)?json\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: Object.fromEntries(response.headers), data: isJson && text !== '' ? toJson(text) : text };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new HttpError(cause instanceof Error ? cause.message : String(cause), 500, undefined, { cause });
  }
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface Prepared {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect: 'follow' | 'manual';
}

function toRequest(route: string, { mediaType, request, ...parameters }: Parameters, apiUrl: string): Prepared {
  const [method = '', template = ''] = route.split(' ');
  const left = new Map(Object.entries(parameters).filter(([, value]) => value !== undefined));
  const path = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = String(left.get(name));
    left.delete(name);
    return name === 'path' ? value.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(value);
  });
  // On a server of one's own, queries are beside REST and not below it.
  const url = new URL(route === graphqlRoute ? apiUrl.replace(/\/api\/v3$/, '/api') + path : apiUrl + path);
  const accept = fieldOf(mediaType, 'format') === 'raw' ? 'application/vnd.github.raw+json' : 'application/vnd.github+json';
  const known = fieldOf(request, 'ifNoneMatch');
  const headers = { accept, 'user-agent': 'image-factory', ...(typeof known === 'string' ? { 'if-none-match': known } : {}) };
  const redirect = fieldOf(request, 'redirect') === 'manual' ? 'manual' : 'follow';
  if (method === 'GET') {
    for (const [name, value] of left) url.searchParams.set(name, String(value));
    return { url, method, headers, redirect };
  }
  const body = JSON.stringify(Object.fromEntries(left));
  return { url, method, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' }, body, redirect };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** What GitHub said, with what it says about single fields. */
function messageIn({ data, status }: HttpReply): string {
  const message = fieldOf(data, 'message');
  if (typeof message !== 'string') return `GitHub answered with ${status}`;
  const errors = fieldOf(data, 'errors');
  const details = Array.isArray(errors) ? errors.map((error) => (typeof error === 'string' ? error : JSON.stringify(error))) : [];
  return details.length === 0 ? message : `${message}: ${details.join(', ')}`;
}
