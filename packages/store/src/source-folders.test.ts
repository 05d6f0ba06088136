import { readEnrollment } from '@image-factory/core/enrollment';
import { runProcess, startGitServer, temporaryRepository, type GitServer, type TemporaryRepository } from '@image-factory/testkit';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRemoteUrl, type RemotePlace } from './git/remote-url.ts';
import { openSourceFolders } from './source-folders.ts';

const token = 'ghs_canary0123456789';

function imageOf(source: string, more = '') {
  const text = `- name: app\n  registry: ghcr.io\n  repository: acme/app\n  source: ${source}\n${more}`;
  const image = [...readEnrollment([{ path: 'images.yaml', text }]).value.images.values()][0];
  if (image?.kind !== 'managed') throw new Error(text);
  return image;
}

const ours = imageOf('{provider: github, branch: main, dockerfile: Dockerfile}');

function placeOf(server: GitServer, slug: string): RemotePlace {
  const place = parseRemoteUrl(`${server.origin}/${slug}.git`);
  if (place === undefined) throw new Error(slug);
  return place;
}

async function world() {
  const server = await startGitServer({
    repositories: { 'acme/factory': { files: { Dockerfile: 'FROM pushed\n' } }, 'acme/other': { files: { Dockerfile: 'FROM other\n' } } },
    tokens: { [token]: 'read' },
  });
  const checkout = await temporaryRepository({ files: { Dockerfile: 'FROM here\n' } });
  const home = placeOf(server, 'acme/factory');
  return {
    server,
    checkout,
    folders: openSourceFolders({ root: checkout.path, home, tokenFor: async () => token }),
    async [Symbol.asyncDispose]() {
      await checkout[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function headOf(repository: TemporaryRepository): Promise<string> {
  return repository.git('rev-parse', 'HEAD');
}

describe('openSourceFolders', () => {
  it('its own repository is the checkout, when that is of the branch', async () => {
    await using here = await world();
    const opened = await here.folders.open(ours, undefined);
    if (!opened.ok) throw new Error('not opened');
    await using folder = opened.value;
    expect([folder.path, folder.revision, folder.committedAt]).toEqual([here.checkout.path, await headOf(here.checkout), expect.any(Number)]);
    const beside = await folder.writeBeside('Dockerfile', 'FROM kept\n');
    expect(await readFile(beside, 'utf8')).toBe('FROM kept\n');
    expect(await here.checkout.git('status', '--short')).toBe('');
  });

  it.each([
    { story: 'another branch is checked out', act: (checkout: TemporaryRepository) => checkout.git('switch', '--quiet', '--create', 'feature') },
    { story: 'no branch is', act: (checkout: TemporaryRepository) => checkout.git('switch', '--quiet', '--detach') },
  ])('its own repository is fetched when $story', async ({ act }) => {
    await using here = await world();
    await act(here.checkout);
    const opened = await here.folders.open(ours, undefined);
    if (!opened.ok) throw new Error('not opened');
    const { path } = opened.value;
    expect(await readFile(join(path, 'Dockerfile'), 'utf8')).toBe('FROM pushed\n');
    await opened.value[Symbol.asyncDispose]();
    await expect(access(path)).rejects.toThrow('ENOENT');
  });

  it('what has patches is fetched and patched; a patch that does not fit is told by its name', async () => {
    await using here = await world();
    const patched = imageOf('{provider: github, branch: main, dockerfile: Dockerfile}', '  local: {dir: local/app, patchFiles: [a.patch]}\n');
    const opened = await here.folders.open(patched, undefined);
    if (!opened.ok) throw new Error('not opened');
    await using folder = opened.value;
    const text = '--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1 +1 @@\n-FROM pushed\n+FROM patched\n';
    expect(await folder.patch([{ name: 'local/app/a.patch', text }])).toBeUndefined();
    expect(await readFile(join(folder.path, 'Dockerfile'), 'utf8')).toBe('FROM patched\n');
    expect(await folder.patch([{ name: 'local/app/b.patch', text }])).toMatchObject({
      code: 'build/patch',
      message: expect.stringContaining('local/app/b.patch does not apply'),
    });
    expect(await here.checkout.read('Dockerfile')).toBe('FROM here\n');
  });

  it.each([
    { story: 'a branch that is not there', branch: 'gone', revision: undefined, said: /can not be fetched/ },
    { story: 'a commit that is not there', branch: 'main', revision: 'a'.repeat(40), said: /can not be fetched/ },
    { story: 'an option in place of a commit', branch: 'main', revision: '--upload-pack=touch x', said: /is not the id of a commit/ },
  ])('says why not: $story', async ({ branch, revision, said }) => {
    await using here = await world();
    const place = placeOf(here.server, 'acme/other');
    const image = imageOf(`{provider: github, host: "${place.host}", repo: acme/other, branch: ${branch}, dockerfile: Dockerfile}`);
    const opened = await here.folders.open(image, revision);
    expect(opened).toMatchObject({ ok: false, error: [{ code: 'build/source', message: expect.stringMatching(said) }] });
    expect(JSON.stringify(opened)).not.toContain(token);
    expect((await runProcess('ls', ['x'], { cwd: here.checkout.path })).exitCode).not.toBe(0);
  });
});
