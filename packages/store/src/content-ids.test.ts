import { temporaryRepository } from '@image-factory/testkit';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { at } from './at.fixture.ts';
import { blobId, contentIds } from './content-ids.ts';
import { openCommit } from './git/commit-tree.ts';
import { openWorkTree } from './work-tree/work-tree.ts';

it('a text, a file of the work tree and one of a commit have the name that git gives them', async () => {
  const texts = { 'a/x.yaml': 'tag: 3.20\n', 'empty.yaml': '', 'wide.yaml': `${'x'.repeat(256 * 1024 - 1)}🧊ö`, 'bom.yaml': '\uFEFFa' };
  await using repository = await temporaryRepository({ files: texts });
  const [commit, work] = [await openCommit(repository.path, 'HEAD'), openWorkTree(repository.path)];
  for (const [path, text] of Object.entries(texts)) {
    const id = await repository.git('rev-parse', `HEAD:${path}`);
    expect(blobId(text), path).toBe(id);
    expect([await work.ids.of(at(path)), await commit?.ids?.of(at(path)), work.ids.for(text)], path).toEqual([id, id, id]);
  }
});

it('what is no regular file has none', async () => {
  await using repository = await temporaryRepository({ files: { 'real/a.yaml': 'a' } });
  await symlink('real/a.yaml', join(repository.path, 'link.yaml'));
  await repository.commit('link');
  const [commit, work] = [await openCommit(repository.path, 'HEAD'), openWorkTree(repository.path)];
  for (const path of ['link.yaml', 'real', 'none.yaml', 'real/a.yaml/b']) expect([await work.ids.of(at(path)), await commit?.ids?.of(at(path))], path).toEqual([undefined, undefined]);
});

it('law: other parts, or the same parted elsewhere, have another name', () => {
  const { forParts } = contentIds(async () => undefined);
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
      expect(forParts(a) === forParts(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
  expect(forParts(['ab', 'c'])).not.toBe(forParts(['a', 'bc']));
});
