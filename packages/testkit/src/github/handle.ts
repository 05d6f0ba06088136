import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { requireAccess } from './access.ts';
import { notFound, refuse, Refusal, type Answer } from './answer.ts';
import { repositoryOf } from './rest/route.ts';
import { limit } from './rest/global.ts';
import { matchRoute, type Match } from './rest/routes.ts';
import type { SchemaCheck } from './schema/check.ts';
import type { World } from './world.ts';

/** A request of the API as it came. */
export interface Received {
  readonly method: string;
  /** Below the base of the API. */
  readonly pathname: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Handled {
  readonly answer: Answer;
  /** Where the request, or our answer, is not as GitHub's description says. */
  readonly violations: readonly string[];
}

/** The handling of REST, from the matching of the path to the conditional answer. */
export async function handleRest(world: World, check: SchemaCheck | undefined, received: Received): Promise<Handled> {
  const { method, pathname, query, headers } = received;
  const match = matchRoute(method, pathname);
  if (match === undefined) return { answer: notFound().answer, violations: [`there is no ${method} ${pathname}`] };
  const { operation } = match.route;
  const body = parseBody(received.text);
  const wrong = [...checkHeaders(operation, received), ...(check?.request(operation, { path: match.path, query, body }) ?? [])];
  if (wrong.length > 0) return { answer: refuse(422, `Invalid request.\n\n${wrong.join('\n')}`).answer, violations: wrong };
  const answer = await answerOrRefuse(() => reach(world, match, received, body));
  return conclude(operation, answer, check, headers);
}

/** Who asks, whether that may be, and then what was asked. */
function reach(world: World, { route, path }: Match, { query, headers, text }: Received, body: unknown): Promise<Answer> | Answer {
  const caller = world.tokens.identify(headers.authorization);
  const fields = typeof body === 'object' && body !== null ? { ...body } : {};
  const accept = headers.accept ?? '';
  const exchange = { world, caller, path, query, accept, version: versionOf(headers), body: fields, bodyLength: text.length };
  if (route.kind === 'global') return route.answer(exchange);
  const repository = repositoryOf(world, path);
  requireAccess(caller, repository, route.needs);
  return route.answer({ ...exchange, repository });
}

async function answerOrRefuse(run: () => Promise<Answer> | Answer): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function conclude(operation: string, answer: Answer, check: SchemaCheck | undefined, headers: IncomingHttpHeaders): Handled {
  const isRaw = answer.raw !== undefined;
  const violations = isRaw ? [] : (check?.response(operation, answer.status, headers.accept ?? '', toJson(answer.json)) ?? []);
  return { answer: operation.startsWith('GET ') && answer.status === 200 ? conditional(answer, headers) : answer, violations };
}

/** What is not changed is not sent again. */
function conditional(answer: Answer, headers: IncomingHttpHeaders): Answer {
  const bytes = answer.raw?.bytes ?? JSON.stringify(answer.json);
  const etag = `W/"${createHash('sha256').update(bytes).digest('hex')}"`;
  const isKnown = (headers['if-none-match'] ?? '').split(/, */).includes(etag);
  return isKnown ? { status: 304, headers: { etag } } : { ...answer, headers: { ...answer.headers, etag } };
}

/** @throws Refusal for what GitHub refuses before it looks at anything else */
function checkHeaders(operation: string, { headers, text }: Received): string[] {
  const { accept, 'content-type': type } = headers;
  const version = versionOf(headers);
  if (headers['user-agent'] === undefined)
    throw refuse(403, 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.');
  if (version !== undefined && !versions.has(version)) throw refuse(400, `The version ${JSON.stringify(version)} is not supported.`);
  return [
    ...(accept !== undefined && /^application\/(?:vnd\.github(?:\.v3)?(?:\.(?:raw|object|sha|html))?(?:\+json)?|json)$/.test(accept)
      ? []
      : [`${operation}: it does not accept GitHub's media type but ${accept}`]),
    ...(text === '' || type?.startsWith('application/json') === true ? [] : [`${operation}: the body is not sent as JSON but as ${type}`]),
  ];
}

function versionOf({ 'x-github-api-version': version }: IncomingHttpHeaders): string | undefined {
  return typeof version === 'string' ? version : undefined;
}

const versions = new Set(['2022-11-28', '2026-03-10']);

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(400, 'Problems parsing JSON');
  }
}

/** What the client will see: without what JSON leaves out. */
function toJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** The headers that come with every answer. */
export function standardHeaders(world: World, requestId: number): Record<string, string> {
  return {
    'x-github-request-id': requestId.toString(16).toUpperCase().padStart(8, '0'),
    'x-github-media-type': 'github.v3; format=json',
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, limit - requestId)),
    'x-ratelimit-used': String(requestId),
    'x-ratelimit-reset': String(Math.floor(world.now().getTime() / 1000) + 3600),
    'x-ratelimit-resource': 'core',
  };
}
