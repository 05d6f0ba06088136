import { describeBuildKit, describeTool, runProcess, temporaryFolder, type TemporaryFolder } from '@image-factory/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BuildFactory, entry } from './world.fixture.ts';

describeBuildKit('what build-image made', () => {
  describeTool('cosign', () => {
    let factory: BuildFactory;
    let folder: TemporaryFolder;
    let reference = '';
    beforeAll(async () => {
      folder = await temporaryFolder();
      factory = await BuildFactory.start((registry) => ({ 'image-factory/images.yaml': entry(registry, 'app'), Dockerfile: 'FROM node:22\nCOPY Dockerfile /\n' }));
      await factory.buildKit.publishScanner();
      await factory.publish('node:22', 'one');
      const { outputs } = await factory.published({ image: 'app' });
      reference = outputs['reference'] ?? '';
      for (const name of ['ours', 'theirs']) await cosign('generate-key-pair', `--output-key-prefix=${name}`);
      await cosign('signing-config', 'create', '--out', 'no-log.json');
      const signed = await cosign('sign', '--key', 'ours.key', '--signing-config', 'no-log.json', '--yes', '--recursive', reference);
      if (signed.exitCode !== 0) throw new Error(signed.stderr);
    }, 120_000);
    afterAll(async () => {
      await factory[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    });

    function cosign(...args: readonly string[]) {
      const { DOCKER_CONFIG = '' } = factory.buildKit.env;
      return runProcess('cosign', args, { cwd: folder.path, env: { HOME: folder.path, DOCKER_CONFIG, COSIGN_PASSWORD: 'of the key' } });
    }

    it('is verified by that key, the index and the image of each platform', async () => {
      const index = await factory.index('acme/app', reference.split('@')[1] ?? '');
      const images = index.manifests.filter(({ platform }) => platform.os === 'linux').map(({ digest }) => reference.replace(/@.*$/, `@${digest}`));
      expect(images).toHaveLength(2);
      for (const name of [reference, ...images]) {
        const { exitCode, stdout, stderr } = await cosign('verify', '--key', 'ours.pub', '--insecure-ignore-tlog=true', name);
        expect([exitCode, stdout], stderr).toEqual([0, expect.stringContaining(name.split('@')[1] ?? '')]);
      }
    });

    it('is not verified by another key', async () => {
      const { exitCode } = await cosign('verify', '--key', 'theirs.pub', '--insecure-ignore-tlog=true', reference);
      expect(exitCode).not.toBe(0);
    });

    it('is no longer verified once something else was built: it was the digest that was signed, not the tag', async () => {
      await factory.publish('node:22', 'two');
      const next = await factory.action('build-image', { image: 'app' });
      expect(next.outputs['outcome'], next.stdout).toBe('published');
      const byTag = await cosign('verify', '--key', 'ours.pub', '--insecure-ignore-tlog=true', reference.replace(/@.*$/, ':latest'));
      expect(byTag.exitCode).not.toBe(0);
      const byDigest = await cosign('verify', '--key', 'ours.pub', '--insecure-ignore-tlog=true', reference);
      expect(byDigest.exitCode, byDigest.stderr).toBe(0);
    });
  });
});
