import { parseBranchName, parseRepoPath, type BranchName, type RepoPath } from '@image-factory/core/enrollment';
import { temporaryFolder, temporaryRepository } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import { openBranch } from './branch-tree.ts';
import { fetchBranch } from './clone.ts';

const author = { name: 'Image Factory Bot', email: 'bot@example.com' };
const now = (): Date => new Date('2026-02-03T04:05:06Z');
const main = branch('main');

function branch(text: string): BranchName {
  const parsed = parseBranchName(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function path(text: string): RepoPath {
  const parsed = parseRepoPath(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

it('reads the commit, not what stands uncommitted, and each apply is one commit', async () => {
  await using repository = await temporaryRepository({ files: { 'state/a.yaml': 'a: 1\n' } });
  await repository.write({ 'state/a.yaml': 'draft\n' });
  const tree = await openBranch(repository.path, main, { push: false, now });
  expect(await tree?.read(path('state/a.yaml'))).toMatchObject({ text: 'a: 1\n' });
  await tree?.apply([{ kind: 'write', path: path('state/b.yaml'), text: 'b: 1\n' }], 'One\n', author);
  await tree?.apply([{ kind: 'write', path: path('state/c.yaml'), text: 'c: 1\n' }], 'Two\n', author);
  expect(await repository.git('log', '--format=%s')).toBe('Two\nOne\nfirst');
  expect(tree?.landed.at(-1)).toBe(await repository.git('rev-parse', 'main'));
  expect(await repository.read('state/a.yaml')).toBe('draft\n');
});

it('is undefined where there is no such branch', async () => {
  await using repository = await temporaryRepository();
  expect(await openBranch(repository.path, main, { push: false, now })).toBeUndefined();
});

it('a clone holds the newest commit, can be read, and can be pushed from', async () => {
  await using origin = await temporaryRepository({ files: { 'state/a.yaml': 'a: 1\n' } });
  await origin.commit('second', { 'state/a.yaml': 'a: 2\n' });
  await origin.git('config', 'receive.denyCurrentBranch', 'ignore');
  await using folder = await temporaryFolder();
  await fetchBranch(origin.path, main, folder.path, { protocols: 'file' });
  const tree = await openBranch(folder.path, main, { push: true, protocols: 'file', now });
  expect(tree?.commit).toBe(await origin.git('rev-parse', 'main'));
  expect(await tree?.read(path('state/a.yaml'))).toMatchObject({ text: 'a: 2\n' });
  await tree?.apply([{ kind: 'write', path: path('state/b.yaml'), text: 'b: 1\n' }], 'From the clone\n', author);
  expect(await origin.git('log', '-1', '--format=%s', 'main')).toBe('From the clone');
});

it('P5: a branch that looks like an option is no branch', async () => {
  expect(parseBranchName('--upload-pack=touch CANARY').ok).toBe(false);
});
