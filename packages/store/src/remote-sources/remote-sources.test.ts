import { startFaultProxy, startGitServer, temporaryFolder } from '@image-factory/testkit';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, openSources, sourceOf } from './at.fixture.ts';

const dockerfile = at('Dockerfile');
const lfs = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;

describe('what stands at a path of another repository', () => {
  it.each([
    { story: 'a file', path: 'Dockerfile', read: { kind: 'file', text: 'FROM a\n', bytes: 7 } },
    { story: 'a program', path: 'tool', read: { kind: 'file', text: '#!/bin/sh\n' } },
    { story: 'deep down', path: 'apps/web/Dockerfile', read: { kind: 'file', text: 'FROM web\n' } },
    { story: 'nothing', path: 'apps/Dockerfile', read: { kind: 'missing' } },
    { story: 'a folder', path: 'apps', read: { kind: 'refused', code: 'directory', reason: 'it is a folder' } },
    { story: 'P8: a symbolic link', path: 'link', read: { kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' } },
    { story: 'P8: a symbolic link out of the repository', path: 'out', read: { kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' } },
    { story: 'P8: behind a symbolic link', path: 'way/Dockerfile', read: { kind: 'refused', code: 'symlink', reason: 'it is behind a symbolic link (way)' } },
    { story: 'a submodule', path: 'sub', read: { kind: 'refused', code: 'special', reason: 'it is a submodule' } },
    { story: 'in a submodule', path: 'sub/Dockerfile', read: { kind: 'refused', code: 'special', reason: 'it is in a submodule (sub)' } },
    { story: 'a pointer of LFS', path: 'lfs', read: { kind: 'refused', code: 'special', reason: 'it is kept in Git LFS, and the repository holds a pointer to it' } },
    { story: 'as large as may be', path: 'full', read: { kind: 'file', bytes: 1024 * 1024 } },
    { story: 'too large', path: 'large', read: { kind: 'refused', code: 'too-large', reason: 'it is larger than 1 MiB' } },
    { story: 'no text', path: 'binary', read: { kind: 'refused', code: 'not-utf8', reason: 'it is not valid UTF-8' } },
  ])('$story', async ({ path, read }) => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files } } });
    await using cache = await temporaryFolder();
    const first = openSources(cache.path, [server.origin]);
    expect(await first.read(sourceOf(server.origin, 'acme/app'), at(path))).toMatchObject(read);
    expect(await openSources(cache.path, [server.origin]).read(sourceOf(server.origin, 'acme/app'), at(path))).toMatchObject(read);
    expect(await checkedOut(cache.path)).toEqual([]);
  });

  const files = {
    Dockerfile: 'FROM a\n',
    tool: { executable: '#!/bin/sh\n' },
    'apps/web/Dockerfile': 'FROM web\n',
    link: { symlink: 'Dockerfile' },
    out: { symlink: '../../../../../../etc/hostname' },
    way: { symlink: 'apps/web' },
    sub: { submodule: '1'.repeat(40) },
    lfs,
    full: 'x'.repeat(1024 * 1024),
    large: 'x'.repeat(1024 * 1024 + 1),
    binary: new Uint8Array([0xff, 0xfe]),
  };
});

it('a repository in which a hook and a filter wait runs neither', async () => {
  await using server = await startGitServer({
    repositories: { 'acme/app': { files: { Dockerfile: 'FROM a\n', '.gitattributes': '* filter=evil\n', '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ../x\n' } } },
  });
  await using cache = await temporaryFolder();
  expect(await openSources(cache.path, [server.origin]).read(sourceOf(server.origin, 'acme/app'), dockerfile)).toMatchObject({ kind: 'file', text: 'FROM a\n' });
});

describe('one run', () => {
  it('reads one commit of a branch, whatever is pushed meanwhile', async () => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files: { Dockerfile: 'FROM a:1\n', 'b/Dockerfile': 'FROM b:1\n' } } } });
    await using cache = await temporaryFolder();
    const served = server.repository('acme/app');
    const [source, first] = [sourceOf(server.origin, 'acme/app'), await served.head()];
    const sources = openSources(cache.path, [server.origin]);
    expect(await sources.read(source, dockerfile)).toMatchObject({ text: 'FROM a:1\n' });
    const second = await served.commit({ Dockerfile: 'FROM a:2\n', 'b/Dockerfile': 'FROM b:2\n' });
    expect(await sources.read(source, at('b/Dockerfile'))).toMatchObject({ text: 'FROM b:1\n' });
    expect(sources.commits()).toEqual([{ host: source.host, repo: 'acme/app', branch: 'main', commit: first }]);
    const next = openSources(cache.path, [server.origin]);
    expect(await next.read(source, at('b/Dockerfile'))).toMatchObject({ text: 'FROM b:2\n' });
    expect(await next.resolve(source)).toEqual({ kind: 'commit', commit: second });
  });

  it('reads a history that was rewritten', async () => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files: { Dockerfile: 'FROM a\n' } } } });
    await using cache = await temporaryFolder();
    const source = sourceOf(server.origin, 'acme/app');
    await openSources(cache.path, [server.origin]).read(source, dockerfile);
    const rewritten = await server.repository('acme/app').rewriteHistory();
    const next = openSources(cache.path, [server.origin]);
    expect(await next.read(source, dockerfile)).toMatchObject({ text: 'FROM a\n' });
    expect(next.commits()).toMatchObject([{ commit: rewritten }]);
  });

  it('fetches many files of a commit together, and one with nothing new asks once and fetches nothing', async () => {
    const paths = Array.from({ length: 20 }, (_, at) => `d${at}/Dockerfile`);
    await using server = await startGitServer({ repositories: { 'acme/app': { files: Object.fromEntries(paths.map((path) => [path, `FROM ${path}\n`])) } } });
    await using proxy = await startFaultProxy(server.origin);
    await using cache = await temporaryFolder();
    const source = sourceOf(proxy.origin, 'acme/app');
    const readAll = async () => {
      const sources = openSources(cache.path, [proxy.origin]);
      return Promise.all(paths.map(async (path) => sources.read(source, at(path))));
    };
    expect(await readAll()).toMatchObject(paths.map((path) => ({ kind: 'file', text: `FROM ${path}\n` })));
    // For each of the three commands: what the server can do, and one question; the files may come in a few goes.
    const asked = proxy.requests.length;
    expect(asked).toBeLessThanOrEqual(16);
    await readAll();
    expect(proxy.requests.slice(asked).map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /acme/app.git/info/refs?service=git-upload-pack', 'POST /acme/app.git/git-upload-pack']);
    expect(proxy.requests.at(-1)?.body).toContain('ls-refs');
  });

  it('transfers no file but those that are asked for', async () => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files: { Dockerfile: 'FROM a\n', 'other/file': 'CANARY'.repeat(1000) } } } });
    await using cache = await temporaryFolder();
    await openSources(cache.path, [server.origin]).read(sourceOf(server.origin, 'acme/app'), dockerfile);
    const id = await server.repository('acme/app').git('rev-parse', 'main:other/file');
    const [name = ''] = await readdir(join(cache.path, 'repositories'));
    expect(await listObjects(join(cache.path, 'repositories', name))).not.toContain(id);
  });
});

describe('a server', () => {
  it('without partial fetches sends all, and is read all the same', async () => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files: { Dockerfile: 'FROM a\n' } } } });
    await server.repository('acme/app').git('config', 'uploadpack.allowFilter', 'false');
    await using cache = await temporaryFolder();
    expect(await openSources(cache.path, [server.origin]).read(sourceOf(server.origin, 'acme/app'), dockerfile)).toMatchObject({ text: 'FROM a\n' });
  });

  it('that has thrown the commit away meanwhile is asked for the branch, and that commit counts for the run', async () => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files: { Dockerfile: 'FROM a\n' } } } });
    const served = server.repository('acme/app');
    const rewrite = async () => {
      await served.rewriteHistory();
      await served.git('-c', 'gc.reflogExpire=now', 'gc', '--quiet', '--prune=now');
    };
    await using proxy = await startFaultProxy(server.origin, [{ method: 'GET', nth: 2, fault: { kind: 'meanwhile', run: rewrite } }]);
    await using cache = await temporaryFolder();
    const sources = openSources(cache.path, [proxy.origin]);
    expect(await sources.read(sourceOf(proxy.origin, 'acme/app'), dockerfile)).toMatchObject({ text: 'FROM a\n' });
    expect(sources.commits()).toMatchObject([{ commit: await served.head() }]);
  });
});

async function checkedOut(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((path) => /(?:^|\/)(?:Dockerfile|tool|link|lfs)$|\/index$/.test(path));
}

async function listObjects(folder: string): Promise<string> {
  const { git } = await import('../git/git.ts');
  const output = await git(['cat-file', '--batch-all-objects', '--batch-check'], { cwd: folder, timeoutMs: 10_000, maxBytes: 1024 * 1024 });
  return output.toString('utf8');
}
