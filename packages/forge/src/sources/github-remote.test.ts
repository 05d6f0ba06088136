import { faultAnswers, startGitHub, temporaryFolder, type GitHub, type GitHubFault } from '@image-factory/testkit';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGitHubRemote, type GitHubRemoteOptions } from './github-remote.ts';
import type { ForgeRemote } from './remote.ts';
import { at, branch, limit, readHead, repository } from './sources.fixture.ts';

const files = { Dockerfile: 'FROM a\n', 'apps/web/Dockerfile': 'FROM web\n', full: 'x'.repeat(limit), large: 'x'.repeat(limit + 1) };
const repositories = { 'acme/app': { files }, 'acme/open': { files, private: false } };

function open(github: GitHub, options: Partial<GitHubRemoteOptions> & { token?: string } = {}): ForgeRemote {
  const { token = 'ghs_test' } = options;
  return createGitHubRemote({ apiUrl: () => github.url, tokenFor: async () => (token === '' ? undefined : token), pause: async () => {}, ...options });
}

describe.each(['github.com', 'ghes-3.19'] as const)('what stands at a path of a repository on %s', (mode) => {
  it.each([
    { story: 'a file', path: 'Dockerfile', read: { kind: 'file', text: 'FROM a\n', bytes: 7 } },
    { story: 'deep down', path: 'apps/web/Dockerfile', read: { kind: 'file', text: 'FROM web\n' } },
    { story: 'nothing', path: 'apps/Dockerfile', read: { kind: 'missing' } },
    { story: 'below a file', path: 'Dockerfile/x', read: { kind: 'missing' } },
    { story: 'a folder', path: 'apps', read: { kind: 'refused', code: 'directory' } },
    { story: 'as large as may be', path: 'full', read: { kind: 'file', bytes: limit } },
    { story: 'too large', path: 'large', read: { kind: 'refused', code: 'too-large', reason: 'it is larger than 1 MiB' } },
  ])('$story', async ({ path, read }) => {
    await using github = await startGitHub({ repositories, mode });
    expect(await readHead(open(github), repository(), path)).toMatchObject(read);
  });
});

it('P8: links, what is behind them, and submodules are refused', async () => {
  await using github = await startGitHub({ repositories });
  const { path } = github.repository('acme/app');
  await addSpecials(path);
  const remote = open(github);
  expect(await readHead(remote, repository(), 'link', 'special')).toEqual({ kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' });
  expect(await readHead(remote, repository(), 'way/Dockerfile', 'special')).toEqual({ kind: 'refused', code: 'symlink', reason: 'it is behind a symbolic link (way)' });
  expect(await readHead(remote, repository(), 'sub', 'special')).toEqual({ kind: 'refused', code: 'special', reason: 'it is a submodule' });
  expect(await readHead(remote, repository(), 'sub/Dockerfile', 'special')).toEqual({ kind: 'refused', code: 'special', reason: 'it is in a submodule (sub)' });
});

describe('a commit', () => {
  it('is that of the branch, with slashes in it, and stays the one that is read', async () => {
    await using github = await startGitHub({ repositories });
    const handle = github.repository('acme/app');
    const first = await handle.commit({ Dockerfile: 'FROM one\n' }, { branch: 'team/a' });
    const remote = open(github);
    const pinned = await remote.resolve(repository(), branch('team/a'));
    expect(pinned).toEqual({ kind: 'commit', commit: first, repositoryId: String(handle.id) });
    await handle.commit({ Dockerfile: 'FROM two\n' }, { branch: 'team/a' });
    if (pinned.kind === 'commit') expect(await remote.read(repository(), pinned, at('Dockerfile'), limit)).toMatchObject({ text: 'FROM one\n' });
  });

  it('that has not changed since the last run is a 304, twice, and the folders are asked for once', async () => {
    await using github = await startGitHub({ repositories });
    await using cache = await temporaryFolder();
    const first = await open(github, { cacheFolder: cache.path }).resolve(repository(), branch());
    const before = github.requests.length;
    const remote = open(github, { cacheFolder: cache.path });
    expect(await remote.resolve(repository(), branch())).toEqual(first);
    expect(github.requests.slice(before).map(({ status }) => status)).toEqual([304, 304]);
    for (const path of ['Dockerfile', 'full', 'apps/web/Dockerfile', 'nothing']) await readHead(remote, repository(), path);
    const asked = github.requests.slice(before).map(({ path }) => path);
    expect(asked.filter((path) => path.includes('/git/trees/'))).toHaveLength(3);
    const next = await github.repository('acme/app').commit({ Dockerfile: 'FROM b\n' });
    expect(await open(github, { cacheFolder: cache.path }).resolve(repository(), branch())).toMatchObject({ commit: next });
  });

  it('whose mark in the cache was damaged is asked for anew', async () => {
    await using github = await startGitHub({ repositories });
    await using cache = await temporaryFolder();
    const first = await open(github, { cacheFolder: cache.path }).resolve(repository(), branch());
    for (const name of await readdir(cache.path)) await cache.write({ [name]: '{"etag": "x' });
    expect(await open(github, { cacheFolder: cache.path }).resolve(repository(), branch())).toEqual(first);
  });
});

describe('what can not be read says what is needed', () => {
  it.each([
    { story: 'without a token', token: '', slug: 'acme/app', reason: 'acme/app was not found on git.example.com, or may not be read without a token' },
    { story: 'a token for another repository', token: 'other', slug: 'acme/app', reason: 'acme/app was not found on git.example.com, or the token may not read it' },
    { story: 'a token that may not read contents', token: 'issues', slug: 'acme/app', reason: 'has no branch' },
    { story: 'a token that is none', token: 'ghs_CANARY', slug: 'acme/app', reason: 'acme/app was not found on git.example.com, or the token may not read it' },
    { story: 'no repository', token: 'ghs_test', slug: 'acme/nothing', reason: 'acme/nothing was not found on git.example.com, or the token may not read it' },
  ])('$story', async ({ token, slug, reason }) => {
    const tokens = { ghs_test: {}, other: { repositories: ['acme/open'] }, issues: { permissions: { issues: 'read' } } } as const;
    await using github = await startGitHub({ repositories, tokens });
    const read = await readHead(open(github, { token }), repository(slug), 'Dockerfile');
    const hint = `Correct \`source.repo\`, or give a token with \`contents: read\` on ${slug}.`;
    if (reason === 'has no branch') expect(read).toMatchObject({ kind: 'unreachable', concerns: 'repository', hint });
    else expect(read).toEqual({ kind: 'unreachable', concerns: 'repository', reason, hint });
    expect(JSON.stringify(read)).not.toContain('CANARY');
  });

  it('a branch that is not there', async () => {
    await using github = await startGitHub({ repositories });
    expect(await readHead(open(github), repository(), 'Dockerfile', 'gone')).toMatchObject({ kind: 'unreachable', reason: 'acme/app on git.example.com has no branch gone' });
  });

  it('what everybody may read needs no token', async () => {
    await using github = await startGitHub({ repositories });
    expect(await readHead(open(github, { token: '' }), repository('acme/open'), 'Dockerfile')).toMatchObject({ kind: 'file' });
  });

  it('a repository that was renamed: the redirect is not followed', async () => {
    await using github = await startGitHub({ repositories });
    github.faults.push({ answer: { status: 301, headers: { location: `${github.url}/repos/acme/open` }, json: { message: 'Moved Permanently' } } });
    expect(await readHead(open(github), repository(), 'Dockerfile')).toMatchObject({ concerns: 'repository', reason: 'acme/app is no longer at this place on git.example.com' });
    expect(github.requests).toHaveLength(1);
  });

  it('a token that ran out is asked for anew, once', async () => {
    await using github = await startGitHub({ repositories });
    const asked: (boolean | undefined)[] = [];
    const tokenFor: GitHubRemoteOptions['tokenFor'] = async (_host, _slug, options) => {
      asked.push(options?.fresh);
      return options?.fresh === true ? 'ghs_test' : 'ghs_old';
    };
    expect(await open(github, { tokenFor }).resolve(repository(), branch())).toMatchObject({ kind: 'commit' });
    expect(asked).toEqual([undefined, true, undefined, true]);
  });
});

describe('what may pass', () => {
  const soon = () => Math.floor(Date.now() / 1000) + 20;
  const passing: { story: string; fault: () => GitHubFault; waits: (ms: number) => boolean }[] = [
    { story: 'a reset', fault: () => ({ answer: 'reset' }), waits: (ms) => ms < 1000 },
    { story: '502', fault: () => ({ answer: faultAnswers.unavailable(502) }), waits: (ms) => ms < 1000 },
    { story: '429 with seconds', fault: () => ({ answer: faultAnswers.tooManyRequests(3) }), waits: (ms) => ms === 3000 },
    { story: 'the secondary limit', fault: () => ({ answer: faultAnswers.secondaryLimit(7) }), waits: (ms) => ms === 7000 },
    { story: 'the secondary limit, told in words alone', fault: () => ({ answer: faultAnswers.secondaryLimit() }), waits: (ms) => ms < 1000 },
    { story: 'the primary limit', fault: () => ({ answer: faultAnswers.primaryLimit(soon()) }), waits: (ms) => ms > 1000 && ms < 30_000 },
  ];
  it.each(passing)('$story', async ({ fault, waits }) => {
    await using github = await startGitHub({ repositories });
    github.faults.push(fault());
    const waited: number[] = [];
    const remote = open(github, { pause: async (ms) => void waited.push(ms) });
    expect(await readHead(remote, repository(), 'Dockerfile')).toMatchObject({ kind: 'file' });
    expect(waited.map(waits)).toEqual([true]);
  });

  it.each([
    { story: 'a limit that lasts an hour', fault: { answer: faultAnswers.tooManyRequests(3600) }, reason: 'git.example.com asks to be asked less often', requests: 1 },
    { story: 'always 500', fault: { answer: faultAnswers.unavailable(500), times: 9 }, reason: 'git.example.com answered with an error (500)', requests: 3 },
    { story: 'always reset', fault: { answer: 'reset', times: 9 }, reason: 'git.example.com could not be reached', requests: 3 },
  ] as const)('and does not: $story', async ({ fault, reason, requests }) => {
    await using github = await startGitHub({ repositories });
    github.faults.push(fault);
    expect(await readHead(open(github), repository(), 'Dockerfile')).toMatchObject({ kind: 'unreachable', concerns: 'host', reason });
    expect(github.requests).toHaveLength(requests);
  });

  it('a server that says nothing', async () => {
    await using github = await startGitHub({ repositories });
    github.faults.push({ answer: 'reset', delayMs: 2000 });
    expect(await readHead(open(github, { timeoutMs: 200 }), repository(), 'Dockerfile')).toMatchObject({ concerns: 'host', reason: 'git.example.com did not answer in time' });
  });
});

it.each([
  { story: 'no JSON', answer: { status: 200, raw: { type: 'application/json', bytes: Buffer.from('<html>') } } },
  { story: 'a part of a folder', answer: { status: 200, json: { tree: [], truncated: true } } },
  { story: 'something else', answer: { status: 200, json: [1, 2, 3] } },
])('an answer that is $story is no statement about the file', async ({ answer }) => {
  await using github = await startGitHub({ repositories });
  github.faults.push({ path: /\/git\/trees\//, answer });
  expect(await readHead(open(github), repository(), 'Dockerfile')).toMatchObject({ kind: 'unreachable', reason: 'git.example.com gave an answer about acme/app that can not be used' });
});

it('P6: no token is kept in the cache', async () => {
  await using github = await startGitHub({ repositories });
  await using cache = await temporaryFolder();
  await readHead(open(github, { cacheFolder: cache.path }), repository(), 'Dockerfile');
  const names = await readdir(cache.path);
  const texts = await Promise.all(names.map((name) => readFile(join(cache.path, name), 'utf8')));
  expect(names).toHaveLength(2);
  expect([...names, ...texts].join('')).not.toContain('ghs_test');
});

/** A branch of what the API can not write. */
async function addSpecials(path: string): Promise<void> {
  const { runProcess } = await import('@image-factory/testkit');
  const data = (text: string) => `data ${text.length}\n${text}\n`;
  const stream = [
    `commit refs/heads/special\ncommitter A <a@example.com> 1767225600 +0000\n${data('x')}`,
    `M 120000 inline link\n${data('apps/Dockerfile')}M 120000 inline way\n${data('apps')}`,
    `M 100644 inline apps/Dockerfile\n${data('FROM a\n')}M 160000 ${'1'.repeat(40)} sub\n`,
  ].join('');
  const { exitCode, stderr } = await runProcess('git', ['fast-import', '--quiet'], { cwd: path, stdin: stream });
  if (exitCode !== 0) throw new Error(stderr);
}
