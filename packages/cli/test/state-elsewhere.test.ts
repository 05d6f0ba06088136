import { runProcess, startGitServer, temporaryFolder, temporaryRepository, treeHash, type Files, type GitServer } from '@image-factory/testkit';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { cli, entry, shop } from '../src/cli.fixture.ts';

const token = 'ghs_CANARY0123456789';
const env = { GITHUB_TOKEN: token, IMAGE_FACTORY_OFFLINE: '1' };
const digest = `sha256:${'a'.repeat(64)}`;
const published = ['--image', 'web', '--tag', '0.6.3', '--digest', digest];

function serve(files: Files = shop): Promise<GitServer> {
  return startGitServer({ repositories: { 'acme/shop': { files } }, tokens: { [token]: 'write' } });
}

function url(server: GitServer): string {
  return `${server.origin}/acme/shop.git`;
}

/** A checkout of the served repository, as a job has it. */
async function checkOut(server: GitServer) {
  const folder = await temporaryFolder();
  const git = async (...args: string[]): Promise<string> => {
    const run = await runProcess('git', ['-c', `http.extraHeader=Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`, ...args], { cwd: folder.path });
    if (run.exitCode !== 0) throw new Error(run.stderr);
    return run.stdout.trim();
  };
  await git('clone', '--quiet', url(server), '.');
  return { ...folder, git };
}

/** The files of the newest commit, by path. */
async function served(server: GitServer): Promise<Record<string, string>> {
  await using checkout = await checkOut(server);
  const paths = (await checkout.git('ls-files')).split('\n');
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await checkout.read(path)] as const)));
}

async function count(server: GitServer): Promise<number> {
  await using checkout = await checkOut(server);
  return Number(await checkout.git('rev-list', '--count', 'HEAD'));
}

function analyze(server: GitServer, cwd: string, ...more: string[]) {
  return cli(cwd, ['analyze', ...published, '--git-repo', url(server), '--git-branch', 'main', '--image-factory-dir', 'image-factory', '--commit', ...more], { env });
}

async function leftovers(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('image-factory-state-'));
}

describe('a built image is recorded where the state is', () => {
  it('from an empty folder, which becomes a clone', async () => {
    await using server = await serve();
    await using folder = await temporaryFolder();
    const run = await analyze(server, folder.path);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('Committed and pushed as ');
    const files = await served(server);
    expect(files['image-factory/state/images/web.yaml']).toContain(`currentVersion: 0.6.3\ncurrentDigest: ${digest}\n`);
    expect(files['dist/image-factory.k8s.yaml']).toContain('kind: Warehouse');
    // A job that is started again finds the folder as it left it.
    expect((await analyze(server, folder.path)).stdout).toContain('Nothing changed');
    expect(await count(server)).toBe(2);
    expect(await folder.read('.git/config')).not.toContain('CANARY');
  });

  it('from a checkout of that repository, whatever is checked out', async () => {
    await using server = await serve();
    await using checkout = await checkOut(server);
    await checkout.git('checkout', '--quiet', '--detach');
    await checkout.write({ 'web/Dockerfile': 'FORM draft\n' });
    expect(await analyze(server, checkout.path)).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await served(server))['image-factory/state/images/web.yaml']).toContain('currentVersion: 0.6.3\n');
    expect(await checkout.git('status', '--porcelain')).toBe('M web/Dockerfile');
  });

  it('from a checkout of another repository, whose files are read and never written', async () => {
    const source = `  source: {provider: github, repo: acme/web, branch: main, dockerfile: docker/Dockerfile}\n`;
    await using server = await serve({
      'image-factory/factory.yaml': 'repository: acme/shop\n',
      'image-factory/images.yaml': `- name: web\n  registry: ghcr.io\n  repository: acme/web\n${source}${entry('runtime')}`,
      'runtime/Dockerfile': 'FROM debian:12\n',
    });
    await using checkout = await temporaryRepository({ files: { 'docker/Dockerfile': 'FROM node:22\n' } });
    await checkout.git('remote', 'add', 'origin', 'https://github.com/acme/web.git');
    const before = await treeHash(checkout.path);
    const kept = await leftovers();
    const run = await analyze(server, checkout.path);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const state = (await served(server))['image-factory/state/images/web.yaml'];
    expect(state).toContain('currentVersion: 0.6.3\n');
    expect(state).toContain('baseImages:\n  - node-22\n');
    expect(await treeHash(checkout.path)).toEqual(before);
    expect((await leftovers()).filter((name) => !kept.includes(name))).toEqual([]);
  });

  it('claims are compared with the images.yaml there', async () => {
    await using server = await serve();
    await using folder = await temporaryFolder({ 'README.md': 'not empty\n' });
    const run = await analyze(server, folder.path, '--dockerfile', 'apps/web/Dockerfile');
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toContain('--dockerfile says apps/web/Dockerfile, and `source.dockerfile` of web in images.yaml is web/Dockerfile');
    expect(await count(server)).toBe(1);
  });

  it.each([
    { story: 'no branch', options: ['--commit'], says: 'it needs --git-branch' },
    { story: 'a commit that would be lost', options: ['--commit', '--no-push', '--git-branch', 'main'], says: '--no-push would leave nothing' },
    { story: 'no commit', options: [], says: 'and the remote `origin` of this checkout is' },
  ])('$story: refused, and told why', async ({ options, says }) => {
    await using checkout = await temporaryRepository({ files: { Dockerfile: 'FROM node:22\n' } });
    await checkout.git('remote', 'add', 'origin', 'https://github.com/acme/web.git');
    const run = await cli(checkout.path, ['analyze', ...published, '--git-repo', 'https://github.com/acme/shop.git', ...options], { env });
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toContain(says);
  });

  it('without the right to read: an error without the token, and nothing is left behind', async () => {
    await using server = await serve();
    server.grant(token);
    await using folder = await temporaryFolder({ 'README.md': 'not empty\n' });
    const kept = await leftovers();
    const run = await analyze(server, folder.path);
    expect(run.exitCode).toBe(1);
    expect(run.stdout + run.stderr).not.toContain('CANARY');
    expect((await leftovers()).filter((name) => !kept.includes(name))).toEqual([]);
  });
});

describe('--shard', () => {
  const names = Array.from({ length: 12 }, (_, index) => `img${index}`);
  const factory = (tag: string): Files => ({
    'image-factory/factory.yaml': 'repository: acme/shop\n',
    'image-factory/images.yaml': names.map((name) => entry(name)).join(''),
    ...Object.fromEntries(names.map((name, index) => [`${name}/Dockerfile`, `FROM node:${tag} AS a\nFROM alpine:${index % 3}\nCOPY --from=a /a /a\n`])),
  });

  it('three jobs at once, one of them twice, leave what one job leaves', async () => {
    await using whole = await serve(factory('20'));
    await using parts = await serve(factory('20'));
    for (const [tag, expected] of [
      ['20', 2],
      ['22', 4],
    ] as const) {
      for (const server of [whole, parts]) {
        if (tag === '20') continue;
        await using author = await checkOut(server);
        await author.write(factory(tag));
        await author.git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--all', '--message', 'Use another base');
        await author.git('push', '--quiet', 'origin', 'HEAD:main');
      }
      await using one = await checkOut(whole);
      expect((await cli(one.path, ['update', '--commit'], { env })).exitCode).toBe(0);
      expect(await count(whole)).toBe(expected);
      const runs = await Promise.all(
        ['1/3', '2/3', '3/3', '2/3'].map(async (shard) => {
          await using job = await checkOut(parts);
          return await cli(job.path, ['update', '--commit', '--shard', shard], { env });
        }),
      );
      expect(runs.map(({ stderr }) => stderr.replaceAll(/^.*trying again.*\n/gm, ''))).toEqual(['', '', '', '']);
      expect(await served(parts)).toEqual(await served(whole));
    }
    expect(Object.keys(await served(whole)).filter((path) => path.includes('_archive'))).toEqual(['image-factory/state/_archive/base-images/node-20.yaml']);
  }, 60_000);

  it.each([
    { options: ['--shard', '0/3'], says: '--shard: `0/3` is no shard' },
    { options: ['--shard', '4/3'], says: '--shard: `4/3` is no shard' },
    { options: ['--shard', 'x'], says: 'hint: For example `2/5`' },
    { options: ['--shard', '1/3', '--image', 'web'], says: '--shard is a part of all images, and --image is one' },
  ])('$options', async ({ options, says }) => {
    await using repository = await temporaryRepository({ files: shop });
    for (const command of ['analyze', 'update']) {
      const run = await cli(repository.path, [command, ...options]);
      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toContain(says);
    }
    expect(await repository.git('status', '--porcelain')).toBe('');
  });
});
