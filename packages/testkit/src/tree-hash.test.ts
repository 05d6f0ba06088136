import { chmod, mkdir, rename, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryRepository, type TemporaryRepository } from './temporary.ts';
import { treeHash } from './tree-hash.ts';

const files = { 'a.txt': 'a', 'folder/b.txt': 'b', 'folder/c.txt': 'c' };

it.each<{ story: string; change: (repository: TemporaryRepository) => Promise<unknown> }>([
  { story: 'a byte', change: (r) => r.write({ 'a.txt': 'A' }) },
  { story: 'a new file', change: (r) => r.write({ 'new.txt': '' }) },
  { story: 'an empty folder', change: (r) => mkdir(join(r.path, 'empty')) },
  { story: 'a file gone', change: (r) => rm(join(r.path, 'folder/b.txt')) },
  { story: 'another name', change: (r) => rename(join(r.path, 'a.txt'), join(r.path, 'z.txt')) },
  { story: 'a mode', change: (r) => chmod(join(r.path, 'a.txt'), 0o755) },
  { story: 'text that moved from one file to the next', change: (r) => r.write({ 'folder/b.txt': 'bc', 'folder/c.txt': '' }) },
  { story: 'a link', change: (r) => symlink('a.txt', join(r.path, 'link')) },
  { story: 'the index alone', change: (r) => r.git('rm', '--quiet', '--cached', 'a.txt') },
])('notices $story', async ({ change }) => {
  await using repository = await temporaryRepository({ files });
  const before = await treeHash(repository.path);
  await change(repository);
  expect(await treeHash(repository.path)).not.toBe(before);
});

it('times and the rest of .git do not count', async () => {
  await using repository = await temporaryRepository({ files });
  const before = await treeHash(repository.path);
  await utimes(join(repository.path, 'a.txt'), 0, 0);
  await repository.write({ '.git/description': 'another' });
  expect(await treeHash(repository.path)).toBe(before);
});
