import * as http from 'node:http';
import * as https from 'node:https';
import type { Unknown } from '@image-factory/core/observe';
import { unknown } from '../unknown.ts';
import { explainError } from './explain-error.ts';
import { guardedLookup, refuseHost, resolveByDns, type Resolve, type Trust } from './guard.ts';
import { readBody } from './read-body.ts';

export interface Ask {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Most bytes that are read of the answer. */
  readonly limit: number;
  readonly trust: Trust;
}

export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  /** By names in lower case. */
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** Who answered, after redirects. */
  readonly url: URL;
}

/** Asks once, follows nothing, and never throws. */
export type Transport = (ask: Ask) => Promise<Reply | Unknown>;

/** Opens a request as `http.request` and `https.request` do. */
type OpenRequest = (url: URL, options: http.RequestOptions) => http.ClientRequest;

export interface TransportOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until there is a connection. */
  readonly connectMs?: number;
  /** Milliseconds for the whole answer. */
  readonly totalMs?: number;
  readonly resolve?: Resolve;
  readonly open?: OpenRequest;
}

export function createTransport(options: TransportOptions = {}): Transport {
  const { env = process.env, connectMs = 10_000, totalMs = 30_000, resolve = resolveByDns } = options;
  const open = options.open ?? openWithAgents(env);
  const lookups = { operator: guardedLookup(resolve, 'operator'), anybody: guardedLookup(resolve, 'anybody') };

  return async ({ url, method, headers, body, limit, trust }) => {
    const refusal = refuseHost(url.hostname, trust);
    if (refusal !== undefined) return unknown('refused', refusal);
    const deadline = new AbortController();
    const timers = [setTimeout(() => deadline.abort(), totalMs)];
    try {
      const sent = open(url, { method, headers: { ...commonHeaders, ...headers }, lookup: lookups[trust], signal: deadline.signal });
      timers.push(setTimeout(() => endUnconnected(sent), connectMs));
      const response = await answerOf(sent, body);
      const read = await readBody(response, method === 'HEAD' ? 0 : limit);
      if (read.kind === 'unknown') return read;
      return { kind: 'reply', status: response.statusCode ?? 0, headers: response.headers, body: read.bytes, url };
    } catch (error) {
      return deadline.signal.aborted
        ? unknown('unreachable', `${url.host} took longer than ${totalMs / 1000} s`)
        : explainError(error, url.host);
    } finally {
      timers.forEach(clearTimeout);
    }
  };
}

/** Compressed answers are neither asked for nor taken: what is small on the way can be endless here. */
const commonHeaders = { 'user-agent': 'image-factory', 'accept-encoding': 'identity' };

function answerOf(sent: http.ClientRequest, body: string | Buffer | undefined): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  sent.once('response', resolve);
  sent.on('error', reject); // stays: what breaks later must not be an uncaught error
  sent.end(body);
  return promise;
}

function endUnconnected(sent: http.ClientRequest): void {
  if (sent.socket === null || sent.socket.connecting) sent.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' }));
}

/**
 * Connections are kept for the next question. Those to hosts of somebody's choice are never used for the operator's.
 * Where the environment names a proxy, that looks names up, and which addresses it connects to is its own business.
 */
function openWithAgents(env: Readonly<Record<string, string | undefined>>): OpenRequest {
  const pools = new WeakMap<object, { readonly http: http.Agent; readonly https: https.Agent }>();
  return (url, options) => {
    const key = options.lookup ?? pools;
    const pool = pools.get(key) ?? newPool(env);
    pools.set(key, pool);
    if (url.protocol === 'http:') return http.request(url, { ...options, agent: pool.http });
    return https.request(url, { ...options, agent: pool.https });
  };
}

function newPool(env: Readonly<Record<string, string | undefined>>): { readonly http: http.Agent; readonly https: https.Agent } {
  const settings = { keepAlive: true, maxSockets: 16, proxyEnv: { ...env } };
  return { http: new http.Agent(settings), https: new https.Agent(settings) };
}
