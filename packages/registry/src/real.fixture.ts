import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describeTool } from '@image-factory/testkit';
import type { Content, Image } from './content.fixture.ts';

/** Tests with a registry that is a process of its own. Where it is not on the PATH they are a named skip; in CI they fail then. */
export function describeRegistry(title: string, body: (file: string) => void): void {
  describeTool('test-registry', body, title);
}

export interface RealRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  push(repository: string, images: readonly Image[], manifests?: readonly (readonly [name: string, Content])[]): Promise<void>;
}

/** @param password - of the user `robot`; without one everybody may do everything */
export async function startRegistry(file: string, flags: readonly string[] = [], password?: string): Promise<RealRegistry> {
  const env = password === undefined ? {} : { REGISTRY_USER: 'robot', REGISTRY_PASSWORD: password };
  const child = spawn(file, flags, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  child.stdin.on('error', () => {});
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [unknown];
  const host = String(line).trim();
  const headers = password === undefined ? {} : { authorization: `Basic ${Buffer.from(`robot:${password}`).toString('base64')}` };

  async function send(method: string, path: string, content?: Content): Promise<Response> {
    const response = await fetch(new URL(path, `http://${host}`), {
      method,
      headers: content === undefined ? headers : { ...headers, 'content-type': content.mediaType },
      ...(content === undefined ? {} : { body: new Uint8Array(content.bytes) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  async function pushBlob(repository: string, blob: Content): Promise<void> {
    const started = await send('POST', `/v2/${repository}/blobs/uploads/`);
    const place = new URL(started.headers.get('location') ?? '', `http://${host}`);
    place.searchParams.set('digest', blob.digest);
    await send('PUT', `${place.pathname}${place.search}`, { ...blob, mediaType: 'application/octet-stream' });
  }

  return {
    host,
    async push(repository, images, manifests = []) {
      for (const { config, layers, manifest } of images) {
        for (const blob of [config, ...layers]) await pushBlob(repository, blob);
        await send('PUT', `/v2/${repository}/manifests/${manifest.digest}`, manifest);
      }
      for (const [name, manifest] of manifests) await send('PUT', `/v2/${repository}/manifests/${name}`, manifest);
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
