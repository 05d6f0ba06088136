import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeBuildKit, startBuildKit, startGitHub, temporaryRepository } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import { root } from '../root.ts';
import { runAct } from './act.fixture.ts';
import { describeTool } from '@image-factory/testkit';

const slug = 'acme/factory';
const token = 'ghs_job_token';
const key = 'a'.repeat(32);
const node = 'docker.io/library/node:22';

describeBuildKit('the build workflow', () => {
  describeTool('act', (act) => {
    it('builds each platform in a job of its own, puts them together, moves the tags, and records it; then nothing has changed', async () => {
      await using buildKit = await startBuildKit();
      const { registry } = buildKit;
      const files = {
        'image-factory/images.yaml': `- name: app\n  registry: "${registry}"\n  repository: acme/app\n  versioning: semver\n  source: {provider: github, branch: main, dockerfile: Dockerfile, platforms: [linux/amd64, linux/arm64]}\n`,
        'image-factory/factory.yaml': `repository: ${slug}\nregistries:\n  docker.io: {mirror: "${registry}"}\n  "${registry}": {}\n`,
        Dockerfile: 'FROM node:22\nCOPY made.txt /\n',
        'made.txt': 'made here\n',
      };
      await using github = await startGitHub({ repositories: { [slug]: { files } }, tokens: { [token]: { permissions: { contents: 'write', actions: 'write' } } } });
      const origin = github.repository(slug);
      await buildKit.publishScanner();
      const base = await buildKit.publish('node:22', { version: 'one' });
      const workflow = await readFile(join(root, 'examples/workflows/build-image.yml'), 'utf8');
      const update = await readFile(join(root, 'examples/workflows/update.yml'), 'utf8');
      const repository = { full_name: slug, name: 'factory', default_branch: 'main', owner: { login: 'acme' } };

      async function run(text: string, event: string, inputs: Readonly<Record<string, string>> = {}) {
        await using place = await temporaryRepository({ files: { '.github/workflows/one.yml': text } });
        await place.git('remote', 'add', 'origin', `https://github.com/${slug}.git`);
        const done = await runAct(act, place, {
          event,
          payload: { ref: 'refs/heads/main', inputs, repository },
          apiUrl: github.url,
          token,
          origin: github.gitUrl(slug),
          cloned: origin.path,
          env: { ...buildKit.env, PATH: process.env['PATH'] ?? '' },
        });
        expect(done.exitCode, done.stdout + done.stderr).toBe(0);
        expect(done.stdout + done.stderr).not.toContain(token);
        return done.stdout;
      }

      await run(update, 'push');
      const digests = JSON.stringify({ [node]: Object.fromEntries(base.platforms) });
      await run(workflow, 'workflow_dispatch', { image: 'app', key, 'base-digests': digests });
      const digest = await buildKit.client.digestOf('acme/app', 'latest');
      expect(await buildKit.client.digestOf('acme/app', `0.1.0-${key.slice(0, 12)}`)).toBe(digest);
      const state = (await origin.readFile('image-factory/state/images/app.yaml')) ?? '';
      expect(state).toContain(`currentDigest: ${digest}`);
      expect(state).toContain('evidence: report');
      expect(state).toContain(base.platforms.get('linux/arm64'));

      const again = await run(workflow, 'workflow_dispatch', { image: 'app', key: 'b'.repeat(32) });
      expect(again).toContain('nothing changed, no tag moved');
      expect(await buildKit.client.digestOf('acme/app', 'latest')).toBe(digest);
    }, 300_000);
  });
});
