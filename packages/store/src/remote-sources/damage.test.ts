import { describeMounted, mountFullDisk, startFaultProxy, startGitServer, temporaryFolder, temporaryRepository, unwritableFolder } from '@image-factory/testkit';
import { readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, openSources, sourceOf } from './at.fixture.ts';

const [dockerfile, other] = [at('Dockerfile'), at('other')];
const repositories = { 'acme/app': { files: { Dockerfile: 'FROM a\n', other: 'FROM o\n' } } };

describe('what is kept between runs may be damaged: it is fetched anew', () => {
  const damages: { story: string; damage: (repository: string) => Promise<unknown> }[] = [
    { story: 'nothing left but the folder', damage: (path) => rm(join(path, '.git'), { recursive: true }) },
    { story: 'an empty configuration', damage: (path) => truncate(join(path, '.git/config')) },
    { story: 'a configuration of somebody else', damage: (path) => writeFile(join(path, '.git/config'), '[core]\n\tbare = ') },
    { story: 'no HEAD', damage: (path) => rm(join(path, '.git/HEAD')) },
    { story: 'no objects', damage: async (path) => Promise.all((await packs(path)).map((name) => rm(name))) },
    { story: 'empty objects', damage: async (path) => Promise.all((await packs(path)).filter((name) => name.endsWith('.pack')).map((name) => rewrite(name, ''))) },
    { story: 'overwritten objects', damage: async (path) => Promise.all((await packs(path)).map((name) => rewrite(name, 'x'.repeat(300)))) },
    { story: 'no marks of what is missing on purpose', damage: async (path) => Promise.all((await packs(path)).filter((name) => name.endsWith('.promisor')).map((name) => rm(name))) },
    { story: 'an empty ref', damage: async (path) => Promise.all((await readdir(join(path, '.git/refs/if'))).map((name) => truncate(join(path, '.git/refs/if', name)))) },
    { story: 'the lock of a process that was ended', damage: (path) => lock(path, 3600) },
  ];

  it.each(damages)('$story', async ({ damage }) => {
    await using server = await startGitServer({ repositories });
    await using cache = await temporaryFolder();
    const source = sourceOf(server.origin, 'acme/app');
    await openSources(cache.path, [server.origin]).read(source, dockerfile);
    const [name = ''] = await readdir(join(cache.path, 'repositories'));
    await damage(join(cache.path, 'repositories', name));
    await rm(join(cache.path, 'files'), { recursive: true });
    const sources = openSources(cache.path, [server.origin]);
    expect(await sources.read(source, dockerfile)).toMatchObject({ kind: 'file', text: 'FROM a\n' });
    expect(await sources.read(source, other)).toMatchObject({ kind: 'file', text: 'FROM o\n' });
    await server.repository('acme/app').commit({ Dockerfile: 'FROM b\n' });
    expect(await openSources(cache.path, [server.origin]).read(source, dockerfile)).toMatchObject({ kind: 'file', text: 'FROM b\n' });
  });

  it('and a repository around the cache is left alone', async () => {
    await using server = await startGitServer({ repositories });
    await using around = await temporaryRepository({ files: { Dockerfile: 'FROM around\n' } });
    await around.git('remote', 'add', 'origin', server.repository('acme/app').url);
    const cache = join(around.path, 'cache');
    const source = sourceOf(server.origin, 'acme/app');
    await openSources(cache, [server.origin]).read(source, dockerfile);
    const [name = ''] = await readdir(join(cache, 'repositories'));
    await rm(join(cache, 'repositories', name, '.git/HEAD'));
    await rm(join(cache, 'files'), { recursive: true });
    expect(await openSources(cache, [server.origin]).read(source, dockerfile)).toMatchObject({ kind: 'file', text: 'FROM a\n' });
    expect(await around.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  it('in the middle of a run too', async () => {
    await using server = await startGitServer({ repositories });
    await using cache = await temporaryFolder();
    const [source, sources] = [sourceOf(server.origin, 'acme/app'), openSources(cache.path, [server.origin])];
    const pinned = await sources.resolve(source);
    await server.repository('acme/app').commit({ Dockerfile: 'FROM later\n' });
    await rm(join(cache.path, 'repositories'), { recursive: true });
    expect(await sources.read(source, dockerfile)).toMatchObject({ kind: 'file', text: 'FROM a\n' });
    expect(await sources.resolve(source)).toEqual(pinned);
  });

  it('a lock of a process that is at work is waited for, not for ever', async () => {
    await using server = await startGitServer({ repositories });
    await using proxy = await startFaultProxy(server.origin);
    await using cache = await temporaryFolder();
    const source = sourceOf(proxy.origin, 'acme/app');
    await openSources(cache.path, [proxy.origin]).read(source, dockerfile);
    await server.repository('acme/app').commit({ Dockerfile: 'FROM b\n' });
    const [name = ''] = await readdir(join(cache.path, 'repositories'));
    const place = join(cache.path, 'repositories', name);
    await lock(place, 1);
    expect(await openSources(cache.path, [proxy.origin]).read(source, dockerfile)).toMatchObject({ kind: 'unreachable', concerns: 'repository', reason: 'another process is fetching acme/app' });
    await lock(place, 1);
    let waits = 0;
    const pause = async () => {
      if ((waits += 1) === 3) await rm(join(place, '.git/shallow.lock'));
    };
    expect(await openSources(cache.path, [proxy.origin], { pause }).read(source, dockerfile)).toMatchObject({ text: 'FROM b\n' });
  });
});

describeMounted('a cache folder', () => {
  const hint = 'Look at the cache folder: it needs space, and must be writable.';

  it('that can not be written is a failure of each image, with its reason, and not of the run', async () => {
    await using server = await startGitServer({ repositories });
    await using folder = await unwritableFolder();
    const read = await openSources(join(folder?.path ?? '', 'cache'), [server.origin]).read(sourceOf(server.origin, 'acme/app'), dockerfile);
    expect(read).toMatchObject({ kind: 'unreachable', concerns: 'repository', hint });
  });

  it('on a disk that is full likewise', async () => {
    await using server = await startGitServer({ repositories });
    await using disk = await mountFullDisk();
    await disk?.fill();
    const path = disk?.path ?? '';
    const read = await openSources(path, [server.origin]).read(sourceOf(server.origin, 'acme/app'), dockerfile);
    expect(read).toMatchObject({ kind: 'unreachable', concerns: 'repository' });
  });
});

async function packs(path: string): Promise<string[]> {
  const folder = join(path, '.git/objects/pack');
  return (await readdir(folder)).map((name) => join(folder, name));
}

/** Git makes them read-only. */
async function rewrite(path: string, text: string): Promise<void> {
  await rm(path);
  await writeFile(path, text);
}

async function lock(path: string, seconds: number): Promise<void> {
  const file = join(path, '.git/shallow.lock');
  await writeFile(file, '');
  const time = new Date(Date.now() - seconds * 1000);
  await utimes(file, time, time);
}
