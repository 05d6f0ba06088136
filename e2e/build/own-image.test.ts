import { describeBuildKit, runProcess, type BuildKit } from '@image-factory/testkit';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BuildFactory, entry } from './world.fixture.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** The bundle that is shipped: what the Dockerfile copies. */
const dist = join(root, 'dist/cli');
const run = (...args: readonly string[]): string => `RUN ${JSON.stringify(['node', '/opt/image-factory/index.js', ...args])}\n`;
const mebibyte = 1024 * 1024;

// In place of `node:24-bookworm-slim`, which can not be pulled: the Node and the git of this machine, with BusyBox. There is
// nothing to install there, and nothing knows of packages.
describeBuildKit("the factory's own image", () => {
  let factory: BuildFactory;
  let digest = '';
  let said = '';
  beforeAll(async () => {
    const dockerfile = await readFile(join(root, 'packages/cli/Dockerfile'), 'utf8');
    const collect = await readFile(join(root, 'packages/cli/collect-programs.sh'), 'utf8');
    const bundle = await Promise.all((await readdir(dist)).map(async (name) => [`dist/cli/${name}`, await readFile(join(dist, name), 'utf8')] as const));
    factory = await BuildFactory.start((registry) => ({
      'image-factory/images.yaml': [entry(registry, 'cli', '  versioning: semver\n', undefined, 'packages/cli/Dockerfile'), entry(registry, 'app', '', '[linux/amd64]', 'app.Dockerfile')].join(''),
      'packages/cli/Dockerfile': dockerfile,
      'packages/cli/collect-programs.sh': collect,
      ...Object.fromEntries(bundle),
      'app.Dockerfile': 'FROM node:22\n',
    }));
    await factory.buildKit.publishScanner();
    await publishNode(factory.buildKit);
    const built = await factory.published({ image: 'cli', key: 'a'.repeat(32), version: '1.0.0' });
    [digest, said] = [built.outputs['digest'] ?? '', built.stdout];
  }, 240_000);
  afterAll(() => factory[Symbol.asyncDispose]());

  /** What a program in the image says. There is no shell to start it with, and no user but its own. */
  async function inImage(...lines: readonly string[]): Promise<{ readonly exitCode: number; readonly stderr: string }> {
    const { path } = await cloneOf(`FROM ${factory.buildKit.registry}/acme/cli@${digest}\n${lines.join('')}`);
    return runProcess('buildx', ['build', '--progress=plain', '--no-cache', '--platform=linux/amd64', '--file', 'probe.Dockerfile', '.'], { cwd: path, env: factory.buildKit.env });
  }

  async function cloneOf(probe: string): Promise<{ readonly path: string }> {
    const path = await factory.clone();
    await runProcess('sh', ['-c', 'cat > probe.Dockerfile'], { cwd: path, stdin: probe });
    return { path };
  }

  it('is for two platforms, of the same JavaScript, pinned to its base', async () => {
    const layers = await Promise.all(['linux/amd64', 'linux/arm64'].map((platform) => layersOf(factory, digest, platform)));
    expect(layers.map((all) => all.length)).toEqual([2, 2].map(() => layers[0]?.length));
    expect(layers[0]?.slice(1)).toEqual(layers[1]?.slice(1));
    expect(said).not.toContain('title=build/not-pinned');
  });

  it('runs as nobody in particular, with the labels of an image of ours', async () => {
    const { config } = await factory.config('acme/cli', digest);
    expect(config.User).toBe('65532:65532');
    expect(config.Labels).toMatchObject({ 'io.image-factory.image': 'cli', 'org.opencontainers.image.version': '1.0.0' });
  });

  it('says its help and its version', async () => {
    const { exitCode, stderr } = await inImage(run('--version'), run('--help'));
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/#\d+ [\d.]+ (?:image-factory )?v?\d+\.\d+\.\d+/);
    expect(stderr).toContain('dispatch');
  });

  it('analyzes a factory that it fetches by itself, as the Job in a cluster does', async () => {
    const repository = `${factory.server.origin}/acme/factory.git`;
    const token = 'ENV GITHUB_TOKEN=ghs_canary0123456789ABCDEF\n';
    const { exitCode, stderr } = await inImage(token, run('analyze', '--image', 'app', '--git-repo', repository, '--git-branch', 'main'));
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('app');
  });

  it.each(['/bin/sh', 'sh', '/bin/busybox', 'bash', 'apt-get', 'wget'])('has no %s', async (program) => {
    const { exitCode, stderr } = await inImage(`RUN ${JSON.stringify([program, '-c', 'true'])}\n`);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/no such file|not found/)]);
  });

  it('has a bill of materials of known length, and is no larger than that', async () => {
    const files = await filesIn(factory, digest);
    expect(files).toEqual(expect.arrayContaining(['./opt/image-factory/index.js', './usr/bin/git']));
    const isOurs = (name: string): boolean => name.startsWith('./opt/image-factory/');
    expect(files.filter(isOurs)).toHaveLength((await readdir(dist)).length);
    expect(files.length - files.filter(isOurs).length).toBeLessThan(70);
    const sizes = (await layersOf(factory, digest, 'linux/amd64')).map(({ size }) => size);
    expect(sizes.reduce((sum, size) => sum + size, 0) / mebibyte).toBeLessThan(70);
  });
});

interface Manifest {
  readonly layers: readonly { readonly digest: string; readonly size: number; readonly annotations?: Readonly<Record<string, string>> }[];
}

async function layersOf({ buildKit, index }: BuildFactory, digest: string, platform: string): Promise<Manifest['layers']> {
  const { manifests } = (await buildKit.client.read('acme/cli', 'manifests', digest)) as Awaited<ReturnType<typeof index>>;
  const own = manifests.find((one) => `${one.platform.os}/${one.platform.architecture}` === platform);
  return ((await buildKit.client.read('acme/cli', 'manifests', own?.digest ?? '')) as Manifest).layers;
}

/** What the bill of materials of the first platform lists. */
async function filesIn({ buildKit }: BuildFactory, digest: string): Promise<readonly string[]> {
  const { manifests } = (await buildKit.client.read('acme/cli', 'manifests', digest)) as { manifests: readonly { digest: string; platform: { os: string } }[] };
  const statements = manifests.find(({ platform }) => platform.os === 'unknown');
  const { layers } = (await buildKit.client.read('acme/cli', 'manifests', statements?.digest ?? '')) as Manifest;
  const bill = layers.find(({ annotations }) => annotations?.['in-toto.io/predicate-type'] === 'https://spdx.dev/Document');
  const { predicate } = (await buildKit.client.read('acme/cli', 'blobs', bill?.digest ?? '')) as { predicate: { files: readonly { fileName: string }[] } };
  return predicate.files.map(({ fileName }) => fileName);
}

/** The Node and the git of this machine, and what they load, where the image has them. */
async function publishNode(buildKit: BuildKit): Promise<void> {
  const core = (await runProcess('git', ['--exec-path'], { cwd: root })).stdout.trim();
  const git = (await runProcess('sh', ['-c', 'command -v git'], { cwd: root })).stdout.trim();
  const programs: readonly (readonly [string, string])[] = [
    [process.execPath, 'usr/local/bin/node'],
    [git, 'usr/bin/git'],
    [join(core, 'git-remote-http'), 'usr/lib/git-core/git-remote-http'],
  ];
  const libraries = (await Promise.all(programs.map(([file]) => loadedBy(file)))).flat();
  const files = [...programs, ...libraries.map((file) => [file, file.slice(1)] as const)];
  const contents = new Map(await Promise.all(files.map(async ([file, path]) => [path, await readFile(await realpath(file))] as const)));
  await buildKit.publish('node:24-bookworm-slim', {
    version: 'node 24',
    files: [
      ...[...contents].map(([path, content]) => ({ path, content, mode: 0o755 })),
      { path: 'etc/ssl/certs/ca-certificates.crt', content: 'none\n' },
      ...['apt-get', 'dpkg-query'].map((name) => ({ path: `bin/${name}`, content: '#!/bin/sh\n', mode: 0o755 })),
    ],
  });
}

async function loadedBy(file: string): Promise<readonly string[]> {
  const { stdout } = await runProcess(file, [], { cwd: dirname(file), env: { LD_TRACE_LOADED_OBJECTS: '1' } });
  return [...stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(/gm)].map(([, path = '']) => path);
}
