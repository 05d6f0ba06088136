import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { createGitLabRuns, type GitLabRunsOptions } from './gitlab-runs.ts';

interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly token: string | undefined;
}

export type Answer = { readonly status: number; readonly json: unknown } | 'reset';

/** A server that answers what the test says. */
export async function serveGitLab(answer: (asked: Asked, count: number) => Answer) {
  const requests: Asked[] = [];
  async function read(request: IncomingMessage): Promise<Asked> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const body = await text(request);
    const token = request.headers['private-token'];
    return { path: pathname, query: searchParams, body: body === '' ? undefined : JSON.parse(body), token: typeof token === 'string' ? token : undefined };
  }
  const server = createServer((request, response) => {
    void read(request).then((asked) => {
      const result = answer(asked, requests.push(asked));
      if (result === 'reset') return request.socket.destroy();
      return response.writeHead(result.status, { 'content-type': 'application/json' }).end(JSON.stringify(result.json));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const options: GitLabRunsOptions = {
    apiUrl: () => `http://127.0.0.1:${port}/api/v4`,
    triggerToken: async () => 'glptt-canary',
    readToken: async () => 'glpat-canary',
    pace: virtualPace(),
  };
  return {
    requests,
    options,
    runs: createGitLabRuns(options),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
