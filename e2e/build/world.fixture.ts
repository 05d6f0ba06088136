import { parseMetadata, type BuildMetadata } from '@image-factory/core/build';
import { runBundle, runCli, runProcess, startBuildKit, startGitServer, temporaryFolder, type BuildKit, type BundleRun, type GitServer, type PublishedImage } from '@image-factory/testkit';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const token = 'ghs_canary0123456789ABCDEF';
const dist = process.env['IMAGE_FACTORY_TEST_DIST'];
const where = dist === undefined ? {} : { dist };

/** A factory in a repository behind a git server, with a real BuildKit and a real registry. */
export class BuildFactory implements AsyncDisposable {
  readonly buildKit: BuildKit;
  readonly server: GitServer;
  readonly #owned: AsyncDisposableStack;
  readonly #folders: string;
  #clones = 0;

  private constructor(owned: AsyncDisposableStack, buildKit: BuildKit, server: GitServer, folders: string) {
    this.#owned = owned;
    this.buildKit = buildKit;
    this.server = server;
    this.#folders = folders;
  }

  /**
   * @param files - of the factory's repository
   * @param others - of other repositories, by slug
   */
  static async start(
    files: (registry: string) => Readonly<Record<string, string>>,
    others: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
    options: Parameters<typeof startBuildKit>[0] = {},
  ): Promise<BuildFactory> {
    await using owned = new AsyncDisposableStack();
    const buildKit = owned.use(await startBuildKit(options));
    const folders = owned.use(await temporaryFolder());
    const factory = { 'image-factory/factory.yaml': factoryFile(buildKit.registry), ...files(buildKit.registry) };
    const repositories = Object.fromEntries(Object.entries({ 'acme/factory': factory, ...others }).map(([slug, entries]) => [slug, { files: entries }]));
    const server = owned.use(await startGitServer({ repositories, tokens: { [token]: 'write' } }));
    return new BuildFactory(owned.move(), buildKit, server, folders.path);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync();
  }

  /** A checkout of the branch as it is now, as a job has one. */
  async clone(slug = 'acme/factory'): Promise<string> {
    this.#clones += 1;
    const folder = join(this.#folders, `clone-${this.#clones}`);
    const url = `${this.server.origin}/${slug}.git`.replace('://', `://x-access-token:${token}@`);
    const cloned = await runProcess('git', ['clone', '--quiet', url, folder], { cwd: this.#folders });
    if (cloned.exitCode !== 0) throw new Error(cloned.stderr);
    await runProcess('git', ['remote', 'set-url', 'origin', `${this.server.origin}/${slug}.git`], { cwd: folder });
    return folder;
  }

  /** Puts a checkout elsewhere. */
  async copy(from: string, to: string): Promise<void> {
    await cp(from, to, { recursive: true });
  }

  /** The environment of a job. */
  env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      ...this.buildKit.env,
      GITHUB_REPOSITORY: 'acme/factory',
      GITHUB_SERVER_URL: this.server.origin,
      GITHUB_RUN_ID: '1001',
      GITHUB_RUN_NUMBER: '17',
      GITHUB_ACTOR: 'robot',
      ...(dist === undefined ? {} : { NODE_OPTIONS: '--conditions=@image-factory/source' }),
      ...more,
    };
  }

  async action(
    name: 'build-image' | 'report-build',
    inputs: Readonly<Record<string, string>>,
    { cwd, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ): Promise<BundleRun & { readonly cwd: string }> {
    const folder = cwd ?? (await this.clone());
    const run = await runBundle(name, {
      cwd: folder,
      inputs: { 'github-token': token, ...inputs },
      env: this.env(env),
      timeoutMs: 240_000,
      ...where,
    });
    return { ...run, cwd: folder };
  }

  /** @throws Error when the image is not published by it */
  async published(inputs: Readonly<Record<string, string>>): Promise<BundleRun & { readonly cwd: string }> {
    const run = await this.action('build-image', inputs);
    if (run.exitCode !== 0 || run.outputs['outcome'] !== 'published') throw new Error(run.stdout);
    return run;
  }

  async cli(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
    return runCli(args, { cwd, env: this.env({ GITHUB_TOKEN: token, ...env }), timeoutMs: 120_000, ...where });
  }

  /** What the build left for the next job. */
  async metadata(cwd: string): Promise<BuildMetadata> {
    const parsed = parseMetadata(await readFile(join(cwd, 'build-metadata.json'), 'utf8'));
    if (!parsed.ok) throw new Error(parsed.error.message);
    return parsed.value;
  }

  publish(reference: string, version: string, platforms?: readonly string[]): Promise<PublishedImage> {
    return this.buildKit.publish(reference, { version, ...(platforms === undefined ? {} : { platforms }) });
  }

  /** What a tag of a repository of ours points to; undefined where there is none. */
  async tag(repository: string, tag: string): Promise<string | undefined> {
    return this.buildKit.client.digestOf(repository, tag).catch(() => undefined);
  }

  /** The config of the image for a platform. */
  async config(repository: string, digest: string, platform = 'linux/amd64'): Promise<Config> {
    const index = (await this.buildKit.client.read(repository, 'manifests', digest)) as Index;
    const own = index.manifests.find((entry) => `${entry.platform.os}/${entry.platform.architecture}` === platform);
    const manifest = (await this.buildKit.client.read(repository, 'manifests', own?.digest ?? '')) as { config: { digest: string } };
    return (await this.buildKit.client.read(repository, 'blobs', manifest.config.digest)) as Config;
  }

  async index(repository: string, digest: string): Promise<Index> {
    return (await this.buildKit.client.read(repository, 'manifests', digest)) as Index;
  }
}

export interface Index {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly manifests: readonly {
    readonly digest: string;
    readonly platform: { readonly os: string; readonly architecture: string };
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
}

export interface Config {
  readonly config: { readonly User?: string; readonly Labels: Readonly<Record<string, string>>; readonly Env: readonly string[] };
}

/** @param others - registries besides the one that has the base images */
export function factoryFile(registry: string, ...others: readonly string[]): string {
  const own = [registry, ...others].map((host) => `  "${host}": {}\n`).join('');
  return `repository: acme/factory\nregistries:\n  docker.io: {mirror: "${registry}"}\n${own}`;
}

/** An entry of images.yaml. @param more - further lines, indented */
export function entry(registry: string, name: string, more = '', platforms = '[linux/amd64, linux/arm64]', dockerfile = 'Dockerfile'): string {
  return `- name: ${name}\n  registry: "${registry}"\n  repository: acme/${name}\n  source: {provider: github, branch: main, dockerfile: ${dockerfile}, platforms: ${platforms}}\n${more}`;
}
