import { temporaryFolder, temporaryRepository, treeHash } from '@image-factory/testkit';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeRepository } from './describe-repository.ts';

it('tells slug, host, branch and commit, and changes nothing', async () => {
  await using repository = await temporaryRepository({ files: { 'a.txt': '' }, branch: 'trunk' });
  await repository.git('remote', 'add', 'origin', 'https://x-access-token:ghs_secret@github.com/acme/app.git');
  const before = await treeHash(join(repository.path, '.git'));
  expect(await describeRepository(repository.path)).toEqual({
    slug: 'acme/app',
    host: 'github.com',
    branch: 'trunk',
    commit: await repository.git('rev-parse', 'HEAD'),
  });
  expect(await treeHash(join(repository.path, '.git'))).toBe(before);
});

it('from a folder below the top it is the same repository', async () => {
  await using repository = await temporaryRepository({ files: { 'sub/a.txt': '' } });
  expect(await describeRepository(join(repository.path, 'sub'))).toMatchObject({ branch: 'main' });
});

it('leaves out what there is not: no commit yet, no remote, no branch, no repository', async () => {
  await using empty = await temporaryRepository({ branch: 'main' });
  expect(await describeRepository(empty.path)).toEqual({ branch: 'main' });

  const commit = await empty.commit('first');
  await empty.git('checkout', '--quiet', '--detach');
  expect(await describeRepository(empty.path)).toEqual({ commit });

  await using folder = await temporaryFolder();
  expect(await describeRepository(folder.path)).toEqual({});
  expect(await describeRepository(join(folder.path, 'none'))).toEqual({});
});

it.each(['$(id)', 'a;b', '${{x}}'])('a branch name that is not safe everywhere is left out: %s', async (branch) => {
  await using repository = await temporaryRepository({ files: { 'a.txt': '' }, branch });
  expect(await describeRepository(repository.path)).not.toHaveProperty('branch');
});

it('a folder that only looks like a bare repository is not believed', async () => {
  await using planted = await temporaryFolder({ HEAD: 'ref: refs/heads/planted\n', config: '[core]\n\tbare = true\n[remote "origin"]\n\turl = https://github.com/evil/app\n' });
  await mkdir(join(planted.path, 'objects'));
  await mkdir(join(planted.path, 'refs'));
  expect(await describeRepository(planted.path)).toEqual({});
});
