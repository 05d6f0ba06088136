import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { selfSigned, startGitServer, temporaryFolder, type GitServer, type GitServerOptions } from '@image-factory/testkit';

/** A git server under the address of a forge. */
export interface Forge extends AsyncDisposable {
  readonly server: GitServer;
  /** What leads a program there, whose address is that of the forge: a proxy, and the certificate that vouches for it. */
  readonly network: Readonly<Record<string, string>>;
  /** Hosts that somebody wanted to reach, in order. */
  readonly reached: readonly string[];
}

/**
 * Serves repositories over https as `github.com` or another host. Who goes through the proxy of its network gets there, and
 * nowhere else.
 */
export async function startForge(host: string, options: GitServerOptions): Promise<Forge> {
  await using ends = new AsyncDisposableStack();
  const server = ends.use(await startGitServer(options));
  const { certificate, key } = selfSigned(host);
  const folder = ends.use(await temporaryFolder({ 'ca.pem': certificate }));
  const front = createTlsServer({ cert: certificate, key }, (request, response) => forward(server.origin, request, response));
  ends.defer(() => close(front));
  const port = await listen(front);
  const reached: string[] = [];
  const proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on('connect', ({ url = '' }: IncomingMessage, socket) => {
    reached.push(url);
    if (url !== `${host}:443`) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const inside = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    for (const end of [inside, socket]) end.on('error', () => [inside, socket].forEach((other) => other.destroy()));
    return inside.pipe(socket).pipe(inside);
  });
  ends.defer(() => close(proxy));
  const address = `http://127.0.0.1:${await listen(proxy)}`;
  const kept = ends.move();
  return {
    server,
    network: { HTTPS_PROXY: address, GIT_SSL_CAINFO: join(folder.path, 'ca.pem') },
    reached,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function forward(origin: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = request;
  const { hostname, port } = new URL(origin);
  const asked = ask({ hostname, port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  asked.on('error', () => response.destroy());
  request.pipe(asked);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
