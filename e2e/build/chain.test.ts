import { describeBuildKit } from '@image-factory/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuildFactory, entry } from './world.fixture.ts';

const keyOf = (letter: string): string => letter.repeat(32);

describeBuildKit('from base to parent to child', () => {
  let factory: BuildFactory;
  beforeAll(async () => {
    factory = await BuildFactory.start((registry) => ({
      'image-factory/images.yaml': [
        entry(registry, 'parent', '  versioning: semver\n', '[linux/amd64]', 'parent.Dockerfile'),
        entry(registry, 'files', '', '[linux/amd64]', 'files.Dockerfile'),
        entry(registry, 'child', '  versioning: semver\n', '[linux/amd64]', 'child.Dockerfile'),
      ].join(''),
      'parent.Dockerfile': 'FROM node:22\nRUN echo "parent on $(cat /base)" > /parent\n',
      // Of its base it takes a file that stays the same.
      'files.Dockerfile': 'FROM node:22 AS files\nFROM scratch\nCOPY --from=files /bin/busybox /busybox\n',
      'child.Dockerfile': `FROM ${registry}/acme/parent:latest\nRUN echo "child on $(cat /parent)" > /child\n`,
    }));
    await factory.buildKit.publishScanner();
    await factory.publish('node:22', 'first');
    const cwd = await factory.clone();
    const updated = await factory.cli(['update', '--commit'], cwd);
    if (updated.exitCode !== 0) throw new Error(updated.stderr);
  }, 120_000);
  afterAll(() => factory[Symbol.asyncDispose]());

  async function buildAndReport(image: string, key: string) {
    const versions = await factory.action('build-image', { mode: 'version', image, key });
    const built = await factory.action('build-image', { image, key, version: versions.outputs['version'] ?? '' });
    expect(built.exitCode, built.stdout).toBe(0);
    const reported = await factory.action('report-build', {
      image,
      digest: built.outputs['digest'] ?? '',
      metadata: built.outputs['metadata'] ?? '',
    });
    expect(reported.exitCode, reported.stdout).toBe(0);
    return { version: versions.outputs['version'], built: built.outputs, reported: reported.outputs };
  }

  async function state(image: string): Promise<string> {
    return (await factory.server.repository('acme/factory').readFile(`image-factory/state/images/${image}.yaml`)) ?? '';
  }

  it('each is built from the new digest of the one before; state says so from the provenance', async () => {
    const parent = await buildAndReport('parent', keyOf('a'));
    expect([parent.version, parent.reported['recorded'], parent.reported['version']]).toEqual(['0.1.0', 'true', '0.1.0']);
    const child = await buildAndReport('child', keyOf('b'));
    const { builtFrom } = await factory.metadata(await rebuilt('child', keyOf('b')));
    expect(builtFrom.size).toBe(0); // what was built before is not looked into again

    await factory.publish('node:22', 'second');
    const newer = await buildAndReport('parent', keyOf('c'));
    expect(newer.version).toBe('0.1.1');
    const next = await buildAndReport('child', keyOf('d'));
    expect(next.built['digest']).not.toBe(child.built['digest']);
    const text = await state('child');
    expect(text).toContain(`currentDigest: ${next.built['digest']}`);
    expect(text).toMatch(/currentVersion: "?0\.1\.1"?/);
    expect(text).toContain('evidence: report');
    expect(text).toMatch(/durationSeconds: .*\n\s+sizes:\n\s+linux\/amd64: /);
    const index = await factory.index('acme/parent', newer.built['digest'] ?? '');
    expect(text).toContain(index.manifests.find(({ platform }) => platform.os === 'linux')?.digest ?? 'none');
  });

  async function rebuilt(image: string, key: string): Promise<string> {
    const run = await factory.action('build-image', { image, key });
    return run.cwd;
  }

  it('what is built from a new base and holds the same as before moves no tag, and its rebuild is done', async () => {
    await factory.publish('node:22', 'before');
    const first = await buildAndReport('files', keyOf('1'));
    const next = await factory.publish('node:22', 'after');
    const path = 'image-factory/state/images/files.yaml';
    const wanted = JSON.stringify({ 'node:22': { 'linux/amd64': next.platforms.get('linux/amd64') } });
    const open = `rebuildState:\n  status: dispatched\n  pendingRebuild: true\n  key: "${keyOf('2')}"\n  dispatchedAt: "2026-11-21T10:00:00Z"\n  inputs:\n    base-digests: '${wanted}'\n`;
    const text = (await state('files')).replace(/^rebuildState:\n(?: .*\n)*/m, open);
    await factory.server.repository('acme/factory').commit({ [path]: text });
    const built = await factory.action('build-image', { image: 'files', key: keyOf('2'), 'base-digests': wanted });
    expect(built.outputs['outcome'], built.stdout).toBe('unchanged');
    const reported = await factory.action('report-build', { image: 'files', digest: built.outputs['digest'] ?? '' });
    expect([reported.exitCode, reported.outputs['recorded']], reported.stdout).toEqual([0, 'true']);
    const after = await state('files');
    expect(after).toContain(`currentDigest: ${first.built['digest']}`);
    expect(after).toContain(next.platforms.get('linux/amd64'));
    expect(after).toContain('status: monitoring');
    expect(await factory.tag('acme/files', 'latest')).toBe(first.built['digest']);
  });

  it('the same report again records nothing', async () => {
    const digest = await factory.tag('acme/child', 'latest');
    const head = await factory.server.repository('acme/factory').head();
    const { outputs, exitCode } = await factory.action('report-build', { image: 'child', digest: digest ?? '' });
    expect([exitCode, outputs['recorded'], await factory.server.repository('acme/factory').head()]).toEqual([0, 'false', head]);
  });

  it('a version that was given for a rebuild is the same when it asks again, and no commit touches the source', async () => {
    const ask = (key: string) => factory.action('build-image', { mode: 'version', image: 'parent', key });
    const [first, again, other] = [await ask(keyOf('e')), await ask(keyOf('e')), await ask(keyOf('f'))];
    expect([first, again, other].map(({ outputs }) => outputs['version'])).toEqual(['0.1.2', '0.1.2', '0.1.3']);
    const log = await factory.server.repository('acme/factory').git('log', '--format=', '--name-only', 'main');
    const touched = new Set(log.split('\n').filter((path) => path !== ''));
    expect([...touched].filter((path) => !path.startsWith('image-factory/') && !path.startsWith('dist/'))).toEqual(['child.Dockerfile', 'files.Dockerfile', 'parent.Dockerfile']);
  });
});

describeBuildKit('a source that is not ours', () => {
  const patch = '--- a/main.txt\n+++ b/main.txt\n@@ -1 +1 @@\n-upstream\n+patched\n';

  async function start(local: string, files: Readonly<Record<string, string>>): Promise<BuildFactory> {
    const factory = await BuildFactory.start(
      (registry) => ({
        'image-factory/images.yaml': `- name: tool\n  registry: "${registry}"\n  repository: acme/tool\n  source: {provider: github, host: "HOST", repo: upstream/tool, branch: main, dockerfile: Dockerfile, platforms: [linux/amd64]}\n  local: ${local}\n`,
        ...files,
      }),
      { 'upstream/tool': { 'main.txt': 'upstream\n', Dockerfile: 'FROM node:22\nCOPY main.txt /\nRUN echo "made of $(cat /main.txt)"\n' } },
    );
    const host = new URL(factory.server.origin).host.replace('127.0.0.1', 'localhost');
    const path = 'image-factory/images.yaml';
    const text = (await factory.server.repository('acme/factory').readFile(path)) ?? '';
    await factory.server.repository('acme/factory').commit({ [path]: text.replace('HOST', host) });
    await factory.buildKit.publishScanner();
    await factory.publish('node:22', 'first');
    return factory;
  }

  const source = { 'source-token': 'ghs_canary0123456789ABCDEF' };

  describe('is built', () => {
    it('with a patch, a Dockerfile and a version that are kept here', async () => {
      await using factory = await start('{dir: local/tool, dockerfile: Dockerfile, patchFiles: [a.patch], versionFile: VERSION}', {
        'local/tool/VERSION': '4.2.0\n',
        'local/tool/a.patch': patch,
        'local/tool/Dockerfile': 'FROM node:22\nCOPY main.txt /\nRUN echo "ours, of $(cat /main.txt)"\n',
      });
      const { exitCode, stdout, outputs } = await factory.action('build-image', { image: 'tool', ...source });
      expect(exitCode, stdout).toBe(0);
      expect(stdout).toContain('ours, of patched');
      expect((await factory.config('acme/tool', outputs['digest'] ?? '')).config.Labels).toMatchObject({
        'org.opencontainers.image.version': '4.2.0',
        'org.opencontainers.image.source': expect.stringContaining('/upstream/tool'),
      });
    });
  });

  it('P13: a second line in the file of the version is no version, and sets nothing', async () => {
    await using factory = await start('{dir: local/tool, versionFile: VERSION}', { 'local/tool/VERSION': '4.2.0\nimage_digest=sha256:evil\n' });
    const { exitCode, stdout, outputs } = await factory.action('build-image', { image: 'tool', ...source });
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('local/tool/VERSION holds no version')]);
    expect(Object.keys(outputs)).not.toContain('image_digest');
  });

  it('a patch that does not fit any more: its name, and nothing is built', async () => {
    await using factory = await start('{dir: local/tool, patchFiles: [a.patch]}', { 'local/tool/a.patch': patch.replace('upstream', 'long ago') });
    const { exitCode, stdout } = await factory.action('build-image', { image: 'tool', ...source });
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('local/tool/a.patch does not apply')]);
    expect(stdout).not.toContain('exporting');
  });
});
