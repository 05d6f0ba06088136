import { createServer, request, type IncomingMessage, type RequestOptions, type ServerResponse } from 'node:http';
import { isIP, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Content } from './content.fixture.ts';
import type { TransportOptions } from './net/transport.ts';

/** A request as the network saw it. */
export interface Seen {
  readonly scheme: string;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Site = (seen: Seen, response: ServerResponse) => void;

export interface World extends AsyncDisposable {
  readonly seen: readonly Seen[];
  /** Who is at a host and port; nobody else can be connected to. */
  readonly sites: Map<string, Site>;
  /** Addresses of names; a name that is not there is at a public address. */
  readonly names: Map<string, string>;
  readonly transport: TransportOptions;
}

/** A network of hosts in this process. Addresses are judged as always; what is allowed then leads to one server here, without TLS. */
export async function openWorld(options: TransportOptions = {}): Promise<World> {
  const seen: Seen[] = [];
  const sites = new Map<string, Site>();
  const names = new Map<string, string>();
  const server = createServer((incoming, response) => void answer(incoming, response));

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { 'x-scheme': scheme = '', ...headers } = incoming.headers as Record<string, string>;
    const one = { scheme, host: incoming.headers.host ?? '', method: incoming.method ?? '', path: incoming.url ?? '', headers, body: await text(incoming) };
    seen.push(one);
    const site = sites.get(one.host);
    if (site === undefined) response.destroy();
    else site(one, response);
  }

  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;

  return {
    seen,
    sites,
    names,
    transport: {
      env: {},
      resolve: (name) => Promise.resolve((names.get(name) ?? '93.184.215.14').split(' ').map((address) => ({ address, family: isIP(address) }))),
      open: (url, given) => request(toLocal(url, given, port)),
      ...options,
    },
    async [Symbol.asyncDispose]() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
  };
}

function toLocal(url: URL, { lookup, headers, ...given }: RequestOptions, port: number): RequestOptions {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    ...given,
    headers: { ...(headers as Record<string, string>), host: url.host, 'x-scheme': url.protocol },
    hostname: isIP(hostname) === 0 ? hostname : '127.0.0.1',
    port,
    path: `${url.pathname}${url.search}`,
    agent: false,
    lookup: (name, options, callback) =>
      lookup?.(name, { ...options, all: true }, (error) => {
        if (error !== null) callback(error, '', 0);
        else if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
        else callback(null, '127.0.0.1', 4);
      }),
  };
}

/** A registry that behaves: manifests by tag and digest, blobs, HEAD; everybody may read. */
export function wellBehaved(tags: Readonly<Record<string, Content>>, others: readonly Content[]): Site {
  const all = new Map([...Object.values(tags), ...others].map((one) => [String(one.digest), one]));
  return ({ method, path }, response) => {
    const [, kind, name = ''] = /\/(manifests|blobs)\/([^/?]+)$/.exec(path) ?? [];
    const found = (kind === 'manifests' ? tags[name] : undefined) ?? all.get(name);
    if (found === undefined) {
      sendJson(response, 404, { errors: [{ code: 'MANIFEST_UNKNOWN', message: 'not here' }] });
      return;
    }
    response.writeHead(200, { 'content-type': found.mediaType, 'content-length': found.bytes.length, ...(kind === 'manifests' ? { 'docker-content-digest': found.digest } : {}) });
    response.end(method === 'HEAD' ? undefined : found.bytes);
  };
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** Lets in who shows a header, and challenges the others. */
export function guarded(site: Site, challenge: string, isIn: (authorization: string) => boolean): Site {
  return (seen, response) => {
    if (isIn(seen.headers['authorization'] ?? '')) site(seen, response);
    else sendJson(response, 401, { errors: [{ code: 'UNAUTHORIZED' }] }, { 'www-authenticate': challenge });
  };
}
