import { describeMounted, temporaryFolder, unwritableFolder } from '@image-factory/testkit';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { toText, type ReadResult } from '../work-tree/read.ts';
import { createFileCache } from './file-cache.ts';

const key = ['github.com', 'name', 'acme/app', 'c0ffee', 'Dockerfile'];
const file = (text: string): ReadResult => toText(Buffer.from(text), 1024 * 1024);
const maxBytes = 1024 * 1024;

it.each<{ story: string; read: ReadResult }>([
  { story: 'a file', read: file('FROM a\n') },
  { story: 'a file with a byte order mark', read: file('\uFEFFFROM a\r\n') },
  { story: 'an empty file', read: file('') },
  { story: 'nothing', read: { kind: 'missing' } },
  { story: 'a refusal', read: { kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' } },
])('$story comes back as it was', async ({ read }) => {
  await using folder = await temporaryFolder();
  const cache = createFileCache({ folder: join(folder.path, 'new'), maxBytes });
  expect(await cache.find(key)).toBeUndefined();
  await cache.keep(key, read);
  expect(await createFileCache({ folder: join(folder.path, 'new'), maxBytes }).find(key)).toEqual(read);
  expect(await cache.find([...key.slice(0, -1), 'Dockerfile2'])).toBeUndefined();
});

it('no two keys are one, however their parts are cut', async () => {
  await using folder = await temporaryFolder();
  const cache = createFileCache({ folder: folder.path, maxBytes });
  await cache.keep(['a', 'b/c'], file('one'));
  await cache.keep(['a/b', 'c'], file('two'));
  await cache.keep(['a","b/c'], file('three'));
  expect(await Promise.all([['a', 'b/c'], ['a/b', 'c'], ['a","b/c']].map(async (parts) => cache.find(parts)))).toMatchObject([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
});

it('equal texts are kept once', async () => {
  await using folder = await temporaryFolder();
  const cache = createFileCache({ folder: folder.path, maxBytes });
  for (let commit = 0; commit < 5; commit += 1) await cache.keep([...key, String(commit)], file('FROM a\n'));
  expect((await readdir(folder.path)).filter((name) => name.endsWith('.text'))).toHaveLength(1);
});

it.each(['', '{', '{"kind":"file"}', '{"kind":"file","hash":"../../etc/passwd"}', '[]', 'null', '{"kind":"refused","code":"unreadable","reason":"x"}'])(
  'an entry that reads %s counts as absent',
  async (text) => {
    await using folder = await temporaryFolder();
    const cache = createFileCache({ folder: folder.path, maxBytes });
    await cache.keep(key, file('FROM a\n'));
    for (const name of await readdir(folder.path)) if (name.endsWith('.json')) await folder.write({ [name]: text });
    expect(await cache.find(key)).toBeUndefined();
  },
);

it('a text that somebody changed is not taken', async () => {
  await using folder = await temporaryFolder();
  const cache = createFileCache({ folder: folder.path, maxBytes });
  await cache.keep(key, file('FROM a\n'));
  for (const name of await readdir(folder.path)) if (name.endsWith('.text')) await folder.write({ [name]: 'FROM evil\n' });
  expect(await cache.find(key)).toBeUndefined();
});

it('what was not used for longest goes first when there is too much', async () => {
  await using folder = await temporaryFolder();
  const first = createFileCache({ folder: folder.path, maxBytes });
  for (let at = 0; at < 20; at += 1) await first.keep([String(at)], file(`${at}`.padEnd(10_000)));
  for (const name of await readdir(folder.path)) await utimes(join(folder.path, name), new Date(0), new Date(0));
  expect(await first.find(['3'])).toMatchObject({ kind: 'file' }); // used now
  const next = createFileCache({ folder: folder.path, maxBytes: 100_000 });
  await next.keep(['new'], file('new'));
  const left = await Promise.all(Array.from({ length: 20 }, async (_, at) => next.find([String(at)])));
  expect(left.filter((read) => read !== undefined).length).toBeLessThan(9);
  expect(left[3]).toMatchObject({ kind: 'file' });
  expect(await next.find(['new'])).toMatchObject({ text: 'new' });
});

it('many at once in one folder leave nothing half done', async () => {
  await using folder = await temporaryFolder();
  const caches = Array.from({ length: 4 }, () => createFileCache({ folder: folder.path, maxBytes }));
  await Promise.all(caches.flatMap((cache) => Array.from({ length: 25 }, async (_, at) => cache.keep([String(at)], file(`FROM ${at}\n`)))));
  expect((await readdir(folder.path)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  for (let at = 0; at < 25; at += 1) expect(await caches[0]?.find([String(at)])).toMatchObject({ text: `FROM ${at}\n` });
});

describeMounted('a folder that can not be written', () => {
  it('is no reason to fail', async () => {
    await using folder = await unwritableFolder();
    const cache = createFileCache({ folder: join(folder?.path ?? '', 'cache'), maxBytes });
    await cache.keep(key, file('FROM a\n'));
    expect(await cache.find(key)).toBeUndefined();
  });
});
