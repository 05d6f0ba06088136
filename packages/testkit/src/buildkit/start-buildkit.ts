import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatReference, parseReference } from '@image-factory/core/reference';
import { runProcess } from '../process.ts';
import { temporaryFolder } from '../temporary.ts';
import { runAsRoot } from './as-root.ts';
import { baseImage, frontendImage, scannerImage, type BaseImage, type ImageContent } from './base-images.ts';
import { startDaemon } from './daemon.ts';
import { registryClient, type RegistryClient } from './registry-client.ts';
import { findTools, type BuildKitTools } from './tools.ts';

/** What was published: the digest of its index, and that of the manifest of each platform. */
export interface PublishedImage {
  readonly digest: string;
  readonly platforms: ReadonlyMap<string, string>;
}

/** A real BuildKit and a registry on this machine, which go with their scope. */
export interface BuildKit extends AsyncDisposable {
  /** Host and port of the registry. */
  readonly registry: string;
  readonly client: RegistryClient;
  /** The name of the builder, which is also the one that buildx takes by itself. */
  readonly builder: string;
  /** What buildx needs in its environment; nothing of it is shared with the machine's own configuration. */
  readonly env: Readonly<Record<string, string>>;
  readonly tools: BuildKitTools;
  /** Publishes an image that Dockerfiles name as here: `node:22`, `ghcr.io/acme/tool:1`. */
  publish(reference: string, base: BaseImage): Promise<PublishedImage>;
  /** Publishes `docker/dockerfile:1`, for Dockerfiles with a `# syntax=` line. */
  publishFrontend(): Promise<PublishedImage>;
  /** Publishes `docker/buildkit-syft-scanner:stable-1`, which BuildKit takes for SBOMs; it lists files. */
  publishScanner(): Promise<PublishedImage>;
  /** The last that the daemon said. */
  said(): string;
}

export interface BuildKitOptions {
  /** Where BuildKit keeps its state; a small disk to test with. Default: a temporary folder. */
  readonly state?: string;
  /** The registry then asks for the user `robot` with this password, and buildx knows it. */
  readonly password?: string;
}

/** Registries whose images come from ours: those of Docker Hub under their own path, others below the name of their host. */
const mirrored = ['ghcr.io', 'quay.io', 'registry.example.com'];
const builder = 'image-factory-test';

export async function startBuildKit({ state, password }: BuildKitOptions = {}): Promise<BuildKit> {
  const tools = findTools();
  await using started = new AsyncDisposableStack();
  const folder = started.use(await temporaryFolder());
  const credentials: Record<string, string> = password === undefined ? {} : { REGISTRY_USER: 'robot', REGISTRY_PASSWORD: password };
  const registry = started.use(await startDaemon(tools['test-registry'], [], { env: credentials, ready: 'stdout' }));
  const host = registry.firstLine;
  const ownState = join(folder.path, 'state');
  started.defer(() => void runAsRoot('rm', ['-rf', ownState]));
  const socket = join(folder.path, 'buildkitd.sock');
  await folder.write({
    'buildkitd.toml': daemonConfig({ state: state ?? ownState, socket, host, runc: tools.runc }),
    'docker/config.json': dockerConfig(host, password),
  });
  const daemon = started.use(
    await startDaemon(tools.buildkitd, ['--config', join(folder.path, 'buildkitd.toml')], { isRoot: true, ready: () => exists(socket) }),
  );
  const env = {
    PATH: `${dirname(tools.buildx)}:${process.env['PATH'] ?? ''}`,
    HOME: folder.path,
    DOCKER_CONFIG: join(folder.path, 'docker'),
    BUILDX_CONFIG: join(folder.path, 'buildx'),
    BUILDX_BUILDER: builder,
  };
  const created = await runProcess(tools.buildx, ['create', '--name', builder, '--driver', 'remote', `unix://${socket}`], {
    cwd: folder.path,
    env,
  });
  if (created.exitCode !== 0) throw new Error(created.stderr);

  const client = registryClient(host, password);
  const publish = (reference: string, content: ImageContent) => publishTo(client, reference, content);
  const owned = started.move();
  return {
    registry: host,
    client,
    builder,
    env,
    tools,
    publish: async (reference, base) => publish(reference, await baseImage(tools, base)),
    publishFrontend: async () => publish('docker/dockerfile:1', await frontendImage(tools)),
    publishScanner: async () => publish('docker/buildkit-syft-scanner:stable-1', await scannerImage(tools)),
    said: daemon.said,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface DaemonPlaces {
  readonly state: string;
  readonly socket: string;
  readonly host: string;
  readonly runc: string;
}

function daemonConfig({ state, socket, host, runc }: DaemonPlaces): string {
  const mirrors = mirrored.map((name) => `[registry."${name}"]\n  mirrors = ["${host}/${name}"]\n`);
  return `root = "${state}"
[grpc]
  address = ["unix://${socket}"]
  uid = ${process.getuid?.() ?? 0}
  gid = ${process.getgid?.() ?? 0}
[worker.oci]
  enabled = true
  networkMode = "host"
  binary = "${runc}"
[worker.containerd]
  enabled = false
[registry."${host}"]
  http = true
[registry."docker.io"]
  mirrors = ["${host}"]
${mirrors.join('')}`;
}

function dockerConfig(host: string, password: string | undefined): string {
  const auth = Buffer.from(`robot:${password ?? ''}`).toString('base64');
  return JSON.stringify(password === undefined ? {} : { auths: { [host]: { auth } } });
}

async function publishTo(client: RegistryClient, written: string, { blobs, manifests, index }: ImageContent): Promise<PublishedImage> {
  const { repository, tag } = placeOf(written);
  for (const blob of blobs) await client.pushBlob(repository, blob);
  for (const manifest of manifests.values()) await client.pushManifest(repository, manifest.digest, manifest);
  await client.pushManifest(repository, tag, index);
  return { digest: index.digest, platforms: new Map([...manifests].map(([platform, { digest }]) => [platform, digest])) };
}

/** Where the mirror has what a Dockerfile names. */
function placeOf(written: string): { readonly repository: string; readonly tag: string } {
  const reference = parseReference(written);
  if (!reference.ok || reference.value.digest !== undefined) throw new Error(`${written} is no image that can be published.`);
  const { domain, path, tag = 'latest' } = reference.value;
  if (domain === 'docker.io') return { repository: path, tag };
  if (mirrored.includes(domain)) return { repository: `${domain}/${path}`, tag };
  if (domain.startsWith('127.0.0.1:')) return { repository: path, tag };
  throw new Error(`No mirror has ${formatReference(reference.value)}: ${['docker.io', ...mirrored].join(', ')} are there.`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
