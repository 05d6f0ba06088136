import { faultAnswers, startGitHub, temporaryFolder, type GitHubFault } from '@image-factory/testkit';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { event, key, runsOn, workflow } from './dispatch.fixture.ts';

const keyed = 'on: { workflow_dispatch: { inputs: { image: {}, key: {} } }, repository_dispatch: }\n';
const at = new Date('2026-11-21T10:00:00Z');

function start(more: Partial<Parameters<typeof startGitHub>[0]> = {}) {
  return startGitHub({ repositories: { 'acme/app': { files: { '.github/workflows/build.yml': keyed } } }, now: () => at, ...more });
}

/** A run that was started, and what can be done with it. */
async function startRun(github: Awaited<ReturnType<typeof start>>) {
  await runsOn(github).start({ target: workflow, inputs: { image: 'app', key } });
  const repository = github.repository('acme/app');
  const id = repository.runs.at(-1)?.id ?? 0;
  return { id: String(id), set: (status: 'queued' | 'in_progress' | 'completed', conclusion?: string) => repository.setRun(id, status, conclusion) };
}

const isRun = /\/actions\/runs\/\d+$/;

describe.each([
  { mode: 'github.com', target: workflow },
  { mode: 'ghes-3.19', target: event },
] as const)('a run at $mode', ({ mode, target }) => {
  let github: Awaited<ReturnType<typeof start>>;
  let run: Awaited<ReturnType<typeof startRun>>;
  beforeAll(async () => {
    github = await start({ mode });
    run = await startRun(github);
  });
  afterAll(() => github[Symbol.asyncDispose]());

  it.each<{ status: 'queued' | 'in_progress' | 'completed'; conclusion?: string; comes: object }>([
    { status: 'queued', comes: { kind: 'running' } },
    { status: 'in_progress', comes: { kind: 'running' } },
    { status: 'completed', conclusion: 'success', comes: { kind: 'ended', outcome: 'succeeded' } },
    { status: 'completed', conclusion: 'failure', comes: { kind: 'ended', outcome: 'failed' } },
    { status: 'completed', conclusion: 'timed_out', comes: { kind: 'ended', outcome: 'failed' } },
    { status: 'completed', conclusion: 'startup_failure', comes: { kind: 'ended', outcome: 'failed' } },
    { status: 'completed', conclusion: 'stale', comes: { kind: 'ended', outcome: 'failed' } },
    { status: 'completed', conclusion: 'neutral', comes: { kind: 'ended', outcome: 'failed' } },
    { status: 'completed', conclusion: 'cancelled', comes: { kind: 'ended', outcome: 'cancelled' } },
    { status: 'completed', conclusion: 'skipped', comes: { kind: 'ended', outcome: 'cancelled' } },
    { status: 'completed', conclusion: 'action_required', comes: { kind: 'running' } },
    { status: 'completed', conclusion: 'something_new', comes: { kind: 'later', why: expect.stringContaining('`something_new`') } },
  ])('$status $conclusion', async ({ status, conclusion, comes }) => {
    run.set(status, conclusion);
    const state = await runsOn(github).follow(target, { id: run.id });
    expect(state).toMatchObject(comes);
    if (state.kind === 'ended') expect([state.at, state.url]).toEqual([at, expect.stringContaining(`/acme/app/actions/runs/${run.id}`)]);
  });
});

it('ended when GitHub says, whatever the time is here', async () => {
  let now = at;
  await using github = await start({ now: () => now });
  const run = await startRun(github);
  now = new Date('2026-11-21T10:07:30Z');
  run.set('completed', 'success');
  now = new Date('2027-01-01T00:00:00Z');
  expect(await runsOn(github).follow(workflow, run)).toMatchObject({ at: new Date('2026-11-21T10:07:30Z') });
});

it('needs one request for each run, and no more where images share one', async () => {
  await using github = await start();
  const runs = [await startRun(github), await startRun(github)];
  const follower = runsOn(github);
  const before = github.requests.length;
  await Promise.all([...runs, ...runs, ...runs].map(async (run) => follower.follow(workflow, run)));
  const asked = github.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
  // Both are under way at once, and either may come first.
  expect(asked.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(runs.map(({ id }) => `GET /repos/acme/app/actions/runs/${id}`));
});

describe('a run that is asked for again', () => {
  const answered = (github: Awaited<ReturnType<typeof start>>): number[] => github.requests.filter(({ path }) => isRun.test(path)).map(({ status }) => status);

  it('comes as unchanged while it is, and anew when it has changed', async () => {
    await using github = await start();
    const run = await startRun(github);
    const follower = runsOn(github);
    for (let times = 0; times < 3; times += 1) expect(await follower.follow(workflow, run)).toEqual({ kind: 'running' });
    run.set('completed', 'failure');
    const ended = await follower.follow(workflow, run);
    expect(ended).toMatchObject({ kind: 'ended', outcome: 'failed', at });
    expect(await follower.follow(workflow, run)).toEqual(ended);
    expect(answered(github)).toEqual([200, 304, 304, 200, 304]);
  });

  it('by another process that keeps its answers in the same folder', async () => {
    await using github = await start();
    await using folder = await temporaryFolder();
    const run = await startRun(github);
    const ask = () => runsOn(github, { cacheFolder: join(folder.path, 'runs') }).follow(workflow, run);
    run.set('completed', 'success');
    expect(await ask()).toEqual(await ask());
    expect(answered(github)).toEqual([200, 304]);
    const [name = ''] = await readdir(join(folder.path, 'runs'));
    expect(await readFile(join(folder.path, 'runs', name), 'utf8')).not.toContain('ghs_test');
  });

  it('with a mark that GitHub does not know is told as it is; with what makes no sense beside it, no mark is sent', async () => {
    await using github = await start();
    await using folder = await temporaryFolder();
    const run = await startRun(github);
    const cacheFolder = join(folder.path, 'runs');
    await runsOn(github, { cacheFolder }).follow(workflow, run);
    const [name = ''] = await readdir(cacheFolder);
    for (const answer of ['{', JSON.stringify({ etag: 'x', value: '[]' }), JSON.stringify({ etag: 'W/"old"', value: JSON.stringify({ id: Number(run.id), status: 'queued' }) })]) {
      await writeFile(join(cacheFolder, name), answer);
      expect(await runsOn(github, { cacheFolder }).follow(workflow, run)).toEqual({ kind: 'running' });
    }
    expect(answered(github)).toEqual([200, 200, 200, 200]);
  });
});

describe('a run that is not there', () => {
  it('is gone where the others can be seen', async () => {
    await using github = await start();
    expect(await runsOn(github).follow(workflow, { id: '99' })).toEqual({ kind: 'gone', why: 'acme/app has no run 99 any more.' });
  });

  it('is gone, too, when GitHub says so for good', async () => {
    await using github = await start();
    github.faults.push({ path: isRun, answer: { status: 410, json: { message: 'Gone' } } });
    expect(await runsOn(github).follow(workflow, { id: '99' })).toMatchObject({ kind: 'gone' });
  });

  it.each([
    { story: 'a token for other repositories', token: { repositories: ['acme/other'] }, comes: { kind: 'blocked', why: expect.stringContaining('404') } },
    { story: 'a token that may not read actions', token: { permissions: { contents: 'read' } as const }, comes: { kind: 'denied', why: expect.stringContaining('actions=read') } },
  ])('is not gone for $story', async ({ token, comes }) => {
    await using github = await start({ tokens: { ghs_test: {}, ghs_other: token } });
    const run = await startRun(github);
    expect(await runsOn(github, { token: async () => 'ghs_other' }).follow(workflow, run)).toMatchObject(comes);
  });
});

describe('asking goes wrong', () => {
  it.each<{ story: string; faults: Omit<GitHubFault, 'path'>[]; comes: object; asked: number }>([
    { story: '502 once', faults: [{ answer: faultAnswers.unavailable(502) }], comes: { kind: 'running' }, asked: 2 },
    { story: '502 always', faults: [{ answer: faultAnswers.unavailable(502), times: 5 }], comes: { kind: 'later' }, asked: 5 },
    { story: 'a lost answer', faults: [{ answer: 'reset' }], comes: { kind: 'running' }, asked: 2 },
    { story: '429 for a moment', faults: [{ answer: faultAnswers.tooManyRequests(3) }], comes: { kind: 'running' }, asked: 2 },
    { story: '429 for longer than a run waits', faults: [{ answer: faultAnswers.tooManyRequests(900) }], comes: { kind: 'later', afterMs: 900_000 }, asked: 1 },
    { story: '403 with retry-after', faults: [{ answer: faultAnswers.secondaryLimit(60) }], comes: { kind: 'later', afterMs: 60_000 }, asked: 1 },
    { story: '403', faults: [{ answer: { status: 403, json: { message: 'Resource not accessible' } } }], comes: { kind: 'denied' }, asked: 1 },
    { story: '401 once', faults: [{ answer: { status: 401, json: { message: 'Bad credentials' } } }], comes: { kind: 'running' }, asked: 2 },
    { story: '422', faults: [{ answer: { status: 422, json: { message: 'odd' } } }], comes: { kind: 'blocked' }, asked: 1 },
    { story: 'a page of a proxy', faults: [{ answer: { status: 200, raw: { type: 'text/html', bytes: Buffer.from('<h1>hello</h1>') } } }], comes: { kind: 'later' }, asked: 1 },
    {
      story: 'another run',
      faults: [{ answer: { status: 200, json: { id: 5, status: 'completed', conclusion: 'success', updated_at: '2026-11-21T10:00:00Z' } } }],
      comes: { kind: 'later' },
      asked: 1,
    },
    { story: 'a time that is none', faults: [{ answer: { status: 200, json: { id: 2, status: 'completed', conclusion: 'success', updated_at: 'soon' } } }], comes: { kind: 'later' }, asked: 1 },
    { story: 'completed, and nobody knows how yet', faults: [{ answer: { status: 200, json: { id: 2, status: 'completed', conclusion: null } } }], comes: { kind: 'running' }, asked: 1 },
    { story: 'no status', faults: [{ answer: { status: 200, json: { id: 2, conclusion: 'success' } } }], comes: { kind: 'later' }, asked: 1 },
  ])('$story', async ({ faults, comes, asked }) => {
    await using github = await start();
    const run = await startRun(github);
    expect(run.id).toBe('2');
    github.faults.push(...faults.map((fault) => ({ path: isRun, ...fault })));
    expect(await runsOn(github).follow(workflow, run)).toMatchObject(comes);
    expect(github.requests.filter(({ path }) => isRun.test(path))).toHaveLength(asked);
  });

  it('an answer that does not come is given up', async () => {
    await using github = await start();
    const run = await startRun(github);
    github.faults.push({ path: isRun, delayMs: 400, times: 5 });
    expect(await runsOn(github, { timeoutMs: 20 }).follow(workflow, run)).toMatchObject({ kind: 'later' });
    github.faults.length = 0;
  });

  it('no answer holds a credential', async () => {
    await using github = await start();
    github.faults.push({ path: isRun, answer: { status: 403, json: { message: 'your token ghs_test is odd' } } });
    expect(JSON.stringify(await runsOn(github).follow(workflow, { id: '1' }))).not.toContain('ghs_test');
  });

  it('a repository without a token', async () => {
    await using github = await start();
    expect(await runsOn(github, { token: async () => undefined }).follow(workflow, { id: '1' })).toMatchObject({ kind: 'denied' });
    expect(github.requests).toEqual([]);
  });
});
