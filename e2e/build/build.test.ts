import { describeBuildKit } from '@image-factory/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuildFactory, entry, token, type Index } from './world.fixture.ts';

const keyOf = (letter: string): string => letter.repeat(32);
const node = 'docker.io/library/node:22';

describeBuildKit('build-image on a real BuildKit', () => {
  let factory: BuildFactory;
  beforeAll(async () => {
    factory = await BuildFactory.start((registry) => ({
      'image-factory/images.yaml': [
        entry(registry, 'app', "  versioning: semver\n  tags: [latest, '{{version}}']\n"),
        entry(registry, 'same', '', '[linux/amd64]', 'same.Dockerfile'),
        entry(registry, 'gated', '', '[linux/amd64]', 'same.Dockerfile'),
        entry(registry, 'split'),
        entry(registry, 'stages', '', '[linux/amd64]', 'stages.Dockerfile'),
        entry(registry, 'secretive', '', '[linux/amd64]', 'secretive.Dockerfile'),
        entry(registry, 'curious', '', '[linux/amd64]', 'curious.Dockerfile'),
        entry(registry, 'ours', '', '[linux/amd64]', 'ours.Dockerfile'),
        entry(registry, 'broken', '', '[linux/amd64]', 'broken.Dockerfile'),
      ].join(''),
      Dockerfile: 'FROM node:22\nRUN echo "built on $(cat /base)" > /made\n',
      'same.Dockerfile': 'FROM node:22\nCOPY fixed.txt /\n',
      'fixed.txt': 'the same\n',
      // A stage named as an image, and a base that only a stage has.
      'stages.Dockerfile': 'FROM --platform=$BUILDPLATFORM golang:1 AS node\nRUN echo compiled > /out\nFROM node:22\nCOPY --from=node /out /out\n',
      'secretive.Dockerfile': 'FROM node:22\nRUN --mount=type=secret,id=npm,required=true test -s /run/secrets/npm\n',
      'curious.Dockerfile': 'FROM node:22\nRUN env > /seen && ls /run /var/run >> /seen 2>&1; ! grep -q canary /seen && ! ls /var/run/docker.sock /run/buildkit/buildkitd.sock\n',
      'ours.Dockerfile': `FROM ${registry}/acme/base:1\n`,
      'broken.Dockerfile': 'FROM node:22\n\nRUN false\n',
    }));
    await factory.buildKit.publishScanner();
    await factory.publish('golang:1', 'compiler');
  }, 60_000);
  afterAll(() => factory[Symbol.asyncDispose]());

  it('builds for all platforms from what the tags are, and publishes it with its proof', async () => {
    const base = await factory.publish('node:22', 'one');
    const { outputs, exitCode, stdout, summary, cwd } = await factory.action('build-image', { image: 'app', key: keyOf('a'), version: '1.0.0' });
    expect([exitCode, outputs['outcome']], stdout).toEqual([0, 'published']);
    const digest = outputs['digest'] ?? '';
    expect(await Promise.all(['latest', '1.0.0', `1.0.0-${'a'.repeat(12)}`].map((tag) => factory.tag('acme/app', tag)))).toEqual([digest, digest, digest]);
    const index = await factory.index('acme/app', digest);
    for (const platform of ['linux/amd64', 'linux/arm64']) {
      const { config } = await factory.config('acme/app', digest, platform);
      expect(config.Labels).toMatchObject({
        'io.image-factory.image': 'app',
        'io.image-factory.rebuild-key': keyOf('a'),
        'org.opencontainers.image.version': '1.0.0',
        'org.opencontainers.image.base.name': node,
        'org.opencontainers.image.revision': expect.stringMatching(/^[0-9a-f]{40}$/),
      });
      const manifest = await manifestOf(factory, index, platform);
      expect(manifest.annotations['org.opencontainers.image.base.digest']).toBe(base.platforms.get(platform));
      const types = await statementTypes(factory, index, platform);
      expect(types).toEqual(expect.arrayContaining(['https://slsa.dev/provenance/v1', 'https://spdx.dev/Document']));
    }
    expect(index.annotations).toMatchObject({ 'org.opencontainers.image.title': 'app', 'io.image-factory.rebuild-key': keyOf('a') });
    const { builtFrom, sizes } = await factory.metadata(cwd);
    expect(Object.fromEntries([...(builtFrom.get(node) ?? [])])).toEqual(Object.fromEntries(base.platforms));
    expect(sizes.after.size).toBe(2);
    expect(summary).toContain('is published');
    expect(`${unmasked(stdout)}${summary}`).not.toContain(token);
  });

  it('builds from what was decided, though the tag has moved on; two stages and two platforms take the same', async () => {
    const decided = await factory.publish('node:22', 'decided');
    await factory.publish('node:22', 'newer');
    const digests = JSON.stringify({ [node]: Object.fromEntries(decided.platforms) });
    const { exitCode, stdout, outputs, cwd } = await factory.action('build-image', { image: 'app', key: keyOf('b'), version: '1.0.1', 'base-digests': digests });
    expect(exitCode, stdout).toBe(0);
    expect(Object.fromEntries([...((await factory.metadata(cwd)).builtFrom.get(node) ?? [])])).toEqual(Object.fromEntries(decided.platforms));
    expect((await factory.config('acme/app', outputs['digest'] ?? '')).config.Env).toContain('BASE=decided');
  });

  it('what was built for a rebuild is not built again, and its tags are put where they belong', async () => {
    await factory.publish('node:22', 'once');
    const first = await factory.action('build-image', { image: 'app', key: keyOf('c'), version: '1.0.2' });
    await factory.publish('node:22', 'twice');
    const second = await factory.action('build-image', { image: 'app', key: keyOf('c'), version: '1.0.2' });
    expect(second.outputs['digest'], second.stdout).toBe(first.outputs['digest']);
    expect(second.stdout).toContain('built for this request before');
    expect(second.stdout).not.toContain('exporting');
  });

  it('what holds the same as the published image moves no tag', async () => {
    await factory.publish('node:22', 'steady');
    const first = await factory.action('build-image', { image: 'same', key: keyOf('d') });
    expect(first.outputs['outcome'], first.stdout).toBe('published');
    const second = await factory.action('build-image', { image: 'same', key: keyOf('e') });
    expect([second.exitCode, second.outputs['outcome'], second.outputs['published-digest']], second.stdout).toEqual([0, 'unchanged', first.outputs['digest']]);
    expect(await factory.tag('acme/same', 'latest')).toBe(first.outputs['digest']);
    await factory.publish('node:22', 'moved');
    const third = await factory.action('build-image', { image: 'same', key: keyOf('f') });
    expect([third.outputs['outcome'], await factory.tag('acme/same', 'latest')]).toEqual(['published', third.outputs['digest']]);
  });

  it('what does not pass the gate is there without a tag, and the step is red', async () => {
    await factory.publish('node:22', 'gate');
    const cwd = await factory.clone();
    const good = await factory.action('build-image', { image: 'gated', 'gate-command': 'true' }, { cwd });
    await factory.publish('node:22', 'gate, later');
    const command = 'sh\n-c\necho "no smoke for $IMAGE"; exit 3';
    const bad = await factory.action('build-image', { image: 'gated', 'gate-command': command }, { cwd });
    expect([bad.exitCode, bad.outputs['outcome']], bad.stdout).toEqual([1, 'gate-failed']);
    expect(bad.stdout).toContain(`no smoke for ${factory.buildKit.registry}/acme/gated@${bad.outputs['digest']}`);
    expect(await factory.tag('acme/gated', 'latest')).toBe(good.outputs['digest']);
    expect(bad.outputs['digest']).not.toBe(good.outputs['digest']);
  });

  it('each platform on a machine of its own: by digest, put together, published', async () => {
    await factory.publish('node:22', 'split');
    const versions = await factory.action('build-image', { mode: 'version', image: 'split' });
    expect(JSON.parse(versions.outputs['matrix'] ?? '')).toMatchObject([{ name: 'linux-amd64' }, { name: 'linux-arm64', runner: 'ubuntu-24.04-arm' }]);
    const cwd = await factory.clone();
    for (const platform of ['linux/amd64', 'linux/arm64']) {
      const file = `built/${platform.replace('/', '-')}/build-metadata.json`;
      const run = await factory.action('build-image', { mode: 'build', image: 'split', platforms: platform, 'metadata-file': file }, { cwd });
      expect([run.exitCode, run.outputs['outcome']], run.stdout).toEqual([0, 'built']);
    }
    expect(await factory.tag('acme/split', 'latest')).toBeUndefined();
    const whole = await factory.action('build-image', { mode: 'assemble', image: 'split', metadata: 'built' }, { cwd });
    expect([whole.exitCode, whole.outputs['outcome']], whole.stdout).toEqual([0, 'built']);
    const published = await factory.action('build-image', { mode: 'publish', image: 'split', metadata: 'build-metadata.json' }, { cwd });
    expect([published.exitCode, published.outputs['outcome']], published.stdout).toEqual([0, 'published']);
    expect(await factory.tag('acme/split', 'latest')).toBe(whole.outputs['digest']);
    const index = await factory.index('acme/split', whole.outputs['digest'] ?? '');
    expect(await statementTypes(factory, index, 'linux/arm64')).toContain('https://slsa.dev/provenance/v1');
    expect(index.manifests).toHaveLength(4);
  });

  it('a stage that is called like an image stays the stage', async () => {
    await factory.publish('node:22', 'stages');
    const { exitCode, stdout, cwd } = await factory.action('build-image', { image: 'stages' });
    expect(exitCode, stdout).toBe(0);
    expect([...(await factory.metadata(cwd)).builtFrom.keys()].toSorted()).toEqual(['docker.io/library/golang:1', node]);
  });

  describe('refuses', () => {
    it('a base that is gone, before anything is built', async () => {
      const base = `${factory.buildKit.registry}/acme/base:1`;
      await factory.publish(base, 'own');
      const digests = JSON.stringify({ [base]: { 'linux/amd64': `sha256:${'0'.repeat(64)}` } });
      const { exitCode, stdout } = await factory.action('build-image', { image: 'ours', 'base-digests': digests });
      expect(exitCode).toBe(1);
      expect(stdout).toContain('title=build/base-gone');
      expect(stdout).not.toContain('exporting');
    });

    it('a digest that is for another platform: BuildKit would take it', async () => {
      const base = await factory.publish('node:22', 'mixed');
      const digests = JSON.stringify({ [node]: { 'linux/amd64': base.platforms.get('linux/arm64') } });
      const { exitCode, stdout } = await factory.action('build-image', { image: 'same', 'base-digests': digests });
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining('is not for linux/amd64')]);
    });

    it('a build argument that looks like a secret, where everybody could read it', async () => {
      const { exitCode, stdout } = await factory.action('build-image', { image: 'same', 'build-args': 'API_TOKEN=hunter2hunter2' });
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining('build/secret-argument')]);
    });

    it('an image that is not enrolled, with the name that was meant', async () => {
      const { exitCode, stdout } = await factory.action('build-image', { image: 'ap' });
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining('Did you mean app?')]);
    });

    it('a step that fails, with its line', async () => {
      const { exitCode, stdout, annotations } = await factory.action('build-image', { image: 'broken' });
      expect(exitCode, stdout).toBe(1);
      expect(annotations).toEqual(expect.arrayContaining([expect.objectContaining({ file: 'broken.Dockerfile', line: 3 })]));
      expect(await factory.tag('acme/broken', 'latest')).toBeUndefined();
    });
  });

  it('gives a secret to the step that mounts it, and shows it nowhere', async () => {
    await factory.publish('node:22', 'secret');
    const { exitCode, stdout, outputs } = await factory.action('build-image', { image: 'secretive', secrets: 'npm=NPM_TOKEN' }, { env: { NPM_TOKEN: 'hunter2hunter2' } });
    expect(exitCode, stdout).toBe(0);
    expect(`${unmasked(stdout)}${JSON.stringify(await factory.config('acme/secretive', outputs['digest'] ?? ''))}`).not.toContain('hunter2hunter2');
  });

  it('a Dockerfile finds neither the tokens of the job nor the sockets of the builder', async () => {
    await factory.publish('node:22', 'curious');
    const { exitCode, stdout } = await factory.action('build-image', { image: 'curious' }, { env: { SECRET_OF_THE_JOB: 'canary-of-the-job' } });
    expect(exitCode, stdout).toBe(0);
  });

  it('a dry run builds and moves nothing', async () => {
    await factory.publish('node:22', 'dry');
    const before = await factory.tag('acme/same', 'latest');
    const { exitCode, stdout, outputs } = await factory.action('build-image', { image: 'same', 'dry-run': 'true' });
    expect([exitCode, outputs['outcome'], await factory.tag('acme/same', 'latest')], stdout).toEqual([0, '', before]);
    expect(stdout).not.toContain('exporting');
  });
});

interface Manifest {
  readonly annotations: Readonly<Record<string, string>>;
  readonly layers: readonly { readonly digest: string; readonly annotations?: Readonly<Record<string, string>> }[];
}

async function manifestOf(factory: BuildFactory, index: Index, platform: string): Promise<Manifest & { readonly digest: string }> {
  const digest = index.manifests.find((entry) => `${entry.platform.os}/${entry.platform.architecture}` === platform)?.digest ?? '';
  return { ...((await factory.buildKit.client.read('acme/app', 'manifests', digest).catch(() => undefined)) as Manifest), digest };
}

/** The kinds of statements that hang on the image of a platform. */
async function statementTypes(factory: BuildFactory, index: Index, platform: string): Promise<readonly string[]> {
  const image = index.manifests.find((entry) => `${entry.platform.os}/${entry.platform.architecture}` === platform)?.digest;
  const statements = index.manifests.find(({ annotations }) => annotations?.['vnd.docker.reference.digest'] === image);
  for (const repository of ['acme/app', 'acme/split']) {
    const manifest = (await factory.buildKit.client.read(repository, 'manifests', statements?.digest ?? '').catch(() => undefined)) as Manifest | undefined;
    if (manifest !== undefined) return manifest.layers.map(({ annotations }) => annotations?.['in-toto.io/predicate-type'] ?? '');
  }
  return [];
}

/** What the runner shows: it takes the lines that say what to hide. */
function unmasked(stdout: string): string {
  return stdout.replaceAll(/^::add-mask::.*$/gm, '');
}
