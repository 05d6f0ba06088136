import { createServer, request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong: an answer with this status and error code, or a connection that breaks while bytes come. */
export type RegistryFault = 'reset' | { readonly status: number; readonly code?: string; readonly message?: string };

export interface RegistryRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
}

/** A registry behind which another one stands, and which can be made to fail. */
export interface FaultyRegistry extends AsyncDisposable {
  /** `127.0.0.1:40123` */
  readonly host: string;
  /** All that it was asked, in order. */
  readonly requests: readonly RegistryRequest[];
  /** From now on, for requests that it picks; `undefined` heals it. */
  fail(fault: ((request: RegistryRequest) => RegistryFault | undefined) | undefined): void;
}

/** @param upstream - host and port of the registry that has the images */
export async function startFaultyRegistry(upstream: string): Promise<FaultyRegistry> {
  const requests: RegistryRequest[] = [];
  let faultOf: ((request: RegistryRequest) => RegistryFault | undefined) | undefined;
  const server = createServer((incoming, outgoing) => {
    const request = { method: incoming.method ?? '', path: incoming.url ?? '' };
    requests.push(request);
    const fault = faultOf?.(request);
    if (fault === 'reset') return breakOff(incoming);
    if (fault !== undefined) {
      const { status, code = 'UNKNOWN', message = 'made to fail' } = fault;
      incoming.resume();
      const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="registry"' } : {};
      outgoing.writeHead(status, { 'content-type': 'application/json', ...challenge });
      outgoing.end(JSON.stringify({ errors: [{ code, message }] }));
      return;
    }
    const { method, headers } = incoming;
    const forwarded = send(`http://${upstream}${request.path}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fail(fault) {
      faultOf = fault;
    },
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

/** In the middle of the body when there is one. */
function breakOff(incoming: IncomingMessage): void {
  incoming.once('data', () => incoming.socket.destroy());
  incoming.once('end', () => incoming.socket.destroy());
  incoming.resume();
}
