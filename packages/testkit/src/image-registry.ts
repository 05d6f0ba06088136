import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  statement: 'application/vnd.in-toto+json',
} as const;

const predicateType = 'https://slsa.dev/provenance/v1';

/** A registry on this machine that holds images of linux/amd64, each in an index, as BuildKit pushes them. */
export interface ImageRegistry extends AsyncDisposable {
  /** `127.0.0.1:40123` */
  readonly host: string;
  /**
   * Publishes an image under a tag.
   *
   * @param content - tells it from others
   * @param from - the base that its provenance names, as `repository:tag`; without it there is no provenance
   * @returns the digest of its manifest
   */
  push(image: string, content: string, from?: { readonly image: string; readonly digest: string }): string;
}

export async function startImageRegistry(): Promise<ImageRegistry> {
  const blobs = new Map<string, { readonly body: string; readonly type: string }>();
  const tags = new Map<string, string>();
  const server = createServer((request, response) => {
    const [, path = '', kind = '', name = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(request.url ?? '') ?? [];
    const digest = name.startsWith('sha256:') ? name : (tags.get(`${path}:${name}`) ?? '');
    const blob = blobs.get(digest);
    if (blob === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
      return;
    }
    const type = kind === 'blobs' ? 'application/octet-stream' : blob.type;
    response.writeHead(200, { 'content-type': type, 'docker-content-digest': digest, 'content-length': Buffer.byteLength(blob.body) });
    response.end(request.method === 'HEAD' ? undefined : blob.body);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  function put(content: object, type: string): { readonly mediaType: string; readonly digest: string; readonly size: number } {
    const body = JSON.stringify(content);
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    blobs.set(digest, { body, type });
    return { mediaType: type, digest, size: Buffer.byteLength(body) };
  }

  function imageOf(content: string) {
    const layer = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    const config = put({ architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [layer] } }, types.config);
    return put(
      {
        schemaVersion: 2,
        mediaType: types.manifest,
        config,
        layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: layer, size: 1 }],
      },
      types.manifest,
    );
  }

  function attestationOf(subject: string, from: { readonly image: string; readonly digest: string }) {
    const [repository = '', tag = ''] = from.image.split(':');
    const uri = `pkg:docker/${encodeURIComponent(host)}/${repository}@${tag}?platform=linux%2Famd64`;
    const statement = put(
      {
        _type: 'https://in-toto.io/Statement/v0.1',
        predicateType,
        subject: [{ name: 'pkg:docker/app', digest: { sha256: subject.slice(7) } }],
        predicate: { buildDefinition: { resolvedDependencies: [{ uri, digest: { sha256: from.digest.slice(7) } }] } },
      },
      types.statement,
    );
    const config = put(
      { architecture: 'unknown', os: 'unknown', config: {}, rootfs: { type: 'layers', diff_ids: [statement.digest] } },
      types.config,
    );
    const layers = [{ ...statement, annotations: { 'in-toto.io/predicate-type': predicateType } }];
    const manifest = put({ schemaVersion: 2, mediaType: types.manifest, config, layers }, types.manifest);
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': subject };
    return { ...manifest, annotations, platform: { architecture: 'unknown', os: 'unknown' } };
  }

  return {
    host,
    push(image, content, from) {
      const manifest = imageOf(content);
      const platform = { architecture: 'amd64', os: 'linux' };
      const manifests = [{ ...manifest, platform }, ...(from === undefined ? [] : [attestationOf(manifest.digest, from)])];
      tags.set(image, put({ schemaVersion: 2, mediaType: types.index, manifests }, types.index).digest);
      return manifest.digest;
    },
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}
