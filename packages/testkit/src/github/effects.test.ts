import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../clock.ts';
import { runProcess } from '../process.ts';
import { temporaryFolder } from '../temporary.ts';
import { ask } from './client.fixture.ts';
import { faultAnswers } from './faults.ts';
import type { GitHubOptions } from './options.ts';
import { startGitHub } from './start.ts';

const workflow = `on:
  workflow_dispatch: { inputs: { key: { required: true } } }
  repository_dispatch: { types: [rebuild] }
run-name: rebuild \${{ inputs.key }}\${{ github.event.client_payload.factory.key }}
`;
const options: GitHubOptions = {
  repositories: { 'acme/factory': { files: { 'images.yaml': 'images: []\n', '.github/workflows/rebuild.yml': workflow } }, 'eve/factory': { forkOf: 'acme/factory' } },
};

describe('pull requests', () => {
  it('are opened, labeled, changed, closed, and found by their head while it moves', async () => {
    await using github = await startGitHub(options);
    const repository = github.repository('acme/factory');
    const base = await repository.head();
    expect((await ask(github, 'POST /repos/acme/factory/git/refs', { body: { ref: 'refs/heads/change', sha: base } })).status).toBe(201);
    const pull = { title: 'Change', head: 'change', base: 'main', body: 'why' };
    expect((await ask(github, 'POST /repos/acme/factory/pulls', { body: pull })).json.errors[0].message).toBe('No commits between main and change');
    const commit = await repository.commit({ new: 'text' }, { branch: 'change' });
    const opened = await ask(github, 'POST /repos/acme/factory/pulls', { body: pull });
    expect(opened.json).toMatchObject({ number: 1, state: 'open', commits: 1, head: { sha: commit }, user: { type: 'Bot' } });
    const labels = await ask(github, 'POST /repos/acme/factory/issues/1/labels', { body: { labels: ['a', 'b'] } });
    expect(labels.json).toMatchObject([{ name: 'a' }, { name: 'b' }]);
    const later = await repository.commit({ new: 'more' }, { branch: 'change' });
    expect((await ask(github, 'GET /repos/acme/factory/pulls?head=acme:change')).json).toMatchObject([{ head: { sha: later }, labels: [{}, {}] }]);
    const closed = await ask(github, 'PATCH /repos/acme/factory/pulls/1', { body: { state: 'closed', title: 'Changed' } });
    expect(closed.json).toMatchObject({ state: 'closed', title: 'Changed', body: 'why' });
    await repository.commit({ new: 'after' }, { branch: 'change' });
    expect((await ask(github, 'GET /repos/acme/factory/pulls/1')).json.head.sha).toBe(later);
    expect((await ask(github, 'GET /repos/acme/factory/pulls')).json).toEqual([]);
    expect(github.writes).toBe(5);
  });

  it('come from forks too', async () => {
    await using github = await startGitHub(options);
    await github.repository('eve/factory').commit({ new: 'text' }, { branch: 'mine' });
    const opened = await ask(github, 'POST /repos/acme/factory/pulls', { body: { title: 'Mine', head: 'eve:mine', base: 'main' } });
    expect(opened.json).toMatchObject({ commits: 1, changed_files: 1, head: { label: 'eve:mine', repo: { fork: true } } });
  });

  it('have comments that are written, changed and taken away', async () => {
    await using github = await startGitHub({ repositories: { 'acme/factory': { files: { a: '' }, pulls: [{ head: 'acme:main' }] } } });
    const { id } = (await ask(github, 'POST /repos/acme/factory/issues/1/comments', { body: { body: 'one' } })).json;
    expect((await ask(github, `PATCH /repos/acme/factory/issues/comments/${id}`, { body: { body: 'two' } })).json.body).toBe('two');
    expect(github.repository('acme/factory').comments(1)).toMatchObject([{ author: 'image-factory[bot]', body: 'two' }]);
    expect((await ask(github, `DELETE /repos/acme/factory/issues/comments/${id}`)).status).toBe(204);
    expect((await ask(github, `DELETE /repos/acme/factory/issues/comments/${id}`)).status).toBe(404);
  });

  it('come in pages with links to the others', async () => {
    const comments = Array.from({ length: 45 }, (_, at) => ({ issue: 1, author: 'eve', body: String(at) }));
    await using github = await startGitHub({ repositories: { 'acme/factory': { files: { a: '' }, pulls: [{ head: 'acme:main' }], comments } } });
    const path = '/repos/acme/factory/issues/1/comments';
    const second = await ask(github, `GET ${path}?per_page=20&page=2`);
    expect(second.json).toHaveLength(20);
    const link = (page: number, rel: string) => `<${github.url}${path}?per_page=20&page=${page}>; rel="${rel}"`;
    expect(second.headers.get('link')).toBe([link(1, 'prev'), link(3, 'next'), link(3, 'last'), link(1, 'first')].join(', '));
    expect((await ask(github, `GET ${path}`)).json).toHaveLength(30);
    expect((await ask(github, `GET ${path}?per_page=100`)).headers.get('link')).toBeNull();
  });
});

describe('refs', () => {
  it('move forward, and back only by force', async () => {
    await using github = await startGitHub(options);
    const repository = github.repository('acme/factory');
    const first = await repository.head();
    const second = await repository.commit({ a: 'b' });
    const move = (sha: string | undefined, force?: boolean) => ask(github, 'PATCH /repos/acme/factory/git/refs/heads/main', { body: { sha, ...(force === undefined ? {} : { force }) } });
    expect((await move(first)).json.message).toBe('Update is not a fast forward');
    expect((await move(first, true)).status).toBe(200);
    expect((await move(second)).json.object.sha).toBe(second);
    const again = await ask(github, 'POST /repos/acme/factory/git/refs', { body: { ref: 'refs/heads/main', sha: first } });
    expect(again.json.message).toBe('Reference already exists');
  });

  it('lead to commits, trees and blobs, which are what git says', async () => {
    await using github = await startGitHub(options);
    const sha = await github.repository('acme/factory').commit({ 'dir/ä "q".txt': 'grün\n' }, { message: 'one\n\ntwo' });
    const commit = (await ask(github, `GET /repos/acme/factory/git/commits/${sha}`)).json;
    expect(commit).toMatchObject({ message: 'one\n\ntwo', parents: [{}] });
    const { tree } = (await ask(github, `GET /repos/acme/factory/git/trees/${commit.tree.sha}?recursive=1`)).json;
    const entry = tree.find(({ type, path }: { type: string; path: string }) => type === 'blob' && path.startsWith('dir/'));
    expect(entry).toMatchObject({ path: 'dir/ä "q".txt', mode: '100644', size: 6 });
    const blob = (await ask(github, `GET /repos/acme/factory/git/blobs/${entry.sha}`)).json;
    expect(Buffer.from(blob.content, 'base64').toString()).toBe('grün\n');
    const raw = { headers: { accept: 'application/vnd.github.raw+json' } };
    expect((await ask(github, `GET /repos/acme/factory/contents/${encodeURIComponent(entry.path)}`, raw)).text).toBe('grün\n');
    expect((await ask(github, 'GET /repos/acme/factory/commits/main', { headers: { accept: 'application/vnd.github.sha' } })).text).toBe(sha);
  });
});

describe('trees and commits', () => {
  const entry = { mode: '100644', type: 'blob' };

  it('are written before anything points to them', async () => {
    await using github = await startGitHub(options);
    const repository = github.repository('acme/factory');
    const head = await repository.head();
    const tree = [
      { ...entry, path: 'new/ä "q".yaml', content: 'n: 1\n' },
      { ...entry, path: 'images.yaml', sha: null },
    ];
    const written = await ask(github, 'POST /repos/acme/factory/git/trees', { body: { base_tree: head, tree } });
    expect(written.status).toBe(201);
    const body = { message: 'one\n\ntwo', tree: written.json.sha, parents: [head] };
    const commit = await ask(github, 'POST /repos/acme/factory/git/commits', { body });
    expect(commit.json).toMatchObject({ message: 'one\n\ntwo', tree: { sha: written.json.sha }, parents: [{ sha: head }], committer: { name: 'GitHub' } });
    expect(await repository.head()).toBe(head);
    expect((await ask(github, 'POST /repos/acme/factory/git/refs', { body: { ref: 'refs/heads/made', sha: commit.json.sha } })).status).toBe(201);
    expect(await Promise.all(['new/ä "q".yaml', 'images.yaml', '.github/workflows/rebuild.yml'].map((file) => repository.readFile(file, 'made')))).toEqual(['n: 1\n', undefined, workflow]);
  });

  it.each([
    { story: 'a tree without a base', body: { tree: [{ ...entry, path: 'a', content: '' }] }, status: 201 },
    { story: 'taking away what is not there', body: { base_tree: 'main', tree: [{ ...entry, path: 'never', sha: null }] }, status: 422 },
    { story: 'a base that is not there', body: { base_tree: '0'.repeat(40), tree: [] }, status: 404 },
    { story: 'a token that may only read', body: { tree: [] }, token: 'ghs_read', status: 403 },
  ])('$story: $status', async ({ body, token = 'ghs_test', status }) => {
    await using github = await startGitHub({ ...options, tokens: { ghs_test: {}, ghs_read: { permissions: { contents: 'read' } } } });
    expect((await ask(github, 'POST /repos/acme/factory/git/trees', { body, token })).status).toBe(status);
  });

  it('of one file are listed, newest first', async () => {
    await using github = await startGitHub(options);
    const repository = github.repository('acme/factory');
    const ids = [await repository.commit({ a: '1' }), await repository.commit({ a: '2' })].toReversed();
    await repository.commit({ b: '1' });
    const list = async (query: string) => (await ask(github, `GET /repos/acme/factory/commits?${query}`)).json.map(({ sha }: { sha: string }) => sha);
    expect(await list('path=a')).toEqual(ids);
    expect(await list(`path=a&sha=${ids[1]}&per_page=1`)).toEqual([ids[1]]);
    expect(await list('per_page=100')).toHaveLength(4);
  });
});

describe('dispatches', () => {
  const path = 'POST /repos/acme/factory/actions/workflows/rebuild.yml/dispatches';

  it('start a run that is found by its name, with details only when they are asked for', async () => {
    const seen: string[] = [];
    await using github = await startGitHub({ ...options, onDispatch: ({ event, workflow }) => void seen.push(`${event} ${workflow}`) });
    const plain = await ask(github, path, { body: { ref: 'main', inputs: { key: 'k1' } } });
    expect([plain.status, plain.text]).toEqual([204, '']);
    const full = await ask(github, path, { body: { ref: 'refs/heads/main', inputs: { key: 'k2' }, return_run_details: true } });
    expect(full.status).toBe(200);
    const run = (await ask(github, `GET /repos/acme/factory/actions/runs/${full.json.workflow_run_id}`)).json;
    expect(run).toMatchObject({ display_title: 'rebuild k2', status: 'queued', event: 'workflow_dispatch', url: full.json.run_url, run_number: 2 });
    github.repository('acme/factory').setRun(run.id, 'completed', 'failure');
    const found = await ask(github, 'GET /repos/acme/factory/actions/workflows/rebuild.yml/runs?event=workflow_dispatch&branch=main&status=failure&created=%3E%3D2020-01-01');
    expect(found.json).toMatchObject({ total_count: 1, workflow_runs: [{ conclusion: 'failure' }] });
    expect((await ask(github, 'GET /repos/acme/factory/actions/runs?created=2020-01-01..2020-01-02')).json.total_count).toBe(0);
    expect(seen).toEqual(['workflow_dispatch rebuild.yml', 'workflow_dispatch rebuild.yml']);
    const newer = await ask(github, path, { body: { ref: 'main', inputs: { key: 'k3' } }, headers: { 'x-github-api-version': '2026-03-10' } });
    expect([newer.status, newer.json.workflow_run_id]).toEqual([200, expect.any(Number)]);
  });

  it('of a repository start the workflows that listen', async () => {
    await using github = await startGitHub(options);
    const send = (type: string) => ask(github, 'POST /repos/acme/factory/dispatches', { body: { event_type: type, client_payload: { factory: { v: 1, key: 'k' } } } });
    expect((await send('rebuild')).status).toBe(204);
    expect((await send('other')).status).toBe(204);
    const { dispatches, runs } = github.repository('acme/factory');
    expect(dispatches).toMatchObject([{ eventType: 'rebuild', clientPayload: { factory: { v: 1 } }, runs: [runs[0]?.id] }, { runs: [] }]);
    expect(runs).toMatchObject([{ title: 'rebuild k' }]);
  });

  it('of an older server know no details, and take 10 inputs', async () => {
    await using github = await startGitHub({ ...options, mode: 'ghes-3.19' });
    expect(github.url).toMatch(/\/api\/v3$/);
    const refused = await ask(github, path, { body: { ref: 'main', inputs: { key: 'k' }, return_run_details: true } });
    expect([refused.status, refused.json.message]).toEqual([400, expect.stringContaining('"return_run_details" is not a permitted key.')]);
    expect((await ask(github, path, { body: { ref: 'main', inputs: { key: 'k' } } })).status).toBe(204);
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`i${at}`, '']));
    expect((await ask(github, path, { body: { ref: 'main', inputs: many } })).json.message).toContain('No more than 10');
  });
});

describe('tokens of an app', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const start = new Date('2026-01-01T00:00:00Z');
  const seconds = start.getTime() / 1000;
  const app: GitHubOptions = {
    repositories: { 'acme/factory': { files: { a: 'b' } }, 'acme/other': {}, 'acme/foreign': {} },
    apps: { 'Iv1.app': { publicKey, installations: { 7: { repositories: ['acme/factory', 'acme/other'], permissions: { contents: 'write', actions: 'read', metadata: 'read' } } } } },
  };
  const jwt = (claims: object, key = privateKey, alg = 'RS256') => {
    const text = [{ alg, typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
  };
  const good = { iss: 'Iv1.app', iat: seconds - 60, exp: seconds + 540 };
  const mint = 'POST /app/installations/7/access_tokens';

  it('are for what was asked, and end after an hour', async () => {
    const clock = fakeClock(start.toISOString());
    await using github = await startGitHub({ ...app, now: () => clock.now() });
    const minted = await ask(github, mint, { token: jwt(good), body: { repositories: ['factory'], permissions: { contents: 'read' } } });
    expect(minted.json).toMatchObject({ expires_at: '2026-01-01T01:00:00Z', permissions: { contents: 'read' }, repositories: [{ name: 'factory' }] });
    const { token } = minted.json;
    expect(token.length).toBeGreaterThan(500);
    expect((await ask(github, 'GET /repos/acme/factory/contents/a', { token })).status).toBe(200);
    expect((await ask(github, 'GET /repos/acme/other', { token })).status).toBe(404);
    expect((await ask(github, 'POST /repos/acme/factory/dispatches', { token, body: { event_type: 'x' } })).status).toBe(403);
    clock.advance('1h');
    expect((await ask(github, 'GET /repos/acme/factory', { token })).json.message).toBe('Bad credentials');
    expect(JSON.stringify(github.requests)).not.toContain(token);
  });

  it.each([
    { story: 'more than was granted', token: jwt(good), body: { permissions: { actions: 'write' } }, status: 422 },
    { story: 'a repository of others', token: jwt(good), body: { repositories: ['foreign'] }, status: 422 },
    { story: 'another installation', what: 'POST /app/installations/8/access_tokens', token: jwt(good), status: 404 },
    { story: 'a token that is no JWT', token: 'ghs_test', status: 401 },
    { story: 'another app', token: jwt({ ...good, iss: 'other' }), status: 401 },
    { story: 'a JWT that has ended', token: jwt({ ...good, exp: seconds - 1 }), status: 401 },
    { story: 'a JWT for too long', token: jwt({ ...good, exp: seconds + 660 }), status: 401 },
    { story: 'a JWT of tomorrow', token: jwt({ ...good, iat: seconds + 60 }), status: 401 },
    { story: 'another way to sign', token: jwt(good, privateKey, 'none'), status: 401 },
    {
      story: 'another key',
      token: jwt(good, generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }).privateKey),
      status: 401,
    },
  ])('$story: $status', async ({ token, status, ...row }) => {
    await using github = await startGitHub({ ...app, now: () => start });
    const reply = await ask(github, 'what' in row ? (row.what ?? mint) : mint, { token, body: 'body' in row ? row.body : undefined });
    expect(reply.status, reply.text).toBe(status);
  });
});

describe('what the transport does', () => {
  it('does not send again what is known', async () => {
    await using github = await startGitHub(options);
    const path = 'GET /repos/acme/factory/contents/images.yaml';
    const etag = (await ask(github, path)).headers.get('etag') ?? '';
    const again = await ask(github, path, { headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    await github.repository('acme/factory').commit({ 'images.yaml': 'images: [1]\n' });
    expect((await ask(github, path, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it.each([
    { story: 'slow down', answer: faultAnswers.secondaryLimit(7), status: 403, header: ['retry-after', '7'] },
    { story: 'slow down, it does not say how long', answer: faultAnswers.secondaryLimit(), status: 403, header: ['retry-after', null] },
    { story: 'nothing left', answer: faultAnswers.primaryLimit(99), status: 403, header: ['x-ratelimit-remaining', '0'] },
    { story: 'too many', answer: faultAnswers.tooManyRequests(1), status: 429, header: ['retry-after', '1'] },
    { story: 'broken', answer: faultAnswers.unavailable(502), status: 502, header: ['retry-after', null] },
  ] as const)('$story, then it goes on', async ({ answer, status, header: [name, value] }) => {
    await using github = await startGitHub(options);
    github.faults.push({ method: 'GET', path: '/rate_limit', answer, times: 2 });
    const path = 'GET /rate_limit';
    expect((await ask(github, 'GET /repos/acme/factory')).status).toBe(200);
    const first = await ask(github, path);
    expect([first.status, first.headers.get(name)]).toEqual([status, value]);
    expect((await ask(github, path)).status).toBe(status);
    expect((await ask(github, path)).status).toBe(200);
    expect(github.requests.map((request) => request.status)).toEqual([200, status, status, 200]);
  });

  it('loses the answer to what has happened, or the request', async () => {
    await using github = await startGitHub(options);
    const send = () => ask(github, 'POST /repos/acme/factory/dispatches', { body: { event_type: 'lost' } });
    github.faults.push({ path: /dispatches$/, answer: 'reset', when: 'after' }, { contains: '"lost"', answer: 'reset', delayMs: 1 });
    await expect(send()).rejects.toThrow('fetch failed');
    expect(github.repository('acme/factory').dispatches).toHaveLength(1);
    await expect(send()).rejects.toThrow('fetch failed');
    expect(github.repository('acme/factory').dispatches).toHaveLength(1);
    expect(github.faults).toEqual([]);
  });
});

it.each(['/repos/acme/factory/dispatches', '/graphql'])('half a body at %s is refused as there', async (path) => {
  await using github = await startGitHub(options);
  const headers = { authorization: 'Bearer ghs_test', accept: 'application/json', 'content-type': 'application/json' };
  const reply = await fetch(github.url + path, { method: 'POST', headers, body: '{' });
  expect([reply.status, await reply.json()]).toMatchObject([400, { message: 'Problems parsing JSON' }]);
});

describe('git', () => {
  it.each([
    { story: 'a token that may write', token: 'ghs_test', pushed: true },
    { story: 'a token that may read', token: 'ghs_read', pushed: false, says: 'Permission to acme/factory.git denied' },
    { story: 'a branch with classic rules', token: 'ghs_test', branch: 'classic', pushed: false, says: 'GH006' },
    { story: 'a branch with a ruleset', token: 'ghs_test', branch: 'ruled', pushed: false, says: 'GH013' },
    { story: 'no token', token: '', pushed: false, says: 'could not read Username' },
  ])('$story: pushed $pushed', async ({ token, pushed, ...row }) => {
    await using github = await startGitHub({
      repositories: { 'acme/factory': { files: { a: 'one' }, protected: { classic: 'classic', ruled: 'ruleset' } } },
      tokens: { ghs_test: {}, ghs_read: { permissions: { contents: 'read' } } },
    });
    await using folder = await temporaryFolder();
    const authorization = token === '' ? [] : ['-c', `http.extraHeader=Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`];
    const env = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
    const git = (...args: string[]) => runProcess('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...authorization, ...args], { cwd: folder.path, env, timeoutMs: 20_000 });
    const cloned = await git('clone', '--quiet', github.gitUrl('acme/factory'), '.');
    const branch = row.branch ?? 'main';
    if (cloned.exitCode === 0) await git('commit', '--quiet', '--allow-empty', '--message', 'pushed');
    const push = cloned.exitCode === 0 ? await git('push', 'origin', `HEAD:refs/heads/${branch}`) : cloned;
    expect(push.exitCode === 0, push.stderr).toBe(pushed);
    if (row.says !== undefined) expect(push.stderr).toContain(row.says);
    const [newest] = pushed ? await github.repository('acme/factory').log() : [];
    if (pushed) expect((await ask(github, 'GET /repos/acme/factory/commits/main')).json).toMatchObject({ sha: newest?.sha, commit: { message: 'pushed' } });
  });
});
