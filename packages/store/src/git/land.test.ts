import { parseBranchName, parseRepoPath, type BranchName, type RepoPath } from '@image-factory/core/enrollment';
import { temporaryFolder, temporaryRepository } from '@image-factory/testkit';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { land, type Landing } from './land.ts';
import { HeadMovedError } from './landing-errors.ts';

function path(text: string): RepoPath {
  const parsed = parseRepoPath(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function branch(text: string): BranchName {
  const parsed = parseBranchName(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function landing(parent: string, extra: Partial<Landing> = {}): Landing {
  return {
    parent,
    branch: branch('main'),
    changes: [
      { kind: 'write', path: path('state/a.yaml'), text: 'a: "ü"\n' },
      { kind: 'remove', path: path('state/old.yaml') },
    ],
    message: 'Update state\n\nBecause of a test.\n',
    author: { name: 'Image Factory Bot', email: 'bot@example.com' },
    at: new Date('2026-02-03T04:05:06Z'),
    ...extra,
  };
}

const files = { 'state/old.yaml': 'old: 1\n', 'state/kept.yaml': 'kept: 1\n', 'README.md': 'hello\n' };

describe('landing a commit on the local branch', () => {
  it('is one commit with all changes, and the checkout follows', async () => {
    await using repository = await temporaryRepository({ files });
    const parent = await repository.git('rev-parse', 'HEAD');
    const commit = await land(repository.path, landing(parent), { push: false });
    expect(await repository.git('rev-parse', 'main')).toBe(commit);
    expect(await repository.git('log', '-1', '--format=%P|%an <%ae>|%cI|%B')).toBe(`${parent}|Image Factory Bot <bot@example.com>|2026-02-03T04:05:06+00:00|Update state\n\nBecause of a test.\n`);
    expect(await repository.git('diff', '--name-status', parent, commit)).toBe('A\tstate/a.yaml\nD\tstate/old.yaml');
    expect(await repository.git('status', '--porcelain')).toBe('');
    expect(await repository.read('state/a.yaml')).toBe('a: "ü"\n');
    expect(await repository.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  it('takes nothing along that stands uncommitted', async () => {
    await using repository = await temporaryRepository({ files });
    const parent = await repository.git('rev-parse', 'HEAD');
    await repository.write({ 'README.md': 'draft\n', 'new.txt': 'x\n' });
    await repository.git('add', 'new.txt');
    const commit = await land(repository.path, landing(parent), { push: false });
    expect(await repository.git('show', `${commit}:README.md`)).toBe('hello');
    expect(await repository.read('README.md')).toBe('draft\n');
    expect(await repository.git('status', '--porcelain')).toBe(' M README.md\nA  new.txt');
  });

  it('a branch that moved is left alone, and both commits are named', async () => {
    await using repository = await temporaryRepository({ files });
    const parent = await repository.git('rev-parse', 'HEAD');
    const other = await repository.commit('other', { 'README.md': 'other\n' });
    const attempt = land(repository.path, landing(parent), { push: false });
    await expect(attempt).rejects.toThrow(HeadMovedError);
    await expect(attempt).rejects.toMatchObject({ expected: parent, found: other, code: 'state/head-moved' });
    expect(await repository.git('rev-parse', 'main')).toBe(other);
    expect(await repository.git('status', '--porcelain')).toBe('');
  });

  it('runs no hook, and no name leads out of its line', async () => {
    await using repository = await temporaryRepository({ files });
    const parent = await repository.git('rev-parse', 'HEAD');
    for (const hook of ['reference-transaction', 'post-update', 'pre-push', 'post-commit', 'post-index-change']) {
      const file = join(repository.path, '.git/hooks', hook);
      await writeFile(file, `#!/bin/sh\ntouch "${repository.path}/CANARY"\n`);
      await chmod(file, 0o755);
    }
    const commit = await land(repository.path, landing(parent, { author: { name: 'Eve <eve@example.com> 0 +0000\ncommitter x', email: 'e>\nfrom HEAD' } }), { push: false });
    expect(existsSync(join(repository.path, 'CANARY'))).toBe(false);
    expect(await repository.git('log', '-1', '--format=%P', commit)).toBe(parent);
  });
});

describe('landing a commit on a remote branch', () => {
  async function withRemote() {
    const remote = await temporaryFolder();
    const repository = await temporaryRepository({ files });
    await repository.git('init', '--quiet', '--bare', remote.path);
    await repository.git('remote', 'add', 'origin', remote.path);
    await repository.git('push', '--quiet', 'origin', 'main');
    return { remote, repository, parent: await repository.git('rev-parse', 'HEAD') };
  }

  it('pushes, and the checkout follows', async () => {
    const { remote, repository, parent } = await withRemote();
    await using _remote = remote;
    await using _repository = repository;
    const commit = await land(repository.path, landing(parent), { push: true, protocols: 'file' });
    expect(await repository.git('ls-remote', 'origin', 'refs/heads/main')).toBe(`${commit}\trefs/heads/main`);
    expect(await repository.git('rev-parse', 'HEAD')).toBe(commit);
    expect(await repository.git('status', '--porcelain')).toBe('');
  });

  it('somebody was faster: nothing is pushed, nothing changes here', async () => {
    const { remote, repository, parent } = await withRemote();
    await using _remote = remote;
    await using _repository = repository;
    const other = await repository.commit('other', { 'README.md': 'other\n' });
    await repository.git('push', '--quiet', 'origin', 'main');
    await repository.git('reset', '--quiet', '--hard', parent);
    await expect(land(repository.path, landing(parent), { push: true, protocols: 'file' })).rejects.toMatchObject({ expected: parent, found: other });
    expect(await repository.git('rev-parse', 'HEAD')).toBe(parent);
    expect(await repository.git('status', '--porcelain')).toBe('');
  });

  it('a remote that refuses for another reason says so, and P6: no token shows', async () => {
    const { remote, repository, parent } = await withRemote();
    await using _remote = remote;
    await using _repository = repository;
    const token = 'ghs_canary0123456789';
    const attempt = land(repository.path, landing(parent), { push: true, token });
    await expect(attempt).rejects.toMatchObject({ code: 'state/push-refused', path: 'main', hint: expect.stringContaining('https') });
    const text = await attempt.catch((error: unknown) => (error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : ''));
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(`x-access-token:${token}`).toString('base64'));
    expect(await repository.git('config', '--list')).not.toContain(token);
  });
});
