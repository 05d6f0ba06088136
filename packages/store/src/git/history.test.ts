import { parseFolderPath } from '@image-factory/core/enrollment';
import { describeNeeding, temporaryFolder, temporaryRepository, treeHash, type TemporaryRepository } from '@image-factory/testkit';
import fc from 'fast-check';
import { chmod, chown, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { at } from '../at.fixture.ts';
import { history, openHistory } from './history.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function textsOf(root: string, path: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of history(root, at(path))) texts.push(text);
  return texts;
}

it('gives the versions of one file, newest first, with their commits', async () => {
  await using repository = await temporaryRepository({ files: { 'state/a.yaml': 'v: 1\n', 'state/b.yaml': 'b: 1\n' } });
  const second = await repository.commit('second', { 'state/a.yaml': 'v: 2\n' });
  await repository.commit('another file', { 'state/b.yaml': 'b: 2\n' });
  const third = await repository.commit('third', { 'state/a.yaml': '<<<<<<< broken' });
  await repository.write({ 'state/a.yaml': 'not committed' });

  const versions = [];
  for await (const version of history(repository.path, at('state/a.yaml'))) versions.push(version);
  expect(versions.slice(0, 2)).toEqual([
    { commit: third, text: '<<<<<<< broken' },
    { commit: second, text: 'v: 2\n' },
  ]);
  expect(versions.map(({ text }) => text)).toEqual(['<<<<<<< broken', 'v: 2\n', 'v: 1\n']);
});

it('finds the last good version of a file that is broken since, and asks for no more', async () => {
  await using repository = await temporaryRepository({ files: { 'a.yaml': 'v: 1\n' } });
  await repository.commit('good', { 'a.yaml': 'v: 2\n' });
  await repository.commit('bad', { 'a.yaml': 'v: [' });
  let good = '';
  for await (const text of openHistory(repository.path).versions(at('a.yaml'))) {
    good = text;
    if (!text.includes('[')) break;
  }
  expect(good).toBe('v: 2\n');
});

describe('what is no version', () => {
  it.each<{ story: string; change: (repository: TemporaryRepository) => Promise<unknown> }>([
    { story: 'a commit that removed it', change: (r) => rm(join(r.path, 'a.yaml')) },
    { story: 'a commit that changed its mode', change: (r) => chmod(join(r.path, 'a.yaml'), 0o755) },
    { story: 'a link in its place (P8)', change: (r) => rm(join(r.path, 'a.yaml')).then(() => symlink('/etc/hostname', join(r.path, 'a.yaml'))) },
    { story: 'a folder in its place', change: (r) => rm(join(r.path, 'a.yaml')).then(() => r.write({ 'a.yaml/b': 'x' })) },
    { story: 'more than a mebibyte', change: (r) => r.write({ 'a.yaml': 'x'.repeat(1024 * 1024 + 1) }) },
    { story: 'a link to another repository', change: (r) => rm(join(r.path, 'a.yaml')).then(() => r.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},a.yaml`)) },
  ])('$story', async ({ change }) => {
    await using repository = await temporaryRepository({ files: { 'a.yaml': 'v: 1\n' } });
    await change(repository);
    await repository.commit('changed');
    expect(await textsOf(repository.path, 'a.yaml')).toEqual(['v: 1\n']);
  });

  it('bytes that are no UTF-8', async () => {
    await using repository = await temporaryRepository({ files: { 'a.yaml': 'v: 1\n' } });
    await writeFile(join(repository.path, 'a.yaml'), Buffer.from([0xff, 0xfe]));
    await repository.commit('binary');
    expect(await textsOf(repository.path, 'a.yaml')).toEqual(['v: 1\n']);
  });
});

it('a version that came back counts again, and a conflict that a merge resolved counts', async () => {
  await using repository = await temporaryRepository({ files: { 'a.yaml': 'A' } });
  await repository.git('checkout', '--quiet', '-b', 'side');
  await repository.commit('side', { 'a.yaml': 'SIDE' });
  await repository.git('checkout', '--quiet', 'main');
  await repository.commit('main', { 'a.yaml': 'MAIN' });
  await repository.git('merge', '--quiet', '--strategy=ours', 'side');
  await repository.write({ 'a.yaml': 'RESOLVED' });
  await repository.git('commit', '--quiet', '--all', '--amend', '--no-edit');
  await repository.commit('back', { 'a.yaml': 'A' });
  const texts = await textsOf(repository.path, 'a.yaml');
  expect(texts.slice(0, 2)).toEqual(['A', 'RESOLVED']);
  expect(texts.slice(2).toSorted()).toEqual(['A', 'MAIN', 'SIDE']);
});

it('the folder may lie below the top of the repository', async () => {
  await using repository = await temporaryRepository({ files: { 'sub/state/a.yaml': 'below', 'state/a.yaml': 'top' } });
  expect(await textsOf(join(repository.path, 'sub'), 'state/a.yaml')).toEqual(['below']);
});

it('names that look like revisions or, below a folder, like options are names', async () => {
  await using repository = await temporaryRepository({ files: { 'x/--all': 'option', 'x/-p': 'short', 'a.yaml': 'other', '@': 'at' } });
  expect(await textsOf(repository.path, 'x/--all')).toEqual(['option']);
  expect(await textsOf(repository.path, 'x/-p')).toEqual(['short']);
  expect(await textsOf(repository.path, '@')).toEqual(['at']);
});

it('200 names that git could take for options are no paths, or do nothing', async () => {
  const word = fc.constantFrom('--output', '-O', '-p', '--all', '--ext-diff', '--textconv', '-S', '-L1', '--git-dir', '-c', '--', '@', '-', '--exec', '--help', '--end-of-options');
  const name = fc.array(fc.oneof(word, fc.stringMatching(/^[A-Za-z0-9@+_-]{1,8}$/)), { minLength: 1, maxLength: 3 }).map((words) => words.join('-'));
  await using repository = await temporaryRepository({ files: { 'a.yaml': 'x' } });
  const before = await treeHash(repository.path);
  for (const hostile of fc.sample(name, { numRuns: 200, seed: 20261121 })) {
    if (hostile.startsWith('-')) expect(parseFolderPath(hostile).ok).toBe(false);
    else expect(await textsOf(repository.path, hostile)).toEqual([]);
  }
  expect(await treeHash(repository.path)).toBe(before);
});

describe('no history', () => {
  it('without a repository, a commit, the file, or the folder', async () => {
    await using folder = await temporaryFolder({ 'a.yaml': 'x' });
    await using empty = await temporaryRepository();
    await using other = await temporaryRepository({ files: { 'b.yaml': 'x' } });
    expect(await textsOf(folder.path, 'a.yaml')).toEqual([]);
    expect(await textsOf(empty.path, 'a.yaml')).toEqual([]);
    expect(await textsOf(other.path, 'a.yaml')).toEqual([]);
    expect(await textsOf(join(folder.path, 'none'), 'a.yaml')).toEqual([]);
  });

  it('without git', async () => {
    await using repository = await temporaryRepository({ files: { 'a.yaml': 'x' } });
    vi.stubEnv('PATH', repository.path);
    expect(await textsOf(repository.path, 'a.yaml')).toEqual([]);
  });
});

it('a shallow clone gives what it holds', async () => {
  await using repository = await temporaryRepository({ files: { 'a.yaml': 'v: 1\n' } });
  await repository.commit('second', { 'a.yaml': 'v: 2\n' });
  await using clone = await temporaryFolder();
  await repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, join(clone.path, 'clone'));
  expect(await textsOf(join(clone.path, 'clone'), 'a.yaml')).toEqual(['v: 2\n']);
});

it('of a partial clone nothing is fetched', async () => {
  await using repository = await temporaryRepository({ files: { 'a.yaml': 'v: 1\n' } });
  await repository.commit('second', { 'a.yaml': 'v: 2\n' });
  await repository.git('config', 'uploadpack.allowFilter', 'true');
  await using folder = await temporaryFolder();
  const clone = join(folder.path, 'clone');
  await repository.git('clone', '--quiet', '--filter=blob:none', `file://${repository.path}`, clone);
  const before = await treeHash(join(clone, '.git'));
  expect(await textsOf(clone, 'a.yaml')).toEqual(['v: 2\n']);
  expect(await treeHash(join(clone, '.git'))).toBe(before);
});

it('leaves the work tree, the index and everything else in .git alone', async () => {
  await using repository = await temporaryRepository({ files: { 'a.yaml': 'v: 1\n' } });
  await repository.commit('second', { 'a.yaml': 'v: 2\n' });
  const hashes = async (): Promise<string[]> => [await treeHash(repository.path), await treeHash(join(repository.path, '.git'))];
  const before = await hashes();
  expect(await textsOf(repository.path, 'a.yaml')).toHaveLength(2);
  expect(await hashes()).toEqual(before);
});

const isRoot = process.getuid?.() === 0;
describeNeeding('a checkout that another user owns', isRoot ? undefined : 'only root can make one', () => {
  it('is read, as in a container job', async () => {
    await using repository = await temporaryRepository({ files: { 'a.yaml': 'v: 1\n' } });
    await chown(repository.path, 12_345, 12_345);
    await chown(join(repository.path, '.git'), 12_345, 12_345);
    await expect(repository.git('log')).rejects.toThrow('dubious ownership');
    expect(await textsOf(repository.path, 'a.yaml')).toEqual(['v: 1\n']);
  });
});
