import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { hash } from 'node:crypto';

export interface GitLabEntry {
  readonly mode: string;
  readonly text?: string;
}

export interface GitLab extends AsyncDisposable {
  /** Base of the API. */
  readonly url: string;
  /** Method, path and query of each request, as it was sent. */
  readonly requests: { readonly url: string; readonly token: string | undefined }[];
  /** Answers instead of what is there; the first is taken, once. */
  readonly faults: { readonly status: number; readonly headers?: Record<string, string>; readonly text?: string }[];
}

/** As much of GitLab's API as is asked for: a project, a branch, pages of a folder, and raw files. */
export async function startGitLab(slug: string, token: string | undefined, entries: Readonly<Record<string, GitLabEntry>>): Promise<GitLab> {
  const requests: { url: string; token: string | undefined }[] = [];
  const faults: { status: number; headers?: Record<string, string>; text?: string }[] = [];
  const commit = hash('sha1', JSON.stringify(entries), 'hex');

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const given = request.headers['private-token'];
    requests.push({ url: request.url ?? '', token: typeof given === 'string' ? given : undefined });
    const fault = faults.shift();
    if (fault !== undefined) return void response.writeHead(fault.status, fault.headers).end(fault.text);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (given !== undefined && given !== token) return send(response, 401, { message: '401 Unauthorized' });
    const [project, ...rest] = pathname.replace('/api/v4/projects/', '').split('/').map(decodeURIComponent);
    if (project !== slug || given !== token) return send(response, 404, { message: '404 Project Not Found' });
    const [area, kind, name = '', raw] = rest;
    if (area === undefined) return send(response, 200, { id: 42, path_with_namespace: slug });
    if (kind === 'branches') return name === 'main' ? send(response, 200, { name, commit: { id: commit } }) : send(response, 404, { message: '404 Branch Not Found' });
    if (searchParams.get('ref') !== commit) return send(response, 404, { message: '404 Tree Not Found' });
    if (kind === 'tree') return sendPage(response, searchParams);
    const entry = entries[name];
    if (kind !== 'files' || raw !== 'raw' || entry?.text === undefined) return send(response, 404, { message: '404 File Not Found' });
    response.writeHead(200, { 'content-type': 'text/plain' }).end(entry.text);
  }

  function sendPage(response: ServerResponse, query: URLSearchParams): void {
    const folder = query.get('path') === null ? '' : `${query.get('path')}/`;
    const inside = Object.entries(entries).filter(([path]) => path.startsWith(folder) && !path.slice(folder.length).includes('/'));
    if (inside.length === 0) return send(response, 404, { message: '404 Tree Not Found' });
    const [size, page] = [Number(query.get('per_page') ?? 20), Number(query.get('page') ?? 1)];
    send(
      response,
      200,
      inside.slice((page - 1) * size, page * size).map(([path, { mode }]) => ({ id: 'x', name: path.split('/').at(-1), path, mode, type: mode === '040000' ? 'tree' : 'blob' })),
    );
  }

  const server = createServer(answer);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/api/v4`,
    requests,
    faults,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function send(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
}
