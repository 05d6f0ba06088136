import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';

const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  statement: 'application/vnd.in-toto+json',
} as const;

const predicateType = 'https://slsa.dev/provenance/v1';

interface PushOptions {
  /** The base that its provenance names, as `repository:tag`; without it there is no provenance. */
  readonly from?: { readonly image: string; readonly digest: string };
  readonly labels?: Readonly<Record<string, string>>;
}

/** What was pushed. */
export interface Pushed {
  /** What the tag points to. */
  readonly index: string;
  /** The manifest of linux/amd64. */
  readonly digest: string;
}

/** A registry that is a process of its own: it checks what it is sent, and serves no more than that. */
export interface Registry extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /**
   * Publishes an image of linux/amd64 under a tag, in an index, as BuildKit does.
   *
   * @param content - tells it from others; the same gives the same bytes
   */
  push(image: string, content: string, options?: PushOptions): Promise<Pushed>;
}

interface Stored {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Buffer;
}

/** @param file - the program */
export async function startRegistry(file: string): Promise<Registry> {
  const child = spawn(file, [], { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  child.stdin.on('error', () => {});
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [unknown];
  const host = String(line).trim();

  async function send(method: string, path: string, content?: Stored): Promise<Response> {
    const response = await fetch(new URL(path, `http://${host}`), {
      method,
      ...(content === undefined ? {} : { headers: { 'content-type': content.mediaType }, body: new Uint8Array(content.bytes) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  async function pushBlob(repository: string, blob: Stored): Promise<Stored> {
    const started = await send('POST', `/v2/${repository}/blobs/uploads/`);
    const place = new URL(started.headers.get('location') ?? '', `http://${host}`);
    place.searchParams.set('digest', blob.digest);
    await send('PUT', `${place.pathname}${place.search}`, { ...blob, mediaType: 'application/octet-stream' });
    return blob;
  }

  async function pushManifest(repository: string, manifest: Stored, name = manifest.digest): Promise<Stored> {
    await send('PUT', `/v2/${repository}/manifests/${name}`, manifest);
    return manifest;
  }

  async function pushImage(repository: string, config: object, layer: Stored, annotations: object = {}): Promise<Stored> {
    const pushed = await pushBlob(repository, stored(types.config, { ...config, rootfs: { type: 'layers', diff_ids: [layer.digest] } }));
    await pushBlob(repository, layer);
    const layers = [{ ...described(layer), annotations }];
    return pushManifest(repository, stored(types.manifest, { schemaVersion: 2, mediaType: types.manifest, config: described(pushed), layers }));
  }

  /** What BuildKit says of an image: which base it was built from. */
  async function pushProvenance(repository: string, subject: Stored, { image, digest }: NonNullable<PushOptions['from']>): Promise<object> {
    const [path = '', tag = ''] = image.split(':');
    const uri = `pkg:docker/${encodeURIComponent(host)}/${path}@${tag}?platform=linux%2Famd64`;
    const statement = stored(types.statement, {
      _type: 'https://in-toto.io/Statement/v0.1',
      predicateType,
      subject: [{ name: 'pkg:docker/app', digest: { sha256: hex(subject.digest) } }],
      predicate: { buildDefinition: { resolvedDependencies: [{ uri, digest: { sha256: hex(digest) } }] } },
    });
    const unknown = { architecture: 'unknown', os: 'unknown' };
    const manifest = await pushImage(repository, { ...unknown, config: {} }, statement, { 'in-toto.io/predicate-type': predicateType });
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': subject.digest };
    return { ...described(manifest), annotations, platform: unknown };
  }

  return {
    host,
    async push(image, content, { from, labels = {} } = {}) {
      const [repository = '', tag = ''] = image.split(':');
      const platform = { architecture: 'amd64', os: 'linux' };
      const manifest = await pushImage(repository, { ...platform, config: { Labels: labels } }, stored(types.layer, content));
      const provenance = from === undefined ? [] : [await pushProvenance(repository, manifest, from)];
      const manifests = [{ ...described(manifest), platform }, ...provenance];
      const index = await pushManifest(repository, stored(types.index, { schemaVersion: 2, mediaType: types.index, manifests }), tag);
      return { index: index.digest, digest: manifest.digest };
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}

function stored(mediaType: string, value: object | string): Stored {
  const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8');
  return { mediaType, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes };
}

function described({ mediaType, digest, bytes }: Stored): object {
  return { mediaType, digest, size: bytes.length };
}

function hex(digest: string): string {
  return digest.slice('sha256:'.length);
}
