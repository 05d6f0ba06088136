import { expect, it } from 'vitest';
import { createGitLabRemote } from './gitlab-remote.ts';
import { startGitLab, type GitLab } from './gitlab.fixture.ts';
import type { ForgeRemote } from './remote.ts';
import { branch, limit, readHead, repository } from './sources.fixture.ts';

const slug = 'acme/platform/app';
const app = repository(slug, 'gitlab');
const token = 'glpat-CANARY-1234567890';
const file = (text: string) => ({ mode: '100644', text });
const many = Object.fromEntries(Array.from({ length: 230 }, (_, index) => [`many/f${String(index).padStart(3, '0')}`, file(`FROM f${index}\n`)]));
const entries = {
  Dockerfile: file('FROM a\n'),
  apps: { mode: '040000' },
  'apps/web.Dockerfile': { mode: '100755', text: 'FROM web\n' },
  link: { mode: '120000', text: 'Dockerfile' },
  sub: { mode: '160000' },
  full: file('x'.repeat(limit)),
  large: file('x'.repeat(limit + 1)),
  ...many,
};

function open(gitlab: GitLab, given: string | undefined = token): ForgeRemote {
  return createGitLabRemote({ apiUrl: () => gitlab.url, tokenFor: async () => given, pause: async () => {} });
}

it.each([
  { story: 'a file', path: 'Dockerfile', read: { kind: 'file', text: 'FROM a\n', bytes: 7 } },
  { story: 'a program deep down', path: 'apps/web.Dockerfile', read: { kind: 'file', text: 'FROM web\n' } },
  { story: 'one on the third page of its folder', path: 'many/f229', read: { kind: 'file', text: 'FROM f229\n' } },
  { story: 'nothing', path: 'many/none', read: { kind: 'missing' } },
  { story: 'nothing in no folder', path: 'nowhere/Dockerfile', read: { kind: 'missing' } },
  { story: 'a folder', path: 'apps', read: { kind: 'refused', code: 'directory' } },
  { story: 'P8: a symbolic link', path: 'link', read: { kind: 'refused', code: 'symlink' } },
  { story: 'a submodule', path: 'sub', read: { kind: 'refused', code: 'special' } },
  { story: 'as large as may be', path: 'full', read: { kind: 'file', bytes: limit } },
  { story: 'too large', path: 'large', read: { kind: 'refused', code: 'too-large' } },
])('$story', async ({ path, read }) => {
  await using gitlab = await startGitLab(slug, token, entries);
  expect(await readHead(open(gitlab), app, path)).toMatchObject(read);
  expect(gitlab.requests.every(({ url }) => url.startsWith('/api/v4/projects/acme%2Fplatform%2Fapp'))).toBe(true);
});

it('knows the number of the project, for the cache', async () => {
  await using gitlab = await startGitLab(slug, token, entries);
  expect(await open(gitlab).resolve(app, branch())).toMatchObject({ kind: 'commit', repositoryId: '42' });
});

it.each([
  { story: 'no token', given: '', reason: 'acme/platform/app was not found on git.example.com, or may not be read without a token' },
  { story: 'a wrong token', given: 'glpat-WRONG', reason: 'acme/platform/app was not found on git.example.com, or the token may not read it' },
])('$story: says what is needed', async ({ given, reason }) => {
  await using gitlab = await startGitLab(slug, token, entries);
  const remote = createGitLabRemote({ apiUrl: () => gitlab.url, tokenFor: async () => (given === '' ? undefined : given) });
  const hint = 'Correct `source.repo`, or give a token with `read_api` on acme/platform/app.';
  expect(await readHead(remote, app, 'Dockerfile')).toEqual({ kind: 'unreachable', concerns: 'repository', reason, hint });
});

it('a branch that is not there', async () => {
  await using gitlab = await startGitLab(slug, token, entries);
  expect(await readHead(open(gitlab), app, 'Dockerfile', 'gone')).toMatchObject({ kind: 'unreachable', reason: 'acme/platform/app on git.example.com has no branch gone' });
});

it('P6: a redirect does not get the token, and no error shows it', async () => {
  await using gitlab = await startGitLab(slug, token, entries);
  await using other = await startGitLab(slug, token, entries);
  for (const status of [301, 302, 307, 308]) {
    gitlab.faults.push({ status, headers: { location: `${other.url}/projects/1?private_token=${token}` }, text: token });
    const read = await readHead(open(gitlab), app, 'Dockerfile');
    expect(read).toMatchObject({ kind: 'unreachable', reason: 'acme/platform/app is no longer at this place on git.example.com' });
    expect(JSON.stringify(read)).not.toContain('CANARY');
  }
  expect(other.requests).toEqual([]);
});

it.each([
  { story: 'a page of HTML', fault: { status: 200, text: '<html>' }, read: { kind: 'unreachable', reason: expect.stringContaining('can not be used') } },
  { story: '429, once', fault: { status: 429, headers: { 'retry-after': '1' } }, read: { kind: 'file' } },
  { story: '503, once', fault: { status: 503 }, read: { kind: 'file' } },
])('$story', async ({ fault, read }) => {
  await using gitlab = await startGitLab(slug, token, entries);
  gitlab.faults.push(fault);
  expect(await readHead(open(gitlab), app, 'Dockerfile')).toMatchObject(read);
});
