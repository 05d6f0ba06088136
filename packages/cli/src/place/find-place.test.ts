import { temporaryFolder, temporaryRepository } from '@image-factory/testkit';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPlace } from './find-place.ts';

async function factory() {
  const repository = await temporaryRepository({ files: { 'image-factory/images.yaml': '[]\n', 'apps/web/src/a.ts': '', 'other/factory/images.yaml': '[]\n' } });
  return repository;
}

describe('the repository', () => {
  it.each([
    { story: 'from its root', from: '', root: undefined, dir: 'image-factory', finds: '', in: 'image-factory' },
    { story: 'from a folder in it', from: 'apps/web/src', root: undefined, dir: 'image-factory', finds: '', in: 'image-factory' },
    { story: 'from the factory itself', from: 'image-factory', root: undefined, dir: 'image-factory', finds: '', in: 'image-factory' },
    { story: 'a factory of another name', from: 'apps', root: undefined, dir: 'other/factory', finds: '', in: 'other/factory' },
    { story: 'a nested folder with a factory of its own is nearer', from: 'other', root: undefined, dir: 'factory', finds: 'other', in: 'factory' },
    { story: 'a folder that is named from where somebody is', from: 'apps/web', root: undefined, dir: '../../image-factory', finds: '', in: 'image-factory' },
    { story: 'the folder where somebody is', from: 'other/factory', root: undefined, dir: '.', finds: '', in: 'other/factory' },
    { story: 'a root that is named', from: 'apps', root: '../other', dir: 'factory', finds: 'other', in: 'factory' },
    { story: 'a factory that is not there yet', from: 'apps', root: undefined, dir: 'new', finds: '', in: 'new' },
  ])('$story', async ({ from, root, dir, finds, in: folder }) => {
    await using repository = await factory();
    expect(findPlace({ cwd: join(repository.path, from), root, dir })).toEqual({ ok: true, value: { root: join(repository.path, finds), dir: folder } });
  });

  it('an absolute path to the factory', async () => {
    await using repository = await factory();
    expect(findPlace({ cwd: '/', root: undefined, dir: join(repository.path, 'image-factory') })).toEqual({ ok: true, value: { root: repository.path, dir: 'image-factory' } });
  });

  it('without git and without a factory it is where somebody is', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'a'));
    expect(findPlace({ cwd: join(folder.path, 'a'), root: undefined, dir: 'image-factory' })).toEqual({ ok: true, value: { root: join(folder.path, 'a'), dir: 'image-factory' } });
  });
});

describe('what is refused', () => {
  it.each([
    { story: 'a root that is not there', root: 'none', dir: 'image-factory', says: '--root: there is no folder `none`.' },
    { story: 'a root that is a file', root: 'image-factory/images.yaml', dir: 'image-factory', says: '--root: there is no folder `image-factory/images.yaml`.' },
    { story: 'a factory outside of the root', root: 'other', dir: './image-factory', says: '--image-factory-dir: `./image-factory` is not in the repository' },
    { story: 'a path that is none', root: undefined, dir: 'a b', says: '--image-factory-dir: `a b` is not a path in the repository' },
    { story: 'the folder of git', root: undefined, dir: '.git', says: '--image-factory-dir: `.git` is not a path in the repository' },
  ])('$story', async ({ root, dir, says }) => {
    await using repository = await factory();
    const found = findPlace({ cwd: repository.path, root, dir });
    expect(found.ok ? '' : found.error.message).toContain(says);
  });
});
