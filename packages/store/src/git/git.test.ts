import { runProcess, temporaryFolder, temporaryRepository } from '@image-factory/testkit';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { git, type GitOptions } from './git.ts';
import { GitError } from './git-error.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function at(cwd: string, more: Partial<GitOptions> = {}): GitOptions {
  return { cwd, timeoutMs: 30_000, maxBytes: 1024 * 1024, ...more };
}

it('gives the bytes that git wrote', async () => {
  await using repository = await temporaryRepository({ files: { 'a.txt': 'é\0\n' } });
  expect(await git(['cat-file', 'blob', 'HEAD:a.txt'], at(repository.path))).toEqual(Buffer.from('é\0\n'));
});

it('no environment of ours reaches git, nor any configuration of the user', async () => {
  await using repository = await temporaryRepository({ files: { 'a.txt': '' } });
  await using home = await temporaryFolder({ '.gitconfig': '[user]\n\tname = From Home\n', 'elsewhere/x': '' });
  vi.stubEnv('GIT_DIR', join(home.path, 'elsewhere'));
  vi.stubEnv('GIT_CONFIG_COUNT', '1');
  vi.stubEnv('GIT_CONFIG_KEY_0', 'user.name');
  vi.stubEnv('GIT_CONFIG_VALUE_0', 'From Environment');
  vi.stubEnv('HOME', home.path);
  vi.stubEnv('XDG_CONFIG_HOME', home.path);
  await expect(git(['config', 'user.name'], at(repository.path))).rejects.toMatchObject({ failure: 'failed', exitCode: 1 });
});

it('no shell: arguments arrive as they are', async () => {
  await using repository = await temporaryRepository({ files: { 'a.txt': '' } });
  const hostile = ['$(touch canary)', '`touch canary`', '; touch canary', '| touch canary', '\ntouch canary', '*', '"', "'", '--upload-pack=touch canary'];
  for (const argument of hostile) {
    await expect(git(['rev-parse', '--verify', '--end-of-options', argument], at(repository.path))).rejects.toThrow(GitError);
    expect((await git(['hash-object', '--', 'a.txt'], at(repository.path))).length).toBe(41);
  }
  expect(await repository.git('status', '--porcelain')).toBe('');
});

it('credentials of one command stay out of the error that it ends in', async () => {
  await using repository = await temporaryRepository({ files: { 'a.txt': '' } });
  const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: 'Authorization: Bearer canary-token' };
  const failing = git(['rev-parse', '--verify', 'Authorization: Bearer canary-token', 'https://x:canary-pass@git.example.com'], at(repository.path, { env }));
  const error = await failing.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(GitError);
  expect(JSON.stringify([String(error), error])).not.toContain('canary');
});

it('a command that takes too long is ended', async () => {
  await using repository = await temporaryRepository({ files: { 'a.txt': '' } });
  await runProcess('mkfifo', ['fifo'], { cwd: repository.path });
  // Reading a FIFO waits for a writer, who never comes.
  await expect(git(['hash-object', '--', 'fifo'], at(repository.path, { timeoutMs: 300 }))).rejects.toMatchObject({ failure: 'timeout' });
});

it('a program that git started does not hold us up either', async () => {
  await using repository = await temporaryRepository({ files: { 'a.txt': '' } });
  const waiting = git(['-c', 'alias.wait=!exec sleep 8', 'wait'], at(repository.path, { timeoutMs: 300 }));
  await expect(waiting).rejects.toMatchObject({ failure: 'timeout' });
});

it('a command that says too much is ended; exactly enough is fine', async () => {
  await using repository = await temporaryRepository({ files: { 'a.txt': 'x'.repeat(200_000) } });
  const command = ['cat-file', 'blob', 'HEAD:a.txt'];
  expect(await git(command, at(repository.path, { maxBytes: 200_000 }))).toHaveLength(200_000);
  await expect(git(command, at(repository.path, { maxBytes: 199_999 }))).rejects.toMatchObject({ failure: 'too-large' });
});

it('without git, and without the folder, it says that git could not be started', async () => {
  await using folder = await temporaryFolder();
  await expect(git(['version'], at(join(folder.path, 'none')))).rejects.toMatchObject({ failure: 'not-started' });
  vi.stubEnv('PATH', folder.path);
  await expect(git(['version'], at(folder.path))).rejects.toMatchObject({ failure: 'not-started' });
});

it('nothing that a repository configures is run', async () => {
  await using repository = await temporaryRepository({ files: { 'a.txt': 'one\n', '.gitattributes': '*.txt diff=evil filter=evil\n' } });
  await using outside = await temporaryFolder();
  const evil = join(outside.path, 'evil.sh');
  await outside.write({ 'evil.sh': `#!/bin/sh\necho "$0 $*" >> ${outside.path}/canary\n` });
  await chmod(evil, 0o755);
  await repository.write({ 'a.txt': 'two\n' });
  const programs = ['core.fsmonitor', 'core.pager', 'core.askPass', 'core.sshCommand', 'core.editor', 'credential.helper', 'gpg.program', 'pager.log', 'sequence.editor'];
  for (const key of programs) await repository.git('config', key, evil);
  await repository.git('config', 'log.showSignature', 'true');
  await repository.git('config', 'core.hooksPath', outside.path);
  await outside.write({ 'post-index-change': `#!/bin/sh\ntouch ${outside.path}/canary\n` });
  await chmod(join(outside.path, 'post-index-change'), 0o755);

  await git(['status', '--porcelain'], at(repository.path));
  await git(['log', '--raw', '--no-ext-diff', '--no-textconv'], at(repository.path));
  await expect(git(['fetch', 'https://127.0.0.1:1/x'], at(repository.path))).rejects.toThrow(GitError);
  await expect(git(['fetch', 'ssh://127.0.0.1/x'], at(repository.path))).rejects.toThrow(/transport 'ssh' not allowed/);
  await expect(git(['fetch', `ext::${evil}`], at(repository.path))).rejects.toThrow(/transport 'ext' not allowed/);
  expect(await outside.read('canary').catch(() => 'nothing was run')).toBe('nothing was run');
});
