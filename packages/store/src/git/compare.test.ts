import { temporaryFolder, temporaryRepository } from '@image-factory/testkit';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareRevisions } from './compare.ts';

describe('what is compared', () => {
  it('a branch with where it left the main one: what happened there since is not part of it', async () => {
    await using repository = await temporaryRepository({ files: { 'a.txt': '' } });
    const start = await repository.git('rev-parse', 'HEAD');
    await repository.git('checkout', '--quiet', '-b', 'topic');
    const head = await repository.commit('topic', { 'topic.txt': '' });
    await repository.git('checkout', '--quiet', 'main');
    await repository.commit('main', { 'main.txt': '' });
    expect(await compareRevisions(repository.path, { base: 'main', head: 'topic' })).toEqual({ kind: 'compared', base: start, head, paths: ['topic.txt'], parted: true });
  });

  it('without anything given: the work tree, with the main branch', async () => {
    await using repository = await temporaryRepository({ files: { 'a.txt': '' } });
    const base = await repository.git('rev-parse', 'HEAD');
    await repository.git('checkout', '--quiet', '-b', 'topic');
    await repository.commit('topic', { 'topic.txt': '' });
    await repository.write({ 'now.txt': '' });
    expect(await compareRevisions(repository.path, {})).toEqual({ kind: 'compared', base, paths: ['now.txt', 'topic.txt'], parted: true });
  });

  it("the main branch is the remote's, when there is one", async () => {
    await using upstream = await temporaryRepository({ files: { 'a.txt': '' }, branch: 'trunk' });
    await using folder = await temporaryFolder();
    const clone = join(folder.path, 'clone');
    await upstream.git('clone', '--quiet', upstream.path, clone);
    expect(await compareRevisions(clone, {})).toMatchObject({ kind: 'compared', base: await upstream.git('rev-parse', 'HEAD'), paths: [] });
  });

  it('histories with nothing in common: the base as it is', async () => {
    await using repository = await temporaryRepository({ files: { 'a.txt': '' } });
    const base = await repository.git('rev-parse', 'HEAD');
    await repository.git('checkout', '--quiet', '--orphan', 'other');
    await repository.commit('other', { 'b.txt': '' });
    expect(await compareRevisions(repository.path, { base: 'main', head: 'other' })).toMatchObject({ base, parted: false, paths: ['b.txt'] });
  });
});

describe('what can not be compared', () => {
  it('a commit that is not there, by side', async () => {
    await using repository = await temporaryRepository({ files: { 'a.txt': '' } });
    expect(await compareRevisions(repository.path, { base: '-x' })).toEqual({ kind: 'unknown', side: 'base', revision: '-x', shallow: false });
    expect(await compareRevisions(repository.path, { head: '--all' })).toEqual({ kind: 'unknown', side: 'head', revision: '--all', shallow: false });
  });

  it('no usual base: no commit yet, no repository', async () => {
    await using empty = await temporaryRepository();
    await using folder = await temporaryFolder();
    for (const { path } of [empty, folder]) expect(await compareRevisions(path, {})).toEqual({ kind: 'unknown', side: 'base', revision: undefined, shallow: false });
  });

  it('a shallow clone says that it is one', async () => {
    await using repository = await temporaryRepository({ files: { 'a.txt': '' } });
    const first = await repository.git('rev-parse', 'HEAD');
    await repository.commit('second');
    await using folder = await temporaryFolder();
    const clone = join(folder.path, 'clone');
    await repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, clone);
    expect(await compareRevisions(clone, { base: first })).toEqual({ kind: 'unknown', side: 'base', revision: first, shallow: true });
  });
});
