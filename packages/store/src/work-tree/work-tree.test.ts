import { temporaryRepository, treeHash } from '@image-factory/testkit';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { at } from '../at.fixture.ts';
import { openWorkTree } from './work-tree.ts';

it('reads, lists and changes the files of a repository', async () => {
  await using repository = await temporaryRepository({ files: { 'state/a.yaml': 'a: 1\n' } });
  const tree = openWorkTree(repository.path);
  await tree.apply([
    { kind: 'write', path: at('state/b.yaml'), text: 'b: 1\n' },
    { kind: 'remove', path: at('state/a.yaml') },
  ]);
  expect(await tree.list(at('state'))).toEqual(['b.yaml']);
  expect(await tree.read(at('state/b.yaml'))).toMatchObject({ kind: 'file', text: 'b: 1\n', bytes: 5 });
  expect(await tree.read(at('state/a.yaml'))).toEqual({ kind: 'missing' });
  expect(await repository.git('status', '--porcelain')).toBe(' D state/a.yaml\n?? state/b.yaml');
});

it('reads at most 1 MiB unless told otherwise', async () => {
  await using repository = await temporaryRepository({ files: { 'big.yaml': 'x'.repeat(1024 * 1024 + 1) } });
  const tree = openWorkTree(repository.path);
  expect(await tree.read(at('big.yaml'))).toMatchObject({ kind: 'refused', code: 'too-large', reason: 'it is larger than 1 MiB' });
  expect(await tree.read(at('big.yaml'), 2 * 1024 * 1024)).toMatchObject({ kind: 'file', bytes: 1024 * 1024 + 1 });
});

it('reading and listing leave every byte alone', async () => {
  await using repository = await temporaryRepository({ files: { 'state/a.yaml': 'a: 1\n' } });
  const before = await treeHash(repository.path);
  const tree = openWorkTree(repository.path);
  await tree.read(at('state/a.yaml'));
  await tree.list(at('.'));
  expect(await treeHash(repository.path)).toBe(before);
});

it('what fails is a rejection, never a throw past the caller', async () => {
  await using repository = await temporaryRepository({ files: { 'state/a.yaml': '' } });
  await symlink('state', join(repository.path, 'link'));
  const tree = openWorkTree(repository.path);
  const failing = [tree.list(at('link')), tree.apply([{ kind: 'write', path: at('link/a.yaml'), text: 'x' }])];
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
