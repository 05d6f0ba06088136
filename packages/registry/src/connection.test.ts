import { createServer as createProxy } from 'node:http';
import { createServer, type Server } from 'node:https';
import { connect, type AddressInfo, type Server as TcpServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from './certificate.fixture.ts';
import { image, indexOf, reference } from './content.fixture.ts';
import type { Resolve } from './net/guard.ts';
import { createRegistry } from './registry.ts';
import type { RegistryTable } from './types.ts';
import { virtualPace } from './virtual-pace.fixture.ts';
import { wellBehaved } from './world.fixture.ts';

const good = indexOf({ 'linux/amd64': image('linux/amd64') });
const calm = wellBehaved({ t: good }, []);
const toHere: Resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);

async function listen(server: TcpServer): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return (server.address() as AddressInfo).port;
}

/** Real connections, with TLS. */
describe('a connection', () => {
  const trusted = selfSigned('tls.example');
  const before = getCACertificates('default');
  const connections: unknown[] = [];
  let server: Server;
  let port = 0;

  beforeAll(async () => {
    setDefaultCACertificates([...before, trusted.cert]);
    server = createServer(trusted, (incoming, response) => calm({ scheme: 'https:', host: '', method: incoming.method ?? '', path: incoming.url ?? '', headers: {}, body: '' }, response));
    server.on('secureConnection', (socket) => connections.push(socket));
    port = await listen(server);
  });

  afterAll(() => {
    setDefaultCACertificates(before);
    server.closeAllConnections();
    server.close();
  });

  const named = (host: string): RegistryTable => ({ [`${host}:${port}`]: {} });
  const lookUp = (host: string, env: Record<string, string> = {}, table = named(host)) =>
    createRegistry({ registries: table, transport: { resolve: toHere, env }, pace: virtualPace() }).lookUp(reference(`${host}:${port}/a/b:t`));

  it('is made to whom the certificate names', async () => {
    expect(await lookUp('tls.example')).toMatchObject({ kind: 'found', digest: good.digest });
  });

  it('is not made to somebody else', async () => {
    expect(await lookUp('other.example')).toMatchObject({ code: 'unreachable', why: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') });
  });

  it('is not made to whom nobody vouches for', async () => {
    setDefaultCACertificates(before);
    const answer = await lookUp('tls.example').finally(() => setDefaultCACertificates([...before, trusted.cert]));
    expect(answer).toMatchObject({ code: 'unreachable', why: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) });
  });

  it('is not made to this machine for a name that the operator does not name', async () => {
    const made = connections.length;
    expect(await lookUp('tls.example', {}, {})).toMatchObject({ code: 'refused' });
    expect(connections).toHaveLength(made);
  });

  it('is kept for the next questions', async () => {
    const made = connections.length;
    const registry = createRegistry({ registries: named('tls.example'), transport: { resolve: toHere, env: {} }, limits: { concurrency: 2 } });
    await Promise.all(Array.from({ length: 20 }, (_, at) => registry.lookUp(reference(`tls.example:${port}/a/b${at}:t`))));
    expect(connections.length - made).toBeLessThanOrEqual(2);
  });

  it('goes through the proxy that the environment names, wherever that is', async () => {
    const asked: string[] = [];
    const proxy = createProxy().on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const onward = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
      onward.pipe(socket).pipe(onward);
    });
    const proxyPort = await listen(proxy);
    try {
      const answer = await lookUp('tls.example', { HTTPS_PROXY: `http://127.0.0.1:${proxyPort}` }, {});
      expect(answer).toMatchObject({ kind: 'found' });
      expect(asked).toEqual([`tls.example:${port}`]);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});

it('that nobody takes is told as that', async () => {
  const server = createProxy();
  const port = await listen(server);
  server.close();
  const registry = createRegistry({ registries: { [`127.0.0.1:${port}`]: {} }, transport: { env: {} }, pace: virtualPace() });
  expect(await registry.lookUp(reference(`127.0.0.1:${port}/a/b:t`))).toMatchObject({ code: 'unreachable', why: expect.stringContaining('refuses connections') });
});
