import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Comment {
  readonly id: number;
  readonly user: { readonly type: string };
  body: string;
}

/** As much of GitHub's REST API as comments need, on a port of this machine; anything else is a 404. */
export interface GitHubStandIn extends AsyncDisposable {
  readonly url: string;
  readonly comments: Comment[];
  readonly requests: string[];
}

export async function startGitHub(pulls: readonly { number: number; owner: string; branch: string; sha: string }[], comments: Comment[] = []): Promise<GitHubStandIn> {
  const requests: string[] = [];
  const answer = async (request: IncomingMessage): Promise<[number, unknown]> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await text(request);
    requests.push(`${request.method} ${url.pathname}`);
    if (request.headers.authorization !== 'token ghs_test') return [401, { message: 'Bad credentials' }];
    const path = `${request.method} ${url.pathname.replace(/\d+$/, 'N').replace(/\/issues\/\d+\//, '/issues/N/')}`;
    switch (path) {
      case 'GET /repos/acme/factory/pulls': {
        const head = url.searchParams.get('head');
        const found = pulls.filter(({ owner, branch }) => `${owner}:${branch}` === head && url.searchParams.get('state') === 'open');
        return [200, found.map(({ number, sha }) => ({ number, head: { sha } }))];
      }
      case 'GET /repos/acme/factory/issues/N/comments':
        return [200, comments];
      case 'POST /repos/acme/factory/issues/N/comments': {
        const comment = { id: comments.length + 1, user: { type: 'Bot' }, body: bodyOf(body) };
        comments.push(comment);
        return [201, comment];
      }
      case 'PATCH /repos/acme/factory/issues/comments/N': {
        const comment = comments.find(({ id }) => url.pathname.endsWith(`/${id}`));
        if (comment === undefined) return [404, { message: 'Not Found' }];
        comment.body = bodyOf(body);
        return [200, comment];
      }
      default:
        return [404, { message: 'Not Found' }];
    }
  };
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [status, payload] = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(payload));
  };
  const server = createServer((request, response) => void reply(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, comments, requests, [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => server.close(resolve))) };
}

function bodyOf(json: string): string {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed === 'object' && parsed !== null && 'body' in parsed && typeof parsed.body === 'string') return parsed.body;
  throw new TypeError('a comment has a body');
}
