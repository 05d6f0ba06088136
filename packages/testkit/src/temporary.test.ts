import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder, temporaryRepository } from './temporary.ts';

it('a folder goes with its scope, also when that ends by a throw', async () => {
  let path = '';
  await expect(
    (async () => {
      await using folder = await temporaryFolder({ 'a/b.txt': 'text' });
      path = folder.path;
      expect(await folder.read('a/b.txt')).toBe('text');
      throw new Error('enough');
    })(),
  ).rejects.toThrow('enough');
  expect(existsSync(path)).toBe(false);
});

it('commits are the same everywhere: same files, same ids', async () => {
  await using one = await temporaryRepository({ files: { 'a.txt': 'a' } });
  await using two = await temporaryRepository({ files: { 'a.txt': 'a' } });
  expect(await one.commit('second', { 'b.txt': 'b' })).toBe(await two.commit('second', { 'b.txt': 'b' }));
  expect(await one.git('log', '--format=%s %an %ct')).toBe('second Test Author 1767225720\nfirst Test Author 1767225660');
});

it('a repository without files has no commit, and its branch has the wanted name', async () => {
  await using repository = await temporaryRepository({ branch: 'trunk' });
  await expect(repository.git('rev-parse', '--verify', 'HEAD')).rejects.toThrow('git rev-parse');
  expect(await repository.git('symbolic-ref', '--short', 'HEAD')).toBe('trunk');
});
