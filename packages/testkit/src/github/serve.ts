import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { refuse, Refusal, type Answer } from './answer.ts';
import type { FaultQueue } from './faults.ts';
import { handleRest, standardHeaders, type Handled, type Received } from './handle.ts';
import type { SchemaCheck } from './schema/check.ts';
import type { World } from './world.ts';

/** A request of the API that was answered; credentials are in none of its parts. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query below the base; `/graphql` for queries. */
  readonly path: string;
  readonly body: string;
  /** What was answered; 0 when the connection was cut. */
  readonly status: number;
}

interface Service {
  readonly world: World;
  /** Without it requests are answered all the same. */
  readonly check: SchemaCheck | undefined;
  readonly faults: FaultQueue;
  /** Filled as requests come. */
  readonly requests: RecordedRequest[];
  readonly violations: string[];
}

/** Where the parts of the API are, below the server's origin. */
interface Prefixes {
  readonly rest: string;
  readonly graphql: string;
}

/** Answers the API, REST and GraphQL: faults first, then what is so. */
export function serveApi(service: Service, prefixes: Prefixes): RequestListener {
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await receive(request, prefixes);
    const fault = service.faults.take(request, received.pathname, received.text);
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    const isHandled = fault?.answer === undefined || fault.when === 'after';
    const handled = isHandled ? await handle(service, received) : undefined;
    service.violations.push(...(handled?.violations ?? []));
    const answer = fault?.answer ?? handled?.answer ?? 'reset';
    record(service, received, answer);
    send(service, answer, response);
  }
  return (request, response) => void serve(request, response).catch(() => response.destroy());
}

async function receive(request: IncomingMessage, { rest, graphql }: Prefixes): Promise<Received> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const below = pathname.startsWith(rest) ? pathname.slice(rest.length) : `//${pathname}`;
  const path = pathname === graphql ? '/graphql' : below;
  return { method: request.method ?? 'GET', pathname: path, query: searchParams, headers: request.headers, text: await text(request) };
}

async function handle({ world, check }: Service, received: Received): Promise<Handled> {
  try {
    if (received.method !== 'POST' || received.pathname !== '/graphql') return await handleRest(world, check, received);
    const { answerGraphql } = await import('./graphql/execute.ts'); // with GitHub's schema, which takes a moment
    return await answerGraphql(world, world.tokens.identify(received.headers.authorization), readObject(received.text));
  } catch (error) {
    if (error instanceof Refusal) return { answer: error.answer, violations: [] };
    return { answer: { status: 500, json: { message: 'Server Error' } }, violations: [`the stand-in failed: ${String(error)}`] };
  }
}

function readObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw refuse(400, 'Problems parsing JSON');
  }
}

function record({ world, requests }: Service, { method, pathname, query, text: body }: Received, answer: Answer | 'reset'): void {
  const path = query.size === 0 ? pathname : `${pathname}?${query.toString()}`;
  const { redact } = world.tokens;
  requests.push({ method, path: redact(path), body: redact(body), status: answer === 'reset' ? 0 : answer.status });
}

function send({ world, requests }: Service, answer: Answer | 'reset', response: ServerResponse): void {
  if (answer === 'reset') return void response.destroy();
  const { status, json, raw, headers } = answer;
  const bytes = raw?.bytes ?? (json === undefined ? undefined : Buffer.from(JSON.stringify(json)));
  const type = bytes === undefined ? {} : { 'content-type': raw?.type ?? 'application/json; charset=utf-8' };
  response.writeHead(status, { ...standardHeaders(world, requests.length), ...type, ...headers });
  response.end(bytes);
}
