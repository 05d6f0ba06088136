import { temporaryFolder, temporaryRepository, treeHash } from '@image-factory/testkit';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../at.fixture.ts';
import { openWorkTree } from '../work-tree/work-tree.ts';
import { openCommit, type CommitTree } from './commit-tree.ts';

async function open(root: string, revision: string): Promise<CommitTree> {
  const tree = await openCommit(root, revision);
  if (tree === undefined) throw new Error(`no ${revision}`);
  return tree;
}

it('reads what was committed, whatever the work tree holds by now, and changes nothing', async () => {
  await using repository = await temporaryRepository({ files: { 'a/x.yaml': 'tag: 3.20\n', 'a/y.yml': '', 'a/z.txt': '', 'a/sub/w.yaml': '', 'top.yaml': '\uFEFFtöp' } });
  const commit = await repository.git('rev-parse', 'HEAD');
  await repository.write({ 'a/x.yaml': 'changed', 'a/new.yaml': '' });
  const before = [await treeHash(repository.path), await treeHash(join(repository.path, '.git'))];
  const tree = await open(repository.path, 'main');
  expect(tree.commit).toBe(commit);
  expect(await tree.read(at('a/x.yaml'))).toMatchObject({ kind: 'file', text: 'tag: 3.20\n', bytes: 10 });
  expect(await tree.read(at('top.yaml'))).toMatchObject({ text: '\uFEFFtöp' });
  expect(await tree.read(at('a/new.yaml'))).toEqual({ kind: 'missing' });
  expect(await tree.list(at('a'))).toEqual(['x.yaml', 'y.yml']);
  expect(await tree.list(at('.'))).toEqual(['top.yaml']);
  expect(await tree.list(at('none'))).toEqual([]);
  expect([await treeHash(repository.path), await treeHash(join(repository.path, '.git'))]).toEqual(before);
});

it('says the same as a work tree of that commit', async () => {
  await using repository = await temporaryRepository({ files: { 'real/a.yaml': 'a', 'big.yaml': 'x'.repeat(100), 'empty.yaml': '' } });
  await symlink('real/a.yaml', join(repository.path, 'link.yaml'));
  await symlink('real', join(repository.path, 'folder'));
  await writeFile(join(repository.path, 'latin.yaml'), Buffer.from([0xe9]));
  await repository.commit('oddities');
  const [tree, work] = [await open(repository.path, 'HEAD'), openWorkTree(repository.path)];
  for (const path of ['real/a.yaml', 'link.yaml', 'folder/a.yaml', 'folder', 'latin.yaml', 'big.yaml', 'empty.yaml', 'real', 'real/a.yaml/below', 'none/a.yaml']) {
    expect(await tree.read(at(path), 99), path).toEqual(await work.read(at(path), 99));
  }
  for (const folder of ['.', 'real', 'none']) expect(await tree.list(at(folder))).toEqual(await work.list(at(folder)));
  for (const folder of ['folder', 'link.yaml', 'big.yaml']) {
    await expect(tree.list(at(folder))).rejects.toThrow(/can not be listed/);
    await expect(work.list(at(folder))).rejects.toThrow(/can not be listed/);
  }
});

it('a submodule is refused, and so is what is in it', async () => {
  await using repository = await temporaryRepository({ files: { 'a.yaml': '' } });
  const commit = await repository.git('rev-parse', 'HEAD');
  await repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},module`);
  await repository.git('commit', '--quiet', '--message', 'module');
  const tree = await open(repository.path, 'HEAD');
  expect(await tree.read(at('module'))).toMatchObject({ kind: 'refused', code: 'special' });
  expect(await tree.read(at('module/a.yaml'))).toMatchObject({ kind: 'refused', code: 'special', reason: 'it is in a submodule (module)' });
  await expect(tree.list(at('module'))).rejects.toThrow(/can not be listed/);
});

it('many files at once, the same one twice', async () => {
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`state/${index}.yaml`, `n: ${index % 7}\n`]));
  await using repository = await temporaryRepository({ files });
  const tree = await open(repository.path, 'HEAD');
  const reads = await Promise.all(Object.keys(files).map((path) => tree.read(at(path))));
  expect(reads.map((read) => read.kind === 'file' && read.text)).toEqual(Object.values(files));
});

it('paths start at the given folder, which may lie below the top', async () => {
  await using repository = await temporaryRepository({ files: { 'sub/a.yaml': 'below', 'a.yaml': 'top' } });
  const tree = await open(join(repository.path, 'sub'), 'HEAD');
  expect(await tree.read(at('a.yaml'))).toMatchObject({ text: 'below' });
  expect(await tree.list(at('.'))).toEqual(['a.yaml']);
});

it('names with blanks, quotes and other letters', async () => {
  const name = 'ein "Bild"\té.yaml';
  await using repository = await temporaryRepository({ files: { [`d/${name}`]: 'x' } });
  expect(await (await open(repository.path, 'HEAD')).list(at('d'))).toEqual([name]);
});

describe('no commit', () => {
  it.each(['none', '', '-x', '--git-dir', '--all', '-', 'HEAD:a.yaml', 'HEAD..HEAD', '^HEAD', 'a\nb', 'HEAD\0', 'x'.repeat(400), '$(id)', '--output=canary'])('%j', async (revision) => {
    await using repository = await temporaryRepository({ files: { 'a.yaml': '' } });
    const before = await treeHash(repository.path);
    expect(await openCommit(repository.path, revision)).toBeUndefined();
    expect(await treeHash(repository.path)).toBe(before);
  });

  it('a branch that is called like an option is a branch', async () => {
    await using repository = await temporaryRepository({ files: { 'a.yaml': 'x' } });
    await repository.git('update-ref', 'refs/heads/--git-dir', 'HEAD');
    expect(await (await open(repository.path, '--git-dir')).read(at('a.yaml'))).toMatchObject({ text: 'x' });
  });

  it('without a repository', async () => {
    await using folder = await temporaryFolder();
    expect(await openCommit(folder.path, 'HEAD')).toBeUndefined();
  });

  it('a file that a partial clone lacks is refused by name, and nothing is fetched', async () => {
    await using repository = await temporaryRepository({ files: { 'a.yaml': 'old', 'b.yaml': 'b' } });
    await repository.commit('second', { 'a.yaml': 'new' });
    await repository.git('config', 'uploadpack.allowFilter', 'true');
    await using folder = await temporaryFolder();
    const clone = join(folder.path, 'clone');
    await repository.git('clone', '--quiet', '--filter=blob:none', `file://${repository.path}`, clone);
    await rm(join(repository.path, '.git'), { recursive: true });
    await mkdir(join(repository.path, '.git'));
    const tree = await open(clone, 'HEAD~1');
    expect(await tree.read(at('a.yaml'))).toMatchObject({ kind: 'refused', code: 'unreadable' });
  });
});
