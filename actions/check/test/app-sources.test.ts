import { runBundle, startGitHub, temporaryRepository, type BundleRun, type GitHub } from '@image-factory/testkit';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
const app = 'Iv23liCANARY';
const inputs = { 'app-id': app, 'app-private-key': privateKey };

interface Scene extends AsyncDisposable {
  readonly github: GitHub;
  run(action: string, inputs: Readonly<Record<string, string>>): Promise<BundleRun>;
}

/** A factory with two private sources; an App is installed on both. */
async function scene(): Promise<Scene> {
  await using ends = new AsyncDisposableStack();
  const repository = (base: string) => ({ files: { Dockerfile: `FROM ${base}\n` }, private: true });
  const installations = { 7: { repositories: ['acme/app', 'acme/shop'], permissions: { contents: 'write', actions: 'write' } } } as const;
  const github = ends.use(await startGitHub({ repositories: { 'acme/app': repository('alpine:3.22'), 'acme/shop': repository('debian:13') }, apps: { [app]: { publicKey, installations } } }));
  const host = `localhost:${new URL(github.serverUrl).port}`;
  const image = (name: string): string =>
    `- name: ${name}\n  registry: ghcr.io\n  repository: acme/${name}\n  source:\n    provider: github\n    host: ${host}\n    repo: acme/${name}\n    branch: main\n    dockerfile: Dockerfile\n`;
  const factory = ends.use(
    await temporaryRepository({
      files: { 'image-factory/images.yaml': image('app') + image('shop'), 'image-factory/factory.yaml': `repository: acme/factory\nallow: {hosts: ["${host}"]}\n` },
    }),
  );
  const env = { IMAGE_FACTORY_OFFLINE: '', GITHUB_SERVER_URL: `http://${host}`, GITHUB_API_URL: github.url };
  const kept = ends.move();
  return {
    github,
    run: (action, given) => runBundle(action, { cwd: factory.path, inputs: given, env: { ...env, RUNNER_TEMP: `${factory.path}/.git/temp` } }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

describe.each(['analyze', 'update', 'check'])('%s with a GitHub App', (action) => {
  it('reads each source with a token that reads this one alone, masks it, and shows no part of the key', async () => {
    await using it = await scene();
    const run = await it.run(action, inputs);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const minted = it.github.requests.filter(({ path }) => path.endsWith('/access_tokens')).map(({ body }) => JSON.parse(body));
    expect(minted.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))).toEqual(['app', 'shop'].map((name) => ({ repositories: [name], permissions: { contents: 'read' } })));
    // The runner takes these commands for itself and prints `***` from then on.
    const [masked, shown] = [run.stdout.split('\n').filter((line) => line.startsWith('::add-mask::')), run.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'))];
    expect(masked.filter((line) => line.startsWith('::add-mask::ghs_'))).toHaveLength(2);
    const key = privateKey.split('\n').filter((line) => line.length > 8);
    for (const line of key) expect(masked.join('\n')).toContain(line);
    for (const text of [shown.join('\n'), run.summary, JSON.stringify(run.outputs)]) {
      expect(text).not.toMatch(/ghs_|eyJ/);
      for (const line of key) expect(text).not.toContain(line);
    }
  });

  it.each([
    { story: 'half of an App', given: { 'app-id': app }, says: '`app-id` and `app-private-key` belong together.' },
    { story: 'a key that is none', given: { 'app-id': app, 'app-private-key': 'CANARY-no-key' }, says: 'no RSA key in PEM form' },
  ])('says what is wrong, and shows nothing of it: $story', async ({ given, says }) => {
    await using it = await scene();
    const run = await it.run(action, { ...given, strict: 'true' });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain(says);
    expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, '') + run.stderr + run.summary).not.toContain('CANARY-no-key');
  });
});
