import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { GitServer } from '../git-server/server.ts';
import { listenOnLoopback } from '../git-server/loopback.ts';
import { refuseCaller, type GitLabGrant } from './access.ts';
import { openMergeRequestBook, type MergeRequestBook, type NewMergeRequest, type Refused } from './merge-requests.ts';
import { complain, mostText, shapes, type Shape } from './shapes.ts';

/** Something that goes wrong once, or as often as it says. */
export interface GitLabFault {
  readonly method?: string;
  readonly path?: RegExp;
  /** `reset` cuts the connection. */
  readonly answer: { readonly status: number; readonly json?: unknown; readonly headers?: Readonly<Record<string, string>> } | 'reset';
  /** `after`: the request is carried out, and the answer alone goes wrong. Default: `before`. */
  readonly when?: 'before' | 'after';
  /** Default: 1. */
  readonly times?: number;
}

export interface GitLabOptions {
  /** Where the repository is; the API stands beside it. */
  readonly git: GitServer;
  /** Path of the project. */
  readonly project: string;
  readonly tokens: Readonly<Record<string, GitLabGrant>>;
}

export interface GitLabRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface GitLabServer extends AsyncDisposable {
  /** Base of the API. */
  readonly url: string;
  readonly requests: readonly GitLabRequest[];
  /** The first that fits a request is used. */
  readonly faults: GitLabFault[];
  readonly mergeRequests: MergeRequestBook;
}

type Answer = Refused | { readonly status: number; readonly text: string };

const notFound: Refused = { status: 404, json: { message: '404 Not Found' } };

/**
 * The merge requests of a private project on GitLab, as far as they are used here. Each request is held against what GitLab's
 * reference says of it: path, method, parameters, token. Branches are those of a real repository behind a git server.
 */
export async function startGitLab({ git, project, tokens }: GitLabOptions): Promise<GitLabServer> {
  const repository = git.repository(project);
  const book = openMergeRequestBook(project, 'https://gitlab.example.com', repository);
  const grants = new Map(Object.entries(tokens));
  const requests: GitLabRequest[] = [];
  const faults: GitLabFault[] = [];
  const used = new Map<GitLabFault, number>();

  function takeFault({ method, path }: GitLabRequest): GitLabFault | undefined {
    const fault = faults.find((one) => (one.method ?? method) === method && (one.path?.test(path) ?? true));
    if (fault === undefined) return undefined;
    const times = (used.get(fault) ?? 0) + 1;
    used.set(fault, times);
    if (times >= (fault.times ?? 1)) faults.splice(faults.indexOf(fault), 1);
    return fault;
  }

  async function answer(asked: GitLabRequest, query: URLSearchParams): Promise<Answer> {
    const isWrite = asked.method !== 'GET';
    const refusal = refuseCaller(asked.headers, isWrite, grants);
    if (refusal !== undefined) return refusal;
    const [, encoded = '', rest = ''] = /^\/api\/v4\/projects\/([^/]+)\/(.+)$/.exec(asked.path) ?? [];
    if (decodeURIComponent(encoded) !== project) return { status: 404, json: { message: '404 Project Not Found' } };
    if (isWrite && !/^application\/json\b/.test(asked.headers['content-type'] ?? ''))
      return { status: 415, json: { error: 'The provided content-type is not supported.' } };
    const sent: Readonly<Record<string, unknown>> = isWrite ? fieldsOf(asked.body) : Object.fromEntries(query);
    return route(asked.method, rest.split('/').map(decodeURIComponent), sent);
  }

  async function route(
    method: string,
    [area, second, third, fourth, ...more]: readonly string[],
    sent: Readonly<Record<string, unknown>>,
  ): Promise<Answer> {
    await book.refresh();
    if (area === 'repository' && method === 'GET' && second === 'files' && third !== undefined && fourth === 'raw' && more.length === 0)
      return checked(sent, shapes.raw, () => readRaw(third, String(sent['ref'])));
    if (area !== 'merge_requests' || more.length > 0 || fourth !== undefined) return notFound;
    if (second === undefined && method === 'GET') return checked(sent, shapes.list, async () => ({ status: 200, json: list(sent) }));
    if (second === undefined && method === 'POST') return checked(sent, shapes.create, () => create(sent));
    const record = book.find(Number(second));
    if (record === undefined) return notFound;
    if (third === undefined && method === 'PUT')
      return checked(sent, shapes.update, async () => {
        if (typeof sent['title'] === 'string') record.title = sent['title'];
        if (typeof sent['description'] === 'string') record.description = sent['description'];
        if (sent['state_event'] === 'close' && record.state === 'opened') record.state = 'closed';
        return { status: 200, json: record };
      });
    if (third === 'notes' && method === 'POST')
      return checked(sent, shapes.note, async () => ({
        status: 201,
        json: { id: record.notes.push(String(sent['body'])), body: sent['body'] },
      }));
    return notFound;
  }

  function list(sent: Readonly<Record<string, unknown>>): unknown[] {
    const size = Number(sent['per_page'] ?? 20);
    const found = book.all.filter(
      (record) =>
        (sent['state'] === undefined || sent['state'] === 'all' || sent['state'] === record.state) &&
        (sent['source_branch'] ?? record.source_branch) === record.source_branch &&
        (sent['target_branch'] ?? record.target_branch) === record.target_branch,
    );
    return (sent['sort'] === 'asc' ? found : found.toReversed()).slice(0, Math.min(size, 100));
  }

  async function create(sent: Readonly<Record<string, unknown>>): Promise<Answer> {
    const made = await book.create(toNew(sent));
    return 'iid' in made ? { status: 201, json: made } : made;
  }

  async function readRaw(path: string, ref: string): Promise<Answer> {
    try {
      return { status: 200, text: `${await repository.git('show', `${ref}:${path}`)}\n` };
    } catch {
      return { status: 404, json: { message: '404 File Not Found' } };
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const asked: GitLabRequest = { method: request.method ?? '', path: url.pathname, headers: request.headers, body: await text(request) };
    requests.push(asked);
    const fault = takeFault(asked);
    const real = fault === undefined || fault.when === 'after' ? await answer(asked, url.searchParams) : undefined;
    if (fault?.answer === 'reset') return void request.socket.destroy();
    if (fault !== undefined)
      return void response.writeHead(fault.answer.status, fault.answer.headers).end(JSON.stringify(fault.answer.json ?? {}));
    if (real === undefined) return void response.writeHead(500).end();
    if ('text' in real) return void response.writeHead(real.status, { 'content-type': 'text/plain' }).end(real.text);
    response.writeHead(real.status, { 'content-type': 'application/json' }).end(JSON.stringify(real.json));
  }

  const { origin, [Symbol.asyncDispose]: end } = await listenOnLoopback((request, response) => {
    serve(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  return { url: `${origin}/api/v4`, requests, faults, mergeRequests: book, [Symbol.asyncDispose]: end };
}

/** GitLab's own way to say that it was asked wrongly. */
async function checked(sent: Readonly<Record<string, unknown>>, shape: Shape, work: () => Promise<Answer>): Promise<Answer> {
  const complaint = complain(sent, shape) ?? tooLong(sent);
  return complaint === undefined ? work() : { status: 400, json: { error: complaint } };
}

function tooLong(sent: Readonly<Record<string, unknown>>): string | undefined {
  const long = Object.entries(sent).find(([, value]) => typeof value === 'string' && value.length > mostText);
  if (long !== undefined) return `${long[0]} is too long`;
  return typeof sent['title'] === 'string' && sent['title'].length > 255 ? 'title is too long (maximum is 255 characters)' : undefined;
}

/** What `shapes.create` has let through. */
function toNew(sent: Readonly<Record<string, unknown>>): NewMergeRequest {
  return {
    source_branch: String(sent['source_branch']),
    target_branch: String(sent['target_branch']),
    title: String(sent['title']),
    ...(typeof sent['description'] === 'string' ? { description: sent['description'] } : {}),
    ...(typeof sent['remove_source_branch'] === 'boolean' ? { remove_source_branch: sent['remove_source_branch'] } : {}),
  };
}

/** A body that is no JSON object has none; what is missing is said then. */
function fieldsOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
