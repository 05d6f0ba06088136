import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startFaultProxy } from './fault-proxy.ts';
import { cloneOf, emptyClient } from './git-client.fixture.ts';
import { startGitServer } from './server.ts';

const tokens = { writer: 'write', reader: 'read', other: { 'acme/other': 'write' } } as const;
const repositories = { 'acme/factory': { files: { 'images.yaml': 'images: []\n', 'state/app.yaml': 'name: app\n' } } };

it('clones, pushes, and shows from inside what came', async () => {
  await using server = await startGitServer({ repositories, tokens });
  const repository = server.repository('acme/factory');
  await using client = await cloneOf(repository.url, { token: 'writer' });
  expect(await client.read('state/app.yaml')).toBe('name: app\n');
  expect(await client.push('state/app.yaml', 'name: app2\n')).toMatchObject({ exitCode: 0 });
  expect(await repository.readFile('state/app.yaml')).toBe('name: app2\n');
  expect(await repository.readFile('state')).toBeUndefined();
  expect(await repository.listFiles()).toEqual(['images.yaml', 'state/app.yaml']);
  expect((await repository.log()).map(({ author, message }) => [author, message])).toEqual([
    ['Client', 'state/app.yaml'],
    ['Rival', 'first'],
  ]);
  expect(await repository.head()).toBe((await client.git('rev-parse', 'HEAD')).stdout.trim());
  await repository.fsck();
});

it.each(['0', '2'])('fetches without blobs a commit that no branch points to, and then one blob, by protocol %s', async (version) => {
  await using server = await startGitServer({ repositories });
  const repository = server.repository('acme/factory');
  const first = await repository.head();
  await repository.commit({ 'images.yaml': 'images: [1]\n' });
  await using client = await emptyClient();
  await client.git('init', '--quiet', '--bare');
  await client.git('config', 'protocol.version', version);
  await client.git('remote', 'add', 'origin', repository.url);
  expect(await client.git('fetch', '--quiet', '--depth=1', '--filter=blob:none', 'origin', first ?? '')).toMatchObject({ exitCode: 0, stderr: '' });
  const missing = await client.git('rev-list', '--objects', '--missing=print', 'FETCH_HEAD');
  expect(missing.stdout.match(/^\?/gm)).toHaveLength(2);
  expect((await client.git('cat-file', 'blob', 'FETCH_HEAD:images.yaml')).stdout).toBe('images: []\n');
});

it('passes on protocol 2, compressed and chunked bodies', async () => {
  await using server = await startGitServer({ repositories });
  const repository = server.repository('acme/factory');
  await Promise.all(Array.from({ length: 24 }, (_, index) => repository.commit({ [`f${index}`]: 'x' }, { branch: `b${index}` })));
  await using proxy = await startFaultProxy(server.origin);
  await using client = await cloneOf(proxy.through(repository.url));
  expect(proxy.requests.some(({ headers }) => headers['content-encoding'] === 'gzip')).toBe(true);
  expect(proxy.requests.every(({ headers }) => headers['git-protocol'] === 'version=2')).toBe(true);
  await client.git('config', 'http.postBuffer', '1000');
  expect(await client.push('large', randomText(200_000))).toMatchObject({ exitCode: 0 });
  expect(proxy.requests.some(({ headers }) => headers['transfer-encoding'] === 'chunked')).toBe(true);
  expect(await repository.readFile('large')).toHaveLength(200_000);
  await repository.fsck();
});

it.each([
  { story: 'nobody', options: {}, stderr: "could not read Username for 'http://127.0.0.1:" },
  { story: 'a token that is worth nothing', options: { token: 'wrong' }, stderr: 'could not read Username' },
  { story: 'a token for another repository', options: { token: 'other' }, stderr: 'remote: Repository not found.\nfatal: repository' },
])('does not let in $story', async ({ options, stderr }) => {
  await using server = await startGitServer({ repositories, tokens });
  await using client = await emptyClient(options);
  const run = await client.git('clone', '--quiet', server.repository('acme/factory').url, '.');
  expect(run).toMatchObject({ exitCode: 128, stderr: expect.stringContaining(stderr) });
});

it('asks for credentials in the way that makes git ask its helper, and says when they are wrong', async () => {
  await using server = await startGitServer({ repositories, tokens });
  const answer = await fetch(`${server.repository('acme/factory').url}/info/refs?service=git-upload-pack`);
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Git"']);
  await using client = await emptyClient();
  const withUser = server.repository('acme/factory').url.replace('http://', 'http://oauth2:wrong@');
  expect((await client.git('clone', '--quiet', withUser, '.')).stderr).toMatch(/^remote: Invalid username or token\..*\nfatal: Authentication failed for /);
});

it('anybody reads a public repository; to push there one needs a token', async () => {
  await using server = await startGitServer({ repositories: { 'acme/public': { files: { a: 'a' }, anonymous: 'read' } }, tokens });
  await using client = await cloneOf(server.repository('acme/public').url);
  expect((await client.push('b', 'b')).stderr).toContain('could not read Username');
});

it('a token can expire and come back', async () => {
  await using server = await startGitServer({ repositories, tokens });
  await using client = await cloneOf(server.repository('acme/factory').url, { token: 'reader' });
  server.grant('reader');
  expect(await client.git('fetch')).toMatchObject({ exitCode: 128 });
  server.grant('reader', 'write');
  expect(await client.push('b', 'b')).toMatchObject({ exitCode: 0 });
});

it('keeps links, programs and submodules as git knows them; removes what is set to undefined', async () => {
  await using server = await startGitServer({ repositories });
  const repository = server.repository('acme/factory');
  const submodule = '1'.repeat(40);
  const bytes = Uint8Array.of(0, 255, 10);
  await repository.commit({ 'a "b" ü': 'x', link: { symlink: 'images.yaml' }, run: { executable: '#!/bin/sh\n' }, sub: { submodule }, bytes, 'state/app.yaml': undefined });
  const rows = (await repository.git('ls-tree', '-r', '-z', 'main')).split('\0').map((row) => row.replace(/ [a-z]+ [0-9a-f]+\t/, ' '));
  expect(rows).toEqual(['100644 a "b" ü', '100644 bytes', '100644 images.yaml', '120000 link', '100755 run', '160000 sub', '']);
  expect(await repository.git('cat-file', '-s', 'main:bytes')).toBe('3');
});

it.each(['/acme/factory.git/HEAD', '/acme/factory.git/info/refs', '/acme/factory.git/objects/info/packs', '/../factory/info/refs?service=git-upload-pack', '/'])('serves no %s', async (path) => {
  await using server = await startGitServer({ repositories });
  expect((await fetch(server.origin + path)).status).toBe(404);
});

it('goes with its scope, also while somebody is still sending', async () => {
  let path = '';
  let sending: Promise<unknown>;
  {
    await using server = await startGitServer({ repositories });
    const repository = server.repository('acme/factory');
    path = repository.path;
    const endless = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('0032want ')) });
    const headers = { 'content-type': 'application/x-git-upload-pack-request' };
    sending = fetch(`${repository.url}/git-upload-pack`, { method: 'POST', body: endless, headers, duplex: 'half' })
      .then((answer) => answer.text())
      .catch(() => 'cut');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(existsSync(path)).toBe(false);
  expect(await sending).toBe('cut');
});

function randomText(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  }).join('');
}
