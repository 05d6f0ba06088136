import { parseBranchName } from '@image-factory/core/enrollment';
import { runProcess, startGitServer, temporaryFolder } from '@image-factory/testkit';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cloneBranch } from './clone.ts';
import { GitError } from './git-error.ts';
import { parseRemoteUrl, type RemotePlace } from './remote-url.ts';

const token = 'ghs_canary0123456789';
const main = parseBranchName('main');
if (!main.ok) throw new Error('main');
const branch = main.value;

function placeOf(origin: string, slug = 'acme/app'): RemotePlace {
  const place = parseRemoteUrl(`${origin}/${slug}.git`);
  if (place === undefined) throw new Error(origin);
  return place;
}

describe('cloneBranch', () => {
  it.each([
    { isCheckedOut: true, head: 'refs/heads/main' },
    { isCheckedOut: false, head: 'refs/heads/image-factory/none' },
  ])('from this machine by plain http: the branch, no files (checked out: $isCheckedOut)', async ({ isCheckedOut, head }) => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files: { 'README.md': 'hello\n' } } }, tokens: { [token]: 'read' } });
    await using folder = await temporaryFolder();
    await cloneBranch(placeOf(server.origin), branch, folder.path, { token, isCheckedOut });
    const git = async (...args: string[]) => (await runProcess('git', args, { cwd: folder.path })).stdout.trim();
    expect(await git('show', 'main:README.md')).toBe('hello');
    expect(await git('symbolic-ref', 'HEAD')).toBe(head);
    expect(await readdir(folder.path)).toEqual(['.git']);
    expect(await folder.read('.git/config')).not.toContain(token);
  });

  it('without the right: an error that holds no token', async () => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files: { 'README.md': 'hello\n' } } }, tokens: { other: 'read' } });
    await using folder = await temporaryFolder();
    const cause: unknown = await cloneBranch(placeOf(server.origin), branch, folder.path, { token }).catch((error: unknown) => error);
    expect(cause).toBeInstanceOf(GitError);
    expect(String(cause)).not.toContain(token);
  });
});
