import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMatcher, seededRandom, type FaultRule } from './fault-rules.ts';
import { isDeciding, rateLimitHeaders, type Deciding, type Fault } from './faults.ts';
import { askTarget, relay } from './forward.ts';
import { listenOnLoopback } from './loopback.ts';

/** What came in, and what became of it. */
export interface ProxiedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What was done to it, in order. */
  readonly faults: readonly Fault['kind'][];
  /** The server's own status; undefined where it has not answered, for example because it was never asked. */
  readonly serverStatus: number | undefined;
  /** The first 64 KiB that the server got. */
  readonly body: string;
  /** When it came: milliseconds of `performance.now()`. */
  readonly at: number;
}

export interface FaultProxy extends AsyncDisposable {
  readonly origin: string;
  /** The same address by way of the proxy. @throws RangeError when it does not belong to the target */
  through(url: string): string;
  /** In order of arrival. */
  readonly requests: readonly ProxiedRequest[];
  /** Other rules from now on; counting begins anew. */
  use(rules: readonly FaultRule[]): void;
}

export interface FaultProxyOptions {
  /** For `share` and `jitterMs`: the same seed does the same to the same requests. Default: 1. */
  readonly seed?: number;
  /**
   * Default: true. On a connection that has served before, libcurl sends a request a second time by itself when it is reset;
   * without keeping connections each request has its own, and a reset reaches the program.
   */
  readonly keepAlive?: boolean;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly record: { -readonly [Key in keyof ProxiedRequest]: ProxiedRequest[Key] };
}

/**
 * Stands before a server on this machine and lets things go wrong on the way to it.
 *
 * @param target - its origin, for example `http://127.0.0.1:40123`
 * @param rules - all that match a request apply; without any it is passed on as it is
 */
export async function startFaultProxy(
  target: string,
  rules: readonly FaultRule[] = [],
  options: FaultProxyOptions = {},
): Promise<FaultProxy> {
  const { seed = 1, keepAlive = true } = options;
  await using ends = new AsyncDisposableStack();
  const random = seededRandom(seed);
  const requests: ProxiedRequest[] = [];
  const failures: unknown[] = [];
  const ended = new AbortController();
  let match = createMatcher(rules, random);
  const { origin } = ends.use(await listenOnLoopback((request, response) => void handle(request, response)));
  ends.defer(() => ended.abort());

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request;
    const faults = match(method, path);
    const record = {
      method,
      path,
      headers,
      faults: faults.map((fault) => fault.kind),
      serverStatus: undefined,
      body: '',
      at: performance.now(),
    };
    requests.push(record);
    if (!keepAlive) response.shouldKeepAlive = false;
    try {
      for (const fault of faults) await hold(fault);
      await decide({ request, response, record }, faults.find(isDeciding));
    } catch {
      request.socket.destroy(); // one of the two sides went away
    }
  }

  /** No client would understand it, and the test must not pass without what it wanted to happen. */
  function failLater(error: unknown): never {
    failures.push(error);
    throw error;
  }

  async function hold(fault: Fault): Promise<void> {
    if (fault.kind === 'delay') await sleep(fault.ms + random() * (fault.jitterMs ?? 0), undefined, { signal: ended.signal });
    if (fault.kind === 'meanwhile') await fault.run().catch(failLater);
  }

  async function decide({ request, response, record }: Exchange, fault: Deciding | undefined): Promise<void> {
    switch (fault?.kind) {
      case 'black-hole':
        return;
      case 'reset':
        request.socket.resetAndDestroy();
        return;
      case 'answer':
        response.writeHead(fault.status, { 'content-type': 'text/plain; charset=utf-8', ...fault.headers }).end(fault.body);
        return;
      case 'rate-limit':
        sendRateLimit(response, fault);
        return;
      case 'lose-answer':
      case 'truncate':
      case 'drip':
      case undefined:
    }
    const answer = await askTarget(target, request, (text) => {
      record.body += text;
    });
    record.serverStatus = answer.statusCode;
    await relay(answer, response, fault, ended.signal);
  }

  const kept = ends.move();
  return {
    origin,
    requests,
    through(url) {
      if (!url.startsWith(`${target}/`)) throw new RangeError(`${url} does not begin with ${target}/.`);
      return origin + url.slice(target.length);
    },
    use(more) {
      match = createMatcher(more, random);
    },
    async [Symbol.asyncDispose]() {
      await kept.disposeAsync();
      if (failures.length > 0) throw new Error('What was to happen meanwhile has failed.', { cause: failures[0] });
    },
  };
}

function sendRateLimit(response: ServerResponse, { status, retryAfter, seconds }: Extract<Fault, { kind: 'rate-limit' }>): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...rateLimitHeaders(retryAfter, seconds, Date.now()) };
  response.writeHead(status, headers).end(JSON.stringify({ message: 'You have exceeded a secondary rate limit.' }));
}
