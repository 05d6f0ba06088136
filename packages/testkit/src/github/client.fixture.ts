import type { GitHub } from './start.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // What came is what the test asserts.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any;
  readonly text: string;
}

export interface AskOptions {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks as a careful client does. @param what - method and path, for example `GET /rate_limit` */
export async function ask(github: GitHub, what: string, { token = 'ghs_test', body, headers = {} }: AskOptions = {}): Promise<Reply> {
  const [method = '', path = ''] = what.split(' ');
  const response = await fetch(github.url + path, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      'user-agent': 'test',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

export function query(github: GitHub, text: string, variables: object = {}, token = 'ghs_test'): Promise<Reply> {
  return postGraphql(github, { query: text, variables }, token);
}

export async function postGraphql(github: GitHub, body: object, token = 'ghs_test'): Promise<Reply> {
  const response = await fetch(github.graphqlUrl, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'user-agent': 'test' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}
