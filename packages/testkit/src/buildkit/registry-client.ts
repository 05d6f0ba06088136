import type { Blob } from './image-content.ts';

const manifestTypes = ['application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json'].join(', ');

/** What tests do with a registry besides what they test. */
export interface RegistryClient {
  pushBlob(repository: string, blob: Blob): Promise<void>;
  /** @param name - a tag or a digest */
  pushManifest(repository: string, name: string, manifest: Blob): Promise<void>;
  /** The parsed manifest, index or blob that stands there; undefined where none does. */
  read(repository: string, kind: 'manifests' | 'blobs', name: string): Promise<unknown>;
  /** What a tag points to. */
  digestOf(repository: string, tag: string): Promise<string | undefined>;
  tags(repository: string): Promise<readonly string[]>;
  /** Takes a manifest or a tag away. */
  remove(repository: string, name: string): Promise<void>;
}

/** @param password - of the user `robot` */
export function registryClient(host: string, password?: string): RegistryClient {
  const root = `http://${host}`;
  const authorization = password === undefined ? {} : { authorization: `Basic ${Buffer.from(`robot:${password}`).toString('base64')}` };

  async function send(method: string, path: string, content?: Blob): Promise<Response> {
    const response = await fetch(new URL(path, root), {
      method,
      headers: {
        accept: `${manifestTypes}, */*`,
        ...authorization,
        ...(content === undefined ? {} : { 'content-type': content.mediaType }),
      },
      ...(content === undefined ? {} : { body: new Uint8Array(content.bytes) }),
    });
    if (!response.ok && response.status !== 404) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  return {
    async pushBlob(repository, blob) {
      if ((await send('HEAD', `/v2/${repository}/blobs/${blob.digest}`)).ok) return;
      const started = await send('POST', `/v2/${repository}/blobs/uploads/`);
      const place = new URL(started.headers.get('location') ?? '', root);
      place.searchParams.set('digest', blob.digest);
      await send('PUT', `${place.pathname}${place.search}`, { ...blob, mediaType: 'application/octet-stream' });
    },
    async pushManifest(repository, name, manifest) {
      await send('PUT', `/v2/${repository}/manifests/${name}`, manifest);
    },
    async read(repository, kind, name) {
      const response = await send('GET', `/v2/${repository}/${kind}/${name}`);
      const text = await response.text();
      return response.ok ? (JSON.parse(text) as unknown) : undefined;
    },
    async digestOf(repository, tag) {
      const response = await send('HEAD', `/v2/${repository}/manifests/${tag}`);
      return response.headers.get('docker-content-digest') ?? undefined;
    },
    async tags(repository) {
      const response = await send('GET', `/v2/${repository}/tags/list`);
      const { tags } = (await response.json()) as { tags?: readonly string[] | null };
      return tags ?? [];
    },
    async remove(repository, name) {
      await send('DELETE', `/v2/${repository}/manifests/${name}`);
    },
  };
}
