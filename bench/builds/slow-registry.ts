import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry that is some way off: every question waits before it gets there. */
export interface SlowRegistry extends AsyncDisposable {
  readonly host: string;
}

export async function startSlowRegistry(upstream: string, latencyMs: number): Promise<SlowRegistry> {
  const server = createServer((incoming, outgoing) => {
    setTimeout(() => {
      const { method, headers, url } = incoming;
      const forwarded = send(`http://${upstream}${url}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on('error', () => outgoing.destroy());
      incoming.pipe(forwarded);
    }, latencyMs);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
