import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { explainFailure } from './failure.ts';
import { createRequest, HttpError } from './http.ts';

interface Seen {
  readonly line: string;
  readonly body: string;
  readonly accept: string | undefined;
}

/** A server that gives the same answer to everything, and what it was asked. */
async function serving(status: number, body: string, type = 'application/json') {
  const seen: Seen[] = [];
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    seen.push({ line: `${request.method} ${request.url}`, body: await text(request), accept: request.headers.accept });
    response.writeHead(status, { 'content-type': type }).end(body);
  };
  const server = createServer((request, response) => void reply(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  return { seen, origin, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())) };
}

const at = { owner: 'acme', repo: 'factory' };

it.each([
  {
    story: 'names that hold what a path is made of',
    route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
    given: { basehead: 'main...a/b#c?d' },
    line: 'GET /api/v3/repos/acme/factory/compare/main...a%2Fb%23c%3Fd',
    body: '',
  },
  {
    story: 'the path of a file',
    route: 'GET /repos/{owner}/{repo}/contents/{path}',
    given: { path: 'a b/c#.yml', ref: 'x&y' },
    line: 'GET /api/v3/repos/acme/factory/contents/a%20b/c%23.yml?ref=x%26y',
    body: '',
  },
  { story: 'what is not given', route: 'GET /repos/{owner}/{repo}/pulls', given: { state: undefined }, line: 'GET /api/v3/repos/acme/factory/pulls', body: '' },
  { story: 'what is null', route: 'POST /repos/{owner}/{repo}/git/trees', given: { tree: [{ sha: null }] }, line: 'POST /api/v3/repos/acme/factory/git/trees', body: '{"tree":[{"sha":null}]}' },
])('$story: $line', async ({ route, given, line, body }) => {
  await using server = await serving(200, '{}');
  await createRequest({ token: 'x', apiUrl: `${server.origin}/api/v3`, timeoutMs: 5000 })(route, { ...at, ...given });
  expect(server.seen).toEqual([{ line, body, accept: 'application/vnd.github+json' }]);
});

it("asks queries beside the REST API of a server of one's own", async () => {
  await using server = await serving(200, '{"data":{}}');
  await createRequest({ token: 'x', apiUrl: `${server.origin}/api/v3`, timeoutMs: 5000 })('POST /graphql', { query: '{ id }' });
  expect(server.seen).toMatchObject([{ line: 'POST /api/graphql', body: '{"query":"{ id }"}' }]);
});

it.each([
  {
    story: 'what is wrong, field by field',
    status: 422,
    body: '{"message":"Validation Failed","errors":["a",{"field":"b"}]}',
    type: 'application/json',
    kind: 'refused',
    says: 'Validation Failed: a, {"field":"b"}',
  },
  { story: 'a page of a proxy', status: 403, body: '<h1>no</h1>', type: 'text/html', kind: 'refused', says: 'GitHub answered with 403' },
  { story: 'JSON that is cut', status: 502, body: '{"mess', type: 'application/json', kind: 'lost', says: 'GitHub answered with 502' },
])('tells $story', async ({ status, body, type, kind, says }) => {
  await using server = await serving(status, body, type);
  const error: unknown = await createRequest({ token: 'x', apiUrl: server.origin, timeoutMs: 5000 })('GET /').catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(HttpError);
  expect(error).toMatchObject({ status, message: says });
  expect(explainFailure(error, [])).toMatchObject({ kind });
});

it('tells a server that is not there from one that does not answer', async () => {
  const gone = await serving(200, '');
  await gone[Symbol.asyncDispose]();
  const ask = (apiUrl: string) => createRequest({ token: 'x', apiUrl, timeoutMs: 50 })('GET /').catch((cause: unknown) => explainFailure(cause, []));
  expect(await ask(gone.origin)).toMatchObject({ kind: 'unsent' });
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  expect(await ask(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)).toMatchObject({ kind: 'lost' });
  silent.closeAllConnections();
  silent.close();
});
