import { startGitHub, temporaryFolder, temporaryRepository, type GitHub, type TemporaryFolder } from '@image-factory/testkit';
import { generateKeyPairSync } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cli, type CliRun } from '../cli.fixture.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
const app = 'Iv23liCANARY';
const commands = ['analyze', 'update', 'check'] as const;

interface Scene extends AsyncDisposable {
  readonly github: GitHub;
  run(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliRun>;
  /** What git was started with, by all runs. */
  argv(): Promise<string>;
}

/** A factory whose sources are private: an App is installed on two of the three. */
async function scene(): Promise<Scene> {
  await using ends = new AsyncDisposableStack();
  const repository = (base: string) => ({ files: { Dockerfile: `FROM ${base}\n` }, private: true });
  const installations = { 7: { repositories: ['acme/app', 'acme/shop'], permissions: { contents: 'write', actions: 'write' } } } as const;
  const github = ends.use(
    await startGitHub({
      repositories: { 'acme/app': repository('alpine:3.22'), 'acme/shop': repository('debian:13'), 'acme/other': repository('node:22') },
      apps: { [app]: { publicKey, installations } },
    }),
  );
  const host = `localhost:${new URL(github.serverUrl).port}`;
  const image = (name: string): string =>
    `- name: ${name}\n  registry: ghcr.io\n  repository: acme/${name}\n  source:\n    provider: github\n    host: ${host}\n    repo: acme/${name}\n    branch: main\n    dockerfile: Dockerfile\n`;
  const files = {
    'image-factory/images.yaml': ['app', 'shop', 'other'].map(image).join(''),
    'image-factory/factory.yaml': `repository: acme/factory\nallow: {hosts: ["${host}"]}\n`,
  };
  const factory = ends.use(await temporaryRepository({ files }));
  const home: TemporaryFolder = ends.use(await temporaryFolder());
  await home.write({ 'bin/git': `#!/bin/sh\nprintf '%s\\n' "$*" >> '${home.path}/argv'\nPATH='${process.env['PATH'] ?? ''}' exec git "$@"\n` });
  await chmod(join(home.path, 'bin/git'), 0o755);
  vi.stubEnv('PATH', `${join(home.path, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`);
  const own = {
    IMAGE_FACTORY_OFFLINE: '',
    IMAGE_FACTORY_APP_ID: app,
    IMAGE_FACTORY_APP_PRIVATE_KEY: privateKey,
    GITHUB_SERVER_URL: `http://${host}`,
    GITHUB_API_URL: github.url,
    XDG_CACHE_HOME: join(home.path, 'cache'),
  };
  const kept = ends.move();
  return {
    github,
    run: (argv, env = {}) => cli(factory.path, argv, { env: { ...own, ...env } }),
    argv: () => readFile(join(home.path, 'argv'), 'utf8'),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

afterEach(() => void vi.unstubAllEnvs());

const mint = (name: string): string => JSON.stringify({ repositories: [name], permissions: { contents: 'read' } });

describe('sources behind a GitHub App', () => {
  it.each(commands)('%s reads each with a token that reads this one alone', async (command) => {
    await using it = await scene();
    const run = await it.run([command, '--json']);
    const minted = it.github.requests.filter(({ path }) => path.endsWith('/access_tokens'));
    expect(minted.map(({ body }) => body).toSorted()).toEqual([mint('app'), mint('shop')]);
    const problems: { readonly image?: string; readonly message: string }[] = JSON.parse(run.stdout).problems;
    // The App is not installed there, and nobody without a token sees it.
    expect(new Set(problems.filter(({ message }) => message.includes('acme/')).map(({ message }) => /acme\/\w+/.exec(message)?.[0]))).toEqual(new Set(['acme/other']));
  });

  it.each(commands)('%s shows no credential: not in its words, and not to those who list processes', async (command) => {
    await using it = await scene();
    const run = await it.run([command, '--verbose']);
    const argv = await it.argv();
    expect(argv).toContain('fetch');
    const key = privateKey.split('\n').filter((line) => line.length > 8 && !line.includes('PRIVATE'));
    for (const text of [run.stdout, run.stderr, argv]) {
      expect(text).not.toMatch(/ghs_|eyJ|PRIVATE KEY|[Bb]asic |Bearer/);
      for (const line of key) expect(text).not.toContain(line);
    }
  });

  it.each([
    { story: 'a key that is none', env: { IMAGE_FACTORY_APP_PRIVATE_KEY: 'CANARY-no-key' }, says: 'no RSA key in PEM form' },
    { story: 'the key of another App', env: { IMAGE_FACTORY_APP_ID: 'Iv1.other' }, says: 'did not accept the key of the App' },
    { story: 'half of an App', env: { IMAGE_FACTORY_APP_ID: '' }, says: 'belong together' },
  ])('$story is said, and not shown', async ({ env, says }) => {
    await using it = await scene();
    const run = await it.run(['analyze'], env);
    expect(run.exitCode).toBe(1);
    expect(run.stdout + run.stderr).toContain(says);
    expect(run.stdout + run.stderr).not.toMatch(/CANARY-no-key|PRIVATE KEY/);
  });
});
