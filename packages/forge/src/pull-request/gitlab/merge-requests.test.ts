import { startGitLab, startGitServer, type GitLabFault, type GitLabServer } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { virtualPace } from '../../virtual-pace.fixture.ts';
import { GitLabError, type Failure } from './failure.ts';
import { openMergeRequests, type MergeRequests } from './merge-requests.ts';

const token = 'glpat-canary0123456789';
const text = { title: 'Update', description: 'Text' };

async function scene(): Promise<
  AsyncDisposable & { readonly gitlab: GitLabServer; readonly requests: MergeRequests; readonly head: string; open(value: string, kind?: 'private' | 'job'): MergeRequests }
> {
  await using ends = new AsyncDisposableStack();
  const git = ends.use(await startGitServer({ repositories: { 'acme/shop': { files: { a: '1\n' } } } }));
  const gitlab = ends.use(await startGitLab({ git, project: 'acme/shop', tokens: { [token]: {}, 'job-canary': { kind: 'job' } } }));
  const head = await git.repository('acme/shop').commit({ 'with/a folder.yaml': 'x\n' }, { branch: 'work' });
  const open = (value: string, kind: 'private' | 'job' = 'private') =>
    openMergeRequests({ project: 'acme/shop', apiUrl: gitlab.url, token: { kind, value }, pace: virtualPace() }, { base: 'main', branch: 'work' });
  const kept = ends.move();
  return { gitlab, head, open, requests: open(token), [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function failureIn(work: Promise<unknown>): Promise<Failure | undefined> {
  const error = await work.catch((cause: unknown) => cause);
  return error instanceof GitLabError ? error.failure : undefined;
}

describe('merge requests', () => {
  it('are made, changed, talked about, closed and read back, the newest first', async () => {
    await using it = await scene();
    const made = await it.requests.create(text);
    expect(made).toMatchObject({ iid: 1, state: 'open', head: it.head, description: 'Text' });
    await it.requests.update(1, { title: 'New', description: 'Other' });
    await it.requests.say(1, 'A word');
    await it.requests.close(1, 'Closed');
    expect(it.gitlab.mergeRequests.all[0]).toMatchObject({ title: 'New', state: 'closed', description: 'Closed', notes: ['A word'] });
    await it.requests.create(text);
    expect((await it.requests.list()).map(({ iid, state }) => [iid, state])).toEqual([
      [2, 'open'],
      [1, 'closed'],
    ]);
  });

  it('one that is just being merged is still open', async () => {
    await using it = await scene();
    await it.requests.create(text);
    const [record] = it.gitlab.mergeRequests.all;
    if (record !== undefined) record.state = 'locked';
    expect(await it.requests.list()).toMatchObject([{ state: 'open' }]);
  });

  it('a file is read at a commit, whatever its name; what is not there is nothing', async () => {
    await using it = await scene();
    expect(await it.requests.readFile('with/a folder.yaml', it.head)).toBe('x\n');
    expect(await it.requests.readFile('none', it.head)).toBeUndefined();
  });

  it('the token of a job goes into the header for it', async () => {
    await using it = await scene();
    await it.open('job-canary', 'job').list();
    expect(it.gitlab.requests.at(-1)?.headers).toMatchObject({ 'job-token': 'job-canary' });
    expect(it.gitlab.requests.at(-1)?.headers['private-token']).toBeUndefined();
    expect(await failureIn(it.open('job-canary').list())).toMatchObject({ kind: 'refused', status: 401 });
  });
});

describe('what is not answered well', () => {
  it.each<{ story: string; answer: GitLabFault['answer']; failure: object }>([
    { story: 'no such token', answer: { status: 401, json: { message: '401 Unauthorized' } }, failure: { kind: 'refused', status: 401, said: '401 Unauthorized' } },
    { story: 'not allowed', answer: { status: 403, json: { error: 'insufficient_scope' } }, failure: { kind: 'refused', status: 403, said: 'insufficient_scope' } },
    { story: 'not there', answer: { status: 404, json: {} }, failure: { kind: 'refused', status: 404 } },
    { story: 'not valid', answer: { status: 422, json: { message: { title: ['is\u001b[31m bad'] } } }, failure: { kind: 'refused', status: 422, said: expect.stringContaining('bad') } },
    { story: 'a redirect, which would take the token elsewhere', answer: { status: 302, headers: { location: 'https://evil.example.com/' } }, failure: { kind: 'refused', status: 302 } },
    { story: 'as somebody else has made it', answer: { status: 409 }, failure: { kind: 'outdated' } },
    { story: 'too many requests', answer: { status: 429, headers: { 'retry-after': '30' } }, failure: { kind: 'later', afterMs: 30_000 } },
    { story: 'maintenance that tells its end', answer: { status: 503, headers: { 'retry-after': '5' } }, failure: { kind: 'later', afterMs: 5000 } },
    { story: 'an error of the server: it may be done', answer: { status: 500 }, failure: { kind: 'lost' } },
    { story: 'no answer: it may be done', answer: 'reset', failure: { kind: 'lost' } },
    { story: 'an answer that is none', answer: { status: 201, json: ['?'] }, failure: { kind: 'lost' } },
  ])('a new one: $story', async ({ answer, failure }) => {
    await using it = await scene();
    it.gitlab.faults.push({ method: 'POST', answer });
    expect(await failureIn(it.requests.create(text))).toMatchObject(failure);
    expect(it.gitlab.requests).toHaveLength(1);
  });

  it.each<{ story: string; answer: GitLabFault['answer'] }>([
    { story: 'no answer', answer: 'reset' },
    { story: 'an error of the server', answer: { status: 502 } },
    { story: 'a short wait', answer: { status: 429, headers: { 'retry-after': '3' } } },
  ])('reading is tried again: $story', async ({ answer }) => {
    await using it = await scene();
    it.gitlab.faults.push({ method: 'GET', answer, times: 2 });
    expect(await it.requests.list()).toEqual([]);
    expect(it.gitlab.requests).toHaveLength(3);
  });

  it.each<{ story: string; fault: GitLabFault; tries: number }>([
    { story: 'a server that stays away', fault: { answer: { status: 500 }, times: 9 }, tries: 4 },
    { story: 'a long wait', fault: { answer: { status: 429, headers: { 'retry-after': '3600' } } }, tries: 1 },
  ])('reading ends: $story', async ({ fault, tries }) => {
    await using it = await scene();
    it.gitlab.faults.push(fault);
    expect(await failureIn(it.requests.list())).toMatchObject({ kind: 'later' });
    expect(it.gitlab.requests).toHaveLength(tries);
  });
});

describe('the stand-in', () => {
  it.each([
    { story: 'an unknown parameter', sent: { ...text, source_branch: 'work', target_branch: 'main', labels: 'x' } },
    { story: 'a missing parameter', sent: { title: 'x', source_branch: 'work' } },
    { story: 'a value of another kind', sent: { title: 'x', source_branch: 'work', target_branch: 'main', remove_source_branch: 'yes' } },
    { story: 'a title that is too long', sent: { title: 'x'.repeat(256), source_branch: 'work', target_branch: 'main' } },
    { story: 'a branch that is not there', sent: { title: 'x', source_branch: 'none', target_branch: 'main' } },
  ])('refuses $story', async ({ sent }) => {
    await using it = await scene();
    const headers = { 'private-token': token, 'content-type': 'application/json' };
    const response = await fetch(`${it.gitlab.url}/projects/acme%2Fshop/merge_requests`, { method: 'POST', headers, body: JSON.stringify(sent) });
    expect(response.status).toBe(400);
    expect(it.gitlab.mergeRequests.all).toEqual([]);
  });

  it.each([
    { story: 'a project by a path that is not encoded', path: 'acme/shop/merge_requests', method: 'GET', status: 404 },
    { story: 'another method', path: 'acme%2Fshop/merge_requests/1', method: 'DELETE', status: 404 },
    { story: 'another project', path: 'acme%2Fother/merge_requests', method: 'GET', status: 404 },
  ])('does not know $story', async ({ path, method, status }) => {
    await using it = await scene();
    const headers = { 'private-token': token, 'content-type': 'application/json' };
    expect((await fetch(`${it.gitlab.url}/projects/${path}`, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) })).status).toBe(status);
  });
});
