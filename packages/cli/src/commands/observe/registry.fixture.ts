import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const indexType = 'application/vnd.oci.image.index.v1+json';

/** A registry on this machine, without TLS. */
export interface LocalRegistry extends AsyncDisposable {
  /** `127.0.0.1:40123` */
  readonly host: string;
  /** Methods and paths, in the order in which they came. */
  readonly asked: readonly string[];
  /** An index under a tag. @param letters - which manifest of each platform: `ab` are those of amd64 and arm64 */
  put(image: string, letters: string): string;
  /** Whether it answers nothing but 503. */
  down: boolean;
}

export async function openLocalRegistry(): Promise<LocalRegistry> {
  const asked: string[] = [];
  const contents = new Map<string, { readonly body: string; readonly digest: string }>();
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const content = registry.down ? undefined : contents.get(request.url ?? '');
    if (content === undefined) {
      response.writeHead(registry.down ? 503 : 404, { 'content-type': 'application/json' }).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
      return;
    }
    const { body, digest } = content;
    response.writeHead(200, { 'content-type': indexType, 'docker-content-digest': digest, 'content-length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  const registry: LocalRegistry = {
    host: `127.0.0.1:${port}`,
    asked,
    down: false,
    put(image, letters) {
      const body = indexOf(letters);
      const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
      const [path = '', tag = 'latest'] = image.split(':');
      for (const reference of [tag, digest]) contents.set(`/v2/${path}/manifests/${reference}`, { body, digest });
      return digest;
    },
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
  return registry;
}

function indexOf(letters: string): string {
  const manifests = [...letters].map((letter, index) => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${letter.repeat(64)}`,
    size: 1000,
    platform: { os: 'linux', architecture: index === 0 ? 'amd64' : 'arm64' },
  }));
  return JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
}
