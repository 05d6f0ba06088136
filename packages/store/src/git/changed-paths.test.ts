import { temporaryFolder, temporaryRepository, treeHash, type TemporaryRepository } from '@image-factory/testkit';
import { chmod, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedPaths } from './changed-paths.ts';

async function start(): Promise<TemporaryRepository & { readonly base: string }> {
  const repository = await temporaryRepository({ files: { 'a.txt': 'a\n', 'b/c.txt': 'c\n', 'gone.txt': '', '.gitignore': '*.log\n' } });
  return { ...repository, base: await repository.git('rev-parse', 'HEAD') };
}

describe('between commits', () => {
  it('changed, added, removed and renamed', async () => {
    await using repository = await start();
    await rm(join(repository.path, 'gone.txt'));
    await repository.git('mv', 'b/c.txt', 'b/d.txt');
    const head = await repository.commit('second', { 'a.txt': 'changed\n', 'neu "é".txt': '' });
    expect(await changedPaths(repository.path, repository.base, head)).toEqual(['a.txt', 'b/c.txt', 'b/d.txt', 'gone.txt', 'neu "é".txt']);
    expect(await changedPaths(repository.path, head, head)).toEqual([]);
    expect(await changedPaths(join(repository.path, 'b'), repository.base, head)).toEqual(['c.txt', 'd.txt']);
  });

  it('undefined where a commit is not there', async () => {
    await using repository = await start();
    expect(await changedPaths(repository.path, repository.base, '0'.repeat(40))).toBeUndefined();
    await using folder = await temporaryFolder();
    expect(await changedPaths(folder.path, repository.base, undefined)).toBeUndefined();
  });
});

describe('in the work tree', () => {
  it('committed, staged, changed, new and removed; ignored files are not', async () => {
    await using repository = await start();
    await repository.commit('second', { 'committed.txt': '' });
    await repository.write({ 'staged.txt': '', 'b/c.txt': 'changed\n', 'new/x.txt': '', 'x.log': '' });
    await repository.git('add', 'staged.txt');
    await rm(join(repository.path, 'gone.txt'));
    await chmod(join(repository.path, 'a.txt'), 0o755);
    expect(await changedPaths(repository.path, repository.base, undefined)).toEqual(['a.txt', 'b/c.txt', 'committed.txt', 'gone.txt', 'new/x.txt', 'staged.txt']);
    expect(await changedPaths(join(repository.path, 'b'), repository.base, undefined)).toEqual(['c.txt']);
  });

  it('a file that was only touched is none', async () => {
    await using repository = await start();
    await utimes(join(repository.path, 'a.txt'), 1, 1);
    await utimes(join(repository.path, 'b/c.txt'), 1, 1);
    expect(await changedPaths(repository.path, repository.base, undefined)).toEqual([]);
  });

  it('back at what the base holds is none, whatever is committed and staged', async () => {
    await using repository = await start();
    await repository.commit('second', { 'a.txt': 'other\n' });
    await repository.write({ 'a.txt': 'a\n' });
    expect(await changedPaths(repository.path, repository.base, undefined)).toEqual([]);
  });

  it('a link in place of a file', async () => {
    await using repository = await start();
    await rm(join(repository.path, 'a.txt'));
    await symlink('b/c.txt', join(repository.path, 'a.txt'));
    expect(await changedPaths(repository.path, repository.base, undefined)).toEqual(['a.txt']);
  });

  it('nothing is written, and no filter is run', async () => {
    await using repository = await start();
    await using outside = await temporaryFolder();
    await outside.write({ 'evil.sh': `#!/bin/sh\ntouch ${outside.path}/canary\ncat\n` });
    await chmod(join(outside.path, 'evil.sh'), 0o755);
    for (const kind of ['clean', 'smudge', 'process']) await repository.git('config', `filter.ev=i.l.${kind}`, join(outside.path, 'evil.sh'));
    await repository.git('config', 'filter.ev=i.l.required', 'true');
    await repository.git('config', 'diff.evil.command', join(outside.path, 'evil.sh'));
    await repository.write({ '.gitattributes': '*.txt filter=ev=i.l diff=evil\n', 'a.txt': 'changed\n' });
    await utimes(join(repository.path, 'b/c.txt'), 1, 1);
    const hashes = async (): Promise<string[]> => [await treeHash(repository.path), await treeHash(join(repository.path, '.git'))];
    const before = await hashes();
    expect(await changedPaths(repository.path, repository.base, undefined)).toEqual(['.gitattributes', 'a.txt']);
    expect(await hashes()).toEqual(before);
    await expect(outside.read('canary')).rejects.toThrow();
  });
});
