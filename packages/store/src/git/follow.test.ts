import { parseBranchName } from '@image-factory/core/enrollment';
import { temporaryRepository, type TemporaryRepository } from '@image-factory/testkit';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBranchStore } from './state-store.ts';

const before = { 'changed.yaml': 'changed: 1\n', 'gone.yaml': 'gone: 1\n', 'kept.yaml': 'kept: 1\n' };
const written = { 'changed.yaml': 'changed: 2\n', 'new/one.yaml': 'one: "ü"\n', 'two.yaml': 'two: 2\n' };
const note = 'refs/image-factory/follow/main';

interface Killed extends TemporaryRepository {
  readonly next: string;
}

/** A run was killed that had noted where the checkout goes. @param movedFirst - the branch is there already, as without a remote */
async function killed(movedFirst: boolean): Promise<Killed> {
  const repository = await temporaryRepository({ files: before });
  await repository.git('rm', '--quiet', 'gone.yaml');
  const next = await repository.commit('next', written);
  await repository.git('reset', '--quiet', '--hard', 'HEAD^');
  await repository.git('update-ref', note, next);
  if (movedFirst) await repository.git('update-ref', 'refs/heads/main', next);
  return { ...repository, next };
}

async function settle(repository: TemporaryRepository): Promise<void> {
  const main = parseBranchName('main');
  if (!main.ok) throw new Error('main');
  await (await openBranchStore(repository.path, { branch: main.value, push: false, now: () => new Date(0) })).settle();
}

async function expectArrived(repository: Killed): Promise<void> {
  expect(await repository.git('status', '--porcelain')).toBe('');
  expect(await repository.git('rev-parse', 'HEAD')).toBe(repository.next);
  expect(await repository.read('changed.yaml')).toBe('changed: 2\n');
  expect(await repository.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
}

/** Every prefix of the files, the last one of them empty, cut or whole. */
const moments = Object.keys(written).flatMap((_, count) =>
  [0, 0.5, 1].map((share) =>
    Object.entries(written)
      .slice(0, count + 1)
      .map(([path, text], index) => [path, index < count ? text : text.slice(0, text.length * share)] as const),
  ),
);

describe.each([
  ['after its push', false],
  ['which has no remote', true],
])('a run %s was killed while git wrote the files of the checkout', (_, movedFirst) => {
  it.each(moments.map((files) => ({ at: files.map(([path, text]) => `${path}:${text.length}`).join(' '), files })))('at $at', async ({ files }) => {
    await using repository = await killed(movedFirst);
    await repository.write(Object.fromEntries(files));
    await settle(repository);
    await expectArrived(repository);
  });

  it('when a file is no more', async () => {
    await using repository = await killed(movedFirst);
    await rm(join(repository.path, 'gone.yaml'));
    await settle(repository);
    await expectArrived(repository);
  });

  it('between files and branch', async () => {
    await using repository = await killed(movedFirst);
    await repository.git('read-tree', '-m', '-u', 'main~0', repository.next);
    await settle(repository);
    await expectArrived(repository);
  });

  it('and somebody has changed one of the files since: theirs stays, and the note does not', async () => {
    await using repository = await killed(movedFirst);
    await repository.write({ 'changed.yaml': 'mine\n', 'two.yaml': 'tw' });
    await settle(repository);
    expect(await repository.read('changed.yaml')).toBe('mine\n');
    expect(await repository.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  it('and its lock is still there: nothing is touched before somebody has removed it', async () => {
    await using repository = await killed(movedFirst);
    await repository.write({ '.git/index.lock': '', 'two.yaml': 'tw' });
    await settle(repository);
    expect(await repository.read('two.yaml')).toBe('tw');
    expect(existsSync(join(repository.path, '.git/index.lock'))).toBe(true);
    await rm(join(repository.path, '.git/index.lock'));
    await settle(repository);
    await expectArrived(repository);
  });
});

it('a note of a commit that is no step forward any more is forgotten', async () => {
  await using repository = await killed(false);
  const other = await repository.commit('other', { 'other.yaml': 'x\n' });
  await settle(repository);
  expect(await repository.git('rev-parse', 'HEAD')).toBe(other);
  expect(await repository.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
});

it('so is one of a branch that is not checked out any more', async () => {
  await using repository = await killed(false);
  await repository.git('checkout', '--quiet', '-b', 'other');
  await settle(repository);
  expect(await repository.git('rev-parse', 'main')).toBe(await repository.git('rev-parse', 'other'));
  expect(await repository.git('for-each-ref', '--format=%(refname)', 'refs/image-factory')).toBe('');
});
