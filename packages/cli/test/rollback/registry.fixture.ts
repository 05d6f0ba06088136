import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { describeTool } from '@image-factory/testkit';

const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

/** Tests with a registry that is a process of its own. Where it is not on the PATH they are a named skip; in CI they fail then. */
export function describeRegistry(title: string, body: (file: string) => void): void {
  describeTool('test-registry', body, title);
}

/** A real registry on this machine. */
export interface Registry extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Pushes an image of two platforms, and puts tags on it. @returns its digest */
  push(repository: string, content: string, ...tags: readonly string[]): Promise<string>;
  /** @returns undefined for a tag that is not there */
  digestOf(repository: string, tag: string): Promise<string | undefined>;
}

/** @param password - of the user `robot`; without one everybody may do everything */
export async function startRegistry(file: string, password?: string): Promise<Registry> {
  const env = password === undefined ? {} : { REGISTRY_USER: 'robot', REGISTRY_PASSWORD: password };
  const child = spawn(file, [], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  child.stdin.on('error', () => {});
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [unknown];
  const host = String(line).trim();
  const authorization: Record<string, string> = password === undefined ? {} : { authorization: `Basic ${Buffer.from(`robot:${password}`).toString('base64')}` };

  function ask(method: string, path: string, body?: string, type = 'application/octet-stream'): Promise<Response> {
    const headers = { ...authorization, ...(body === undefined ? {} : { 'content-type': type }), accept: Object.values(types).join(', ') };
    return fetch(new URL(path, `http://${host}`), { method, headers, ...(body === undefined ? {} : { body }) });
  }

  async function must(...args: Parameters<typeof ask>): Promise<Response> {
    const response = await ask(...args);
    if (!response.ok) throw new Error(`${args[0]} ${args[1]}: ${response.status} ${await response.text()}`);
    return response;
  }

  async function pushBlob(repository: string, body: string, mediaType: string) {
    const started = await must('POST', `/v2/${repository}/blobs/uploads/`);
    const place = new URL(started.headers.get('location') ?? '', `http://${host}`);
    place.searchParams.set('digest', sha256(body));
    await must('PUT', `${place.pathname}${place.search}`, body);
    return { mediaType, digest: sha256(body), size: Buffer.byteLength(body) };
  }

  async function pushManifest(repository: string, name: string, content: object, mediaType: string) {
    const body = JSON.stringify({ schemaVersion: 2, mediaType, ...content });
    await must('PUT', `/v2/${repository}/manifests/${name === '' ? sha256(body) : name}`, body, mediaType);
    return { mediaType, digest: sha256(body), size: Buffer.byteLength(body) };
  }

  async function pushImage(repository: string, content: string, architecture: string) {
    const layer = await pushBlob(repository, `layer of ${content} for ${architecture}`, types.layer);
    const rootfs = { type: 'layers', diff_ids: [sha256(`unpacked ${content} ${architecture}`)] };
    const config = await pushBlob(repository, JSON.stringify({ os: 'linux', architecture, config: {}, rootfs }), types.config);
    return { ...(await pushManifest(repository, '', { config, layers: [layer] }, types.manifest)), platform: { os: 'linux', architecture } };
  }

  return {
    host,
    async push(repository, content, ...tags) {
      const manifests = [await pushImage(repository, content, 'amd64'), await pushImage(repository, content, 'arm64')];
      let digest = '';
      for (const name of ['', ...tags]) ({ digest } = await pushManifest(repository, name, { manifests }, types.index));
      return digest;
    },
    async digestOf(repository, tag) {
      const response = await ask('GET', `/v2/${repository}/manifests/${tag}`);
      return response.ok ? sha256(await response.text()) : undefined;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
