import { parseBranchName } from '@image-factory/core/enrollment';
import { runProcess, startGitServer, temporaryFolder, type GitServerOptions } from '@image-factory/testkit';
import { lstat, readFile, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GitError } from './git/git-error.ts';
import { parseRemoteUrl, type RemotePlace } from './git/remote-url.ts';
import { applyPatches, parseCommitId, PatchError, writeSourceTree, type SourceRef } from './source-tree.ts';

const token = 'ghs_canary0123456789';
const parsed = parseBranchName('main');
if (!parsed.ok) throw new Error('main');
const main: SourceRef = { kind: 'branch', name: parsed.value };

function placeOf(origin: string): RemotePlace {
  const place = parseRemoteUrl(`${origin}/acme/app.git`);
  if (place === undefined) throw new Error(origin);
  return place;
}

async function world(files: NonNullable<GitServerOptions['repositories'][string]['files']>) {
  const server = await startGitServer({ repositories: { 'acme/app': { files } }, tokens: { [token]: 'read' } });
  const folder = await temporaryFolder();
  return {
    folder,
    server,
    write: (ref: SourceRef = main) => writeSourceTree({ from: placeOf(server.origin), ref, folder: folder.path, token }),
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('writeSourceTree', () => {
  it('writes the files of the branch, and neither a repository nor a token', async () => {
    await using here = await world({ Dockerfile: 'FROM scratch\n', 'src/main.c': 'int main;\r\n' });
    const { folder, commit } = await here.write();
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect((await readdir(folder)).toSorted()).toEqual(['Dockerfile', 'src']);
    expect(await readFile(join(folder, 'src/main.c'), 'utf8')).toBe('int main;\r\n');
    expect(await readdir(here.folder.path)).toEqual(['files']);
    const found = await runProcess('grep', ['-r', token, here.folder.path], { cwd: '/' });
    expect(found.stdout).toBe('');
  });

  it('writes one commit by its id, whatever the branch is now', async () => {
    await using here = await world({ VERSION: '1\n' });
    const app = here.server.repository('acme/app');
    const first = parseCommitId((await app.head()) ?? '');
    await app.commit({ VERSION: '2\n' });
    if (first === undefined) throw new Error('no commit');
    const { folder, commit } = await here.write({ kind: 'commit', id: first });
    expect([commit, await readFile(join(folder, 'VERSION'), 'utf8')]).toEqual([first, '1\n']);
  });

  it('says what is not there, without the token', async () => {
    await using here = await world({ VERSION: '1\n' });
    const gone = parseCommitId('1'.repeat(40));
    if (gone === undefined) throw new Error('no id');
    const cause: unknown = await here.write({ kind: 'commit', id: gone }).catch((error: unknown) => error);
    expect(cause).toBeInstanceOf(GitError);
    expect(String(cause)).not.toContain(token);
  });

  it('P8: a link out of the tree stays a link, and nothing behind it is read', async () => {
    await using here = await world({ Dockerfile: { symlink: '/etc/passwd' } });
    const { folder } = await here.write();
    expect((await lstat(join(folder, 'Dockerfile'))).isSymbolicLink()).toBe(true);
    expect(await readlink(join(folder, 'Dockerfile'))).toBe('/etc/passwd');
  });
});

describe('applyPatches', () => {
  const patch = (path: string, from: string, to: string) => `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-${from}\n+${to}\n`;

  it('one after the other, also inside of another repository', async () => {
    await using folder = await temporaryFolder();
    await runProcess('git', ['init', '--quiet'], { cwd: folder.path });
    await folder.write({ 'files/a.txt': 'one\n' });
    const files = join(folder.path, 'files');
    await applyPatches(files, [
      { name: '1.patch', text: patch('a.txt', 'one', 'two') },
      { name: '2.patch', text: patch('a.txt', 'two', 'three') },
    ]);
    expect(await folder.read('files/a.txt')).toBe('three\n');
  });

  it.each([
    { story: 'the source has moved on', path: 'a.txt', from: 'another' },
    { story: 'a file out of the folder', path: '../out.txt', from: 'out' },
    { story: 'a file behind a link', path: 'link/out.txt', from: 'out' },
    { story: 'the metadata of a repository', path: '.git/config', from: 'x' },
  ])('refuses $story', async ({ path, from }) => {
    await using folder = await temporaryFolder();
    await folder.write({ 'out.txt': 'out\n', 'files/a.txt': 'one\n' });
    await symlink(folder.path, join(folder.path, 'files/link'));
    const cause: unknown = await applyPatches(join(folder.path, 'files'), [{ name: 'fix.patch', text: patch(path, from, 'evil') }]).catch((error: unknown) => error);
    expect(cause).toBeInstanceOf(PatchError);
    expect(String(cause)).toContain('fix.patch does not apply: ');
    expect(await folder.read('out.txt')).toBe('out\n');
  });
});
