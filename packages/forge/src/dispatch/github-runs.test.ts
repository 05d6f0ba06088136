import { faultAnswers, startGitHub, type GitHubFault } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { event, key, runsOn, wanted, workflow } from './dispatch.fixture.ts';

const inputs = { image: 'app', key, reason: 'node:22 moved' };
const keyed = 'run-name: "Build ${{ inputs.image }} ${{ inputs.key }}"\non: { workflow_dispatch: { inputs: { image: {}, key: {}, reason: {} } } }\n';
const events = 'run-name: "${{ github.event.client_payload.factory.key }}"\non: { repository_dispatch: { types: [image-factory-build] } }\n';
const dispatches = /\/dispatches$/;

function start(text = keyed, more: Partial<Parameters<typeof startGitHub>[0]> = {}, disabledWorkflows: readonly string[] = []) {
  return startGitHub({ repositories: { 'acme/app': { files: { '.github/workflows/build.yml': text }, disabledWorkflows } }, ...more });
}

describe.each(['github.com', 'ghes-3.19'] as const)('a dispatch, at %s', (mode) => {
  it('starts one run, which is then found by its key', async () => {
    await using github = await start(keyed, { mode });
    const runs = runsOn(github);
    expect(await runs.find(wanted(workflow))).toEqual({ kind: 'none' });
    const started = await runs.start({ target: workflow, inputs });
    const [run] = github.repository('acme/app').runs;
    expect(started).toMatchObject(mode === 'github.com' ? { kind: 'started', run: { id: String(run?.id) } } : { kind: 'started' });
    expect(await runs.find(wanted(workflow))).toMatchObject({ kind: 'found', run: { id: String(run?.id) }, isNamed: true });
    expect(github.repository('acme/app').dispatches).toMatchObject([{ workflow: 'build.yml', ref: 'main', inputs }]);
  });

  it('of an event starts what listens to it', async () => {
    await using github = await start(events, { mode });
    const runs = runsOn(github);
    expect(await runs.inspect(event)).toEqual({ kind: 'form', showsKey: true });
    expect(await runs.start({ target: event, inputs })).toEqual({ kind: 'started' });
    expect(github.repository('acme/app').dispatches).toMatchObject([{ eventType: 'image-factory-build', clientPayload: { factory: { v: 1, ...inputs } } }]);
    expect(await runs.find(wanted(event))).toMatchObject({ kind: 'found' });
  });
});

it('a server that knows no details is asked once more without them, and starts one run', async () => {
  await using github = await start(keyed, { mode: 'ghes-3.19' });
  await runsOn(github).start({ target: workflow, inputs });
  expect(github.requests.filter(({ path }) => dispatches.test(path)).map(({ status }) => status)).toEqual([400, 204]);
  expect(github.repository('acme/app').runs).toHaveLength(1);
});

describe('what a workflow takes', () => {
  it.each([
    { story: 'inputs, and the key in its name', text: keyed, comes: { kind: 'form', inputs: ['image', 'key', 'reason'], showsKey: true } },
    { story: 'no inputs', text: 'on: workflow_dispatch\n', comes: { kind: 'form', inputs: [], showsKey: false } },
    { story: 'no inputs, in a list', text: 'on: [push, workflow_dispatch]\n', comes: { kind: 'form', inputs: [], showsKey: false } },
    {
      story: 'the old way to name an input',
      text: 'run-name: ${{github.event.inputs.key}}\non: { workflow_dispatch: { inputs: { key: {} } } }\n',
      comes: { kind: 'form', inputs: ['key'], showsKey: true },
    },
    { story: 'a name with a key that is no input', text: 'run-name: ${{ inputs.key }}\non: { workflow_dispatch: }\n', comes: { kind: 'form', inputs: [], showsKey: false } },
    { story: 'no dispatch', text: 'on: push\n', comes: { kind: 'blocked', why: '.github/workflows/build.yml does not start on workflow_dispatch.' } },
    { story: 'what nobody can read takes anything', text: 'on: &x { workflow_dispatch: }\nenv: *x\n', comes: { kind: 'form', showsKey: false } },
  ])('$story', async ({ text, comes }) => {
    await using github = await start(text);
    expect(await runsOn(github).inspect(workflow)).toEqual(comes);
    expect(github.writes).toBe(0);
  });

  it('is not known to a token that may only start runs; the answer to the dispatch tells it', async () => {
    await using github = await start('on: { workflow_dispatch: { inputs: { image: {} } } }\n', { tokens: { ghs_test: { permissions: { actions: 'write' } } } });
    const runs = runsOn(github);
    expect(await runs.inspect(workflow)).toEqual({ kind: 'form', showsKey: false });
    expect(await runs.start({ target: workflow, inputs })).toMatchObject({ kind: 'started' });
    expect(github.repository('acme/app').dispatches).toMatchObject([{ inputs: { image: 'app' } }]);
  });

  it('is nothing when it is switched off, or is not there', async () => {
    await using off = await start(keyed, {}, ['build.yml']);
    expect(await runsOn(off).inspect(workflow)).toMatchObject({ kind: 'blocked', why: expect.stringContaining('switched off') });
    await using gone = await startGitHub({ repositories: { 'acme/app': { files: { x: '' } } } });
    expect(await runsOn(gone).inspect(workflow)).toMatchObject({ kind: 'blocked', why: expect.stringContaining('404') });
  });
});

describe('a dispatch that goes wrong', () => {
  it.each<{ story: string; fault: Omit<GitHubFault, 'path' | 'method'>; comes: object; runs: number; asked: number }>([
    { story: 'the answer is lost', fault: { answer: 'reset', when: 'after' }, comes: { kind: 'unclear' }, runs: 1, asked: 1 },
    { story: 'the request is lost', fault: { answer: 'reset' }, comes: { kind: 'unclear' }, runs: 0, asked: 1 },
    { story: '502 after it was done', fault: { answer: faultAnswers.unavailable(502), when: 'after' }, comes: { kind: 'unclear' }, runs: 1, asked: 1 },
    { story: '500', fault: { answer: faultAnswers.unavailable(500) }, comes: { kind: 'unclear' }, runs: 0, asked: 1 },
    { story: 'a 200 that says nothing', fault: { answer: { status: 200, json: { x: 1 } }, when: 'after' }, comes: { kind: 'started' }, runs: 1, asked: 1 },
    { story: '429', fault: { answer: faultAnswers.tooManyRequests(7) }, comes: { kind: 'later', afterMs: 7000 }, runs: 0, asked: 1 },
    { story: '403 with retry-after', fault: { answer: faultAnswers.secondaryLimit(9) }, comes: { kind: 'later', afterMs: 9000 }, runs: 0, asked: 1 },
    { story: '403 that only says so in words', fault: { answer: faultAnswers.secondaryLimit() }, comes: { kind: 'later', afterMs: 60_000 }, runs: 0, asked: 1 },
    { story: '403', fault: { answer: { status: 403, json: { message: 'Resource not accessible by integration' } } }, comes: { kind: 'denied' }, runs: 0, asked: 1 },
    { story: '404', fault: { answer: { status: 404, json: { message: 'Not Found' } } }, comes: { kind: 'blocked' }, runs: 0, asked: 1 },
    { story: '422', fault: { answer: { status: 422, json: { message: 'No ref found for: main' } } }, comes: { kind: 'blocked', why: expect.stringContaining('No ref found') }, runs: 0, asked: 1 },
    {
      story: 'the repository was renamed',
      fault: { answer: { status: 307, headers: { location: '/repositories/1/dispatches' }, json: { message: 'Moved' } } },
      comes: { kind: 'blocked', why: expect.stringContaining('moved') },
      runs: 0,
      asked: 1,
    },
    { story: '401 once', fault: { answer: { status: 401, json: { message: 'Bad credentials' } } }, comes: { kind: 'started' }, runs: 1, asked: 2 },
    { story: '401 twice', fault: { answer: { status: 401, json: { message: 'Bad credentials' } }, times: 2 }, comes: { kind: 'denied' }, runs: 0, asked: 2 },
  ])('$story', async ({ fault, comes, runs, asked }) => {
    await using github = await start();
    github.faults.push({ method: 'POST', path: dispatches, ...fault });
    expect(await runsOn(github).start({ target: workflow, inputs })).toMatchObject(comes);
    expect([github.repository('acme/app').runs.length, github.requests.filter(({ path }) => dispatches.test(path)).length]).toEqual([runs, asked]);
  });

  it('a workflow that is switched off refuses', async () => {
    await using github = await start(keyed, {}, ['build.yml']);
    expect(await runsOn(github).start({ target: workflow, inputs })).toMatchObject({ kind: 'blocked', why: expect.stringContaining('disabled') });
  });

  it('a server that is not there: nothing was sent', async () => {
    expect(await runsOn({ url: 'http://127.0.0.1:65533' }).start({ target: workflow, inputs })).toMatchObject({ kind: 'later' });
  });

  it('a repository without a token is refused before anything is sent', async () => {
    await using github = await start();
    const runs = runsOn(github, { token: async () => undefined });
    expect(await runs.start({ target: workflow, inputs })).toMatchObject({ kind: 'denied', why: expect.stringContaining('no token for acme/app') });
    expect(await runs.find(wanted(workflow))).toMatchObject({ kind: 'denied' });
    expect(github.requests).toEqual([]);
  });

  it('no answer holds a credential', async () => {
    await using github = await start();
    github.faults.push({ path: dispatches, answer: { status: 422, json: { message: 'your token ghs_test is odd' } } });
    expect(JSON.stringify(await runsOn(github).start({ target: workflow, inputs }))).not.toContain('ghs_test');
  });
});

describe('looking for a run', () => {
  const page = (name: string, count: number): GitHubFault => ({
    path: /\/runs$/,
    answer: { status: 200, json: { total_count: 1, workflow_runs: Array.from({ length: count }, (_, id) => ({ id, display_title: name, created_at: new Date().toISOString() })) } },
  });

  it('goes through the pages', async () => {
    await using github = await start();
    github.faults.push(page('Build', 100), page('Build', 100), page(key, 1));
    expect(await runsOn(github).find(wanted(workflow))).toMatchObject({ kind: 'found', isNamed: true });
    expect(github.requests.map(({ path }) => new URLSearchParams(path.split('?')[1]).get('page'))).toEqual(['1', '2', '3']);
  });

  it('ends after a thousand: then nobody can tell', async () => {
    await using github = await start();
    github.faults.push({ ...page('Build', 100), times: 99 });
    expect(await runsOn(github).find(wanted(workflow))).toMatchObject({ kind: 'ambiguous', runs: [expect.stringContaining('more than 1000 runs')] });
    expect(github.requests).toHaveLength(10);
    github.faults.length = 0;
  });

  it('asks only for runs of the time in question, started in this way', async () => {
    await using github = await start();
    await runsOn(github).find(wanted(workflow, { since: new Date('2026-01-01T00:00:00Z') }));
    const query = new URLSearchParams(github.requests[0]?.path.split('?')[1]);
    expect([query.get('created'), query.get('event')]).toEqual(['>=2026-01-01T00:00:00Z', 'workflow_dispatch']);
  });

  it('by circumstances: the only one of our account', async () => {
    await using github = await start('on: workflow_dispatch\n', { tokens: { ghs_test: {}, ghs_eve: { login: 'eve' } } });
    await runsOn(github, { token: async () => 'ghs_eve' }).start({ target: workflow, inputs: {} });
    const runs = runsOn(github, { actor: 'image-factory[bot]' });
    const asked = wanted(workflow, { unnamed: { exclude: new Set() } });
    expect(await runs.find(asked)).toEqual({ kind: 'none' });
    await runs.start({ target: workflow, inputs: {} });
    expect(await runs.find(asked)).toMatchObject({ kind: 'found', isNamed: false });
    await runs.start({ target: workflow, inputs: {} });
    expect(await runs.find(asked)).toMatchObject({ kind: 'ambiguous', runs: [expect.stringContaining('/runs/'), expect.anything()] });
  });

  it.each([
    { story: 'a list that fails once is asked for again', times: 1, comes: { kind: 'none' } },
    { story: 'a list that keeps failing is no answer', times: 99, comes: { kind: 'later' } },
  ])('$story', async ({ times, comes }) => {
    await using github = await start();
    github.faults.push({ method: 'GET', answer: faultAnswers.unavailable(502), times });
    expect(await runsOn(github).find(wanted(workflow))).toMatchObject(comes);
    github.faults.length = 0;
  });
});
