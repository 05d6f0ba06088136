import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from './client.fixture.ts';
import { describeGitHub } from '../describe-github.ts';
import type { GitHubOptions } from './options.ts';
import { startGitHub, type GitHub } from './start.ts';

const workflow = `name: Rebuild
run-name: rebuild \${{ inputs.key }}
on:
  workflow_dispatch:
    inputs:
      key: { required: true, type: string }
      size: { type: choice, options: [small, large] }
  repository_dispatch:
    types: [rebuild]
jobs: {}
`;
const options: GitHubOptions = {
  repositories: {
    'acme/factory': {
      files: {
        'images.yaml': 'images: []\n',
        'state/app.yaml': 'x: 1\n',
        '.github/workflows/rebuild.yml': workflow,
        '.github/workflows/off.yml': workflow,
        '.github/workflows/push.yaml': 'on: push\n',
      },
      disabledWorkflows: ['off.yml'],
      protected: { main: 'classic', ruled: 'ruleset' },
      pulls: [{ head: 'eve:change' }],
      comments: [{ issue: 1, author: 'eve', body: 'hello' }],
    },
    'acme/open': { private: false, files: { a: 'b' } },
    'eve/factory': { forkOf: 'acme/factory', defaultBranch: 'change', files: { new: 'x\ny\n' } },
    'acme/empty': {},
  },
  tokens: {
    ghs_test: {},
    ghs_read: { permissions: { contents: 'read', pull_requests: 'read', issues: 'read', actions: 'read', metadata: 'read' } },
    ghs_other: { repositories: ['acme/open'] },
  },
};

const rebuild = '/repos/acme/factory/actions/workflows/rebuild.yml/dispatches';

describeGitHub('answers, each checked by the description', () => {
  // None of these changes anything, so that one server does for all.
  let github: GitHub;
  beforeAll(async () => {
    github = await startGitHub(options);
  });
  afterAll(() => github[Symbol.asyncDispose]());

  it.each([
    { what: 'GET /rate_limit', status: 200, has: { rate: { limit: 5000 } } },
    { what: 'GET /repos/acme/factory', status: 200, has: { full_name: 'acme/factory', default_branch: 'main' } },
    { what: 'GET /repos/ACME/Factory', status: 200, has: { full_name: 'acme/factory' } },
    { what: 'GET /repos/acme/nope', status: 404, has: { message: 'Not Found' } },
    { what: 'GET /repos/acme/factory/pulls?head=eve:change&state=open', status: 200, has: [{ number: 1, head: { ref: 'change', repo: { full_name: 'eve/factory' } } }] },
    { what: 'GET /repos/acme/factory/pulls?head=eve:other', status: 200, has: [] },
    { what: 'GET /repos/acme/factory/pulls/1', status: 200, has: { commits: 1, additions: 2, deletions: 0, changed_files: 1 } },
    { what: 'GET /repos/acme/factory/pulls/9', status: 404, has: { message: 'Not Found' } },
    { what: 'GET /repos/acme/factory/issues/1/comments', status: 200, has: [{ body: 'hello', user: { login: 'eve', type: 'User' } }] },
    { what: 'GET /repos/acme/factory/contents/images.yaml', status: 200, has: { type: 'file', encoding: 'base64', content: 'aW1hZ2VzOiBbXQo=\n' } },
    { what: 'GET /repos/acme/factory/contents/state%2Fapp.yaml?ref=main', status: 200, has: { path: 'state/app.yaml', name: 'app.yaml' } },
    { what: 'GET /repos/acme/factory/contents/state', status: 200, has: [{ type: 'file', path: 'state/app.yaml' }] },
    { what: 'GET /repos/acme/factory/contents/', status: 200, has: [{ type: 'dir', path: '.github' }, { path: 'images.yaml' }, { path: 'state' }] },
    { what: 'GET /repos/acme/factory/contents/nope', status: 404, has: { message: 'Not Found' } },
    { what: 'GET /repos/acme/factory/contents/images.yaml?ref=nope', status: 404, has: { message: 'No commit found for the ref nope' } },
    { what: 'GET /repos/acme/factory/git/ref/heads/main', status: 200, has: { ref: 'refs/heads/main', object: { type: 'commit' } } },
    { what: 'GET /repos/acme/factory/git/ref/heads%2Fnope', status: 404, has: { message: 'Not Found' } },
    { what: 'GET /repos/acme/factory/git/trees/main', status: 200, has: { truncated: false, tree: [{ path: '.github', type: 'tree' }, {}, {}] } },
    { what: 'GET /repos/acme/factory/git/trees/nope', status: 404, has: { message: 'Not Found' } },
    { what: 'GET /repos/acme/factory/git/blobs/xyz', status: 422, has: { message: expect.stringContaining('40 characters') } },
    { what: `GET /repos/acme/factory/git/blobs/${'0'.repeat(40)}`, status: 404, has: { message: 'Not Found' } },
    { what: `GET /repos/acme/factory/git/commits/${'0'.repeat(40)}`, status: 404, has: { message: 'Not Found' } },
    { what: 'GET /repos/acme/factory/commits/main', status: 200, has: { commit: { message: 'first' }, files: { length: 5 } } },
    { what: 'GET /repos/acme/factory/commits/nope', status: 422, has: { message: 'No commit found for SHA: nope' } },
    { what: 'GET /repos/eve/factory/compare/main...change', status: 200, has: { status: 'ahead', ahead_by: 1, files: [{ filename: 'new', status: 'added', additions: 2 }] } },
    { what: 'GET /repos/eve/factory/compare/change...main', status: 200, has: { status: 'behind', behind_by: 1, files: [] } },
    { what: 'GET /repos/eve/factory/compare/main...nope', status: 404, has: { message: 'Not Found' } },
    { what: 'GET /repos/acme/factory/branches/main', status: 200, has: { name: 'main', protected: true } },
    { what: 'GET /repos/acme/factory/branches/nope', status: 404, has: { message: 'Branch not found' } },
    { what: 'GET /repos/acme/factory/branches/main/protection', status: 200, has: {} },
    { what: 'GET /repos/acme/factory/branches/ruled/protection', status: 404, has: { message: 'Branch not protected' } },
    { what: 'GET /repos/acme/factory/branches/main/protection', token: 'ghs_read', status: 403, has: { message: 'Resource not accessible by integration' } },
    {
      what: 'GET /repos/acme/factory/actions/workflows',
      status: 200,
      has: { total_count: 3, workflows: [{ state: 'disabled_manually' }, { name: '.github/workflows/push.yaml' }, { name: 'Rebuild', state: 'active' }] },
    },
    { what: 'GET /repos/acme/factory/actions/workflows/rebuild.yml', status: 200, has: { path: '.github/workflows/rebuild.yml' } },
    { what: 'GET /repos/acme/factory/actions/workflows/nope.yml', status: 404, has: { message: 'Not Found' } },
    { what: 'GET /repos/acme/empty/actions/workflows', status: 200, has: { total_count: 0 } },
    { what: 'GET /repos/acme/factory/actions/runs', status: 200, has: { total_count: 0 } },
    { what: 'GET /repos/acme/factory/actions/runs/1', status: 404, has: { message: 'Not Found' } },
  ])('$what: $status', async ({ what, status, has, ...row }) => {
    const reply = await ask(github, what, 'token' in row ? { token: row.token } : {});
    expect(reply.status, reply.text).toBe(status);
    expect(reply.json).toMatchObject(has);
    expect(github.violations).toEqual([]);
  });

  it.each([
    { story: 'no token on a private one', what: 'GET /repos/acme/factory', token: '', status: 404 },
    { story: 'no token on a public one', what: 'GET /repos/acme/open', token: '', status: 200 },
    { story: 'writing without a token', what: 'POST /repos/acme/open/dispatches', token: '', body: { event_type: 'x' }, status: 401 },
    { story: 'a token that is none', what: 'GET /repos/acme/open', token: 'ghs_expired', status: 401 },
    { story: 'a token for another repository', what: 'GET /repos/acme/factory', token: 'ghs_other', status: 404 },
    { story: 'a token that may only read', what: 'POST /repos/acme/factory/dispatches', token: 'ghs_read', body: { event_type: 'x' }, status: 403 },
    { story: 'reading with it', what: 'GET /repos/acme/factory/contents/images.yaml', token: 'ghs_read', status: 200 },
  ])('$story: $status', async ({ what, token, status, ...row }) => {
    const reply = await ask(github, what, { token, body: 'body' in row ? row.body : undefined });
    expect(reply.status, reply.text).toBe(status);
    if (status === 403) expect(reply.headers.get('x-accepted-github-permissions')).toBe('contents=write');
  });

  it.each([
    {
      story: 'the branch of a pull request that is open',
      what: 'POST /repos/acme/factory/pulls',
      body: { title: 't', head: 'eve:change', base: 'main' },
      status: 422,
      says: 'A pull request already exists for eve:change.',
    },
    { story: 'nothing new', what: 'POST /repos/acme/factory/pulls', body: { title: 't', head: 'main', base: 'main' }, status: 422, says: 'No commits between main and main' },
    { story: 'a head that is not there', what: 'POST /repos/acme/factory/pulls', body: { title: 't', head: 'nope', base: 'main' }, status: 422, says: 'head invalid' },
    { story: 'an empty comment', what: 'POST /repos/acme/factory/issues/1/comments', body: { body: ' ' }, status: 422, says: "Body can't be blank" },
    { story: 'a comment that is too long', what: 'POST /repos/acme/factory/issues/1/comments', body: { body: 'x'.repeat(65_537) }, status: 422, says: 'too long' },
    { story: 'a protected branch', what: 'PATCH /repos/acme/factory/git/refs/heads/main', body: { sha: '0'.repeat(40) }, status: 422, says: 'through a pull request' },
    { story: 'a branch that rules forbid', what: 'POST /repos/acme/factory/git/refs', body: { ref: 'refs/heads/ruled', sha: 'HEAD' }, status: 422, says: 'Repository rule violations' },
    { story: 'a ref that is not there', what: 'PATCH /repos/acme/factory/git/refs/heads/nope', body: { sha: '0'.repeat(40) }, status: 422, says: 'Reference does not exist' },
    { story: 'a commit that is not there', what: 'POST /repos/acme/factory/git/refs', body: { ref: 'refs/heads/x', sha: '0'.repeat(40) }, status: 422, says: 'Object does not exist' },
    { story: 'a dispatch to nowhere', what: `POST ${rebuild}`, body: { ref: 'nope', inputs: { key: 'k' } }, status: 422, says: 'No ref found for: nope' },
    { story: 'an input too many', what: `POST ${rebuild}`, body: { ref: 'main', inputs: { key: 'k', more: 'x' } }, status: 422, says: 'Unexpected inputs provided: ["more"]' },
    { story: 'an input too few', what: `POST ${rebuild}`, body: { ref: 'main' }, status: 422, says: "Required input 'key' not provided" },
    { story: 'not one of the choices', what: `POST ${rebuild}`, body: { ref: 'main', inputs: { key: 'k', size: 'huge' } }, status: 422, says: 'not in the list of allowed values' },
    { story: '26 inputs', what: `POST ${rebuild}`, body: { ref: 'main', inputs: Object.fromEntries(Array.from({ length: 26 }, (_, at) => [`i${at}`, ''])) }, status: 422, says: 'No more than 25' },
    { story: 'switched off', what: `POST ${rebuild.replace('rebuild.yml', 'off.yml')}`, body: { ref: 'main', inputs: { key: 'k' } }, status: 422, says: 'disabled workflow' },
    { story: 'no such trigger', what: `POST ${rebuild.replace('rebuild.yml', 'push.yaml')}`, body: { ref: 'main' }, status: 422, says: "does not have 'workflow_dispatch' trigger" },
    {
      story: '11 properties',
      what: 'POST /repos/acme/factory/dispatches',
      body: { event_type: 'rebuild', client_payload: Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`p${at}`, ''])) },
      status: 422,
      says: 'No more than 10 properties are allowed; 11 were supplied.',
    },
    { story: '64 KB', what: 'POST /repos/acme/factory/dispatches', body: { event_type: 'rebuild', client_payload: { text: 'x'.repeat(65_536) } }, status: 422, says: 'client_payload is too large.' },
    { story: 'a long type', what: 'POST /repos/acme/factory/dispatches', body: { event_type: 'x'.repeat(101) }, status: 422, says: 'too long' },
  ])('$story: $says', async ({ what, body, status, says }) => {
    const head = await github.repository('acme/factory').head();
    const real = 'sha' in body && body.sha === 'HEAD' ? { ...body, sha: head } : body;
    const reply = await ask(github, what, { body: real });
    expect(reply.status, reply.text).toBe(status);
    expect(JSON.stringify(reply.json)).toContain(JSON.stringify(says).slice(1, -1));
    expect(await github.repository('acme/factory').head()).toBe(head);
    expect(github.repository('acme/factory').dispatches).toEqual([]);
  });
});

describeGitHub('requests that GitHub does not describe', () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startGitHub(options);
  });
  afterAll(() => github[Symbol.asyncDispose]());

  it.each([
    { story: 'a field that it would ignore', what: 'POST /repos/acme/factory/dispatches', body: { event_type: 'x', ref: 'main' }, says: /additional properties.*ref/ },
    { story: 'a field below', what: 'POST /app/installations/1/access_tokens', body: { permissions: { contentz: 'read' } }, says: /additional properties.*contentz/ },
    { story: 'a field of another type', what: 'POST /repos/acme/factory/pulls', body: { title: 1, head: 'a', base: 'b' }, says: /title must be string/ },
    { story: 'a field that is missing', what: 'POST /repos/acme/factory/pulls', body: { title: 'x', head: 'a' }, says: /required property 'base'/ },
    { story: 'a body where there is none', what: 'POST /repos/acme/factory/actions/workflows/rebuild.yml/dispatches', says: /needs a body/ },
    { story: 'a query parameter', what: 'GET /repos/acme/factory/pulls?status=open', says: /no query parameter status/ },
    { story: 'a value that is none', what: 'GET /repos/acme/factory/pulls?state=merged', says: /allowed values/ },
    { story: 'a number that is none', what: 'GET /repos/acme/factory/issues/one/comments', says: /must be integer/ },
    { story: 'a path that is not there', what: 'GET /repos/acme/factory/secrets', says: /there is no GET/ },
    { story: 'another media type', what: 'GET /repos/acme/factory', headers: { accept: 'text/html' }, says: /does not accept/ },
    { story: 'a form', what: 'POST /repos/acme/factory/dispatches', body: { event_type: 'x' }, headers: { 'content-type': 'text/plain' }, says: /not sent as JSON/ },
  ])('$story', async ({ what, says, ...row }) => {
    const reply = await ask(github, what, { body: 'body' in row ? row.body : undefined, ...('headers' in row ? { headers: row.headers } : {}) });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(github.violations.splice(0).join('\n')).toMatch(says);
  });

  it('make the end of the scope fail', async () => {
    const own = await startGitHub(options);
    await ask(own, 'GET /nothing');
    await expect(own[Symbol.asyncDispose]()).rejects.toThrow('there is no GET /nothing');
  });

  it('an unknown version of the API is refused as there', async () => {
    expect((await ask(github, 'GET /rate_limit', { headers: { 'x-github-api-version': '2020-01-01' } })).status).toBe(400);
    expect((await ask(github, 'GET /rate_limit', { headers: { 'x-github-api-version': '2022-11-28' } })).status).toBe(200);
  });
});
