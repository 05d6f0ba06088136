import { faultAnswers, startGitHub, type GitHubFault, type GitHubOptions } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { factory } from '../rights/rights.fixture.ts';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { createIssueNotices } from './issue-notices.ts';
import { renderBody } from './issue-text.ts';
import { fingerprintOf } from './notice.ts';
import { broken, notice, stale } from './notices.fixture.ts';

const label = 'image-factory';

async function start(repository: GitHubOptions['repositories'][string] = {}, more: Partial<GitHubOptions> = {}) {
  const github = await startGitHub({ repositories: { [factory.repo]: { files: { a: '' }, ...repository } }, ...more });
  const issues = createIssueNotices({ repository: factory.repo, token: 'ghs_test', apiUrl: github.url, pace: virtualPace() });
  const at = github.repository(factory.repo);
  return { github, issues, at, [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() };
}

it('opens one, says more in it, closes it and opens it again', async () => {
  await using world = await start();
  const { github, issues, at } = world;
  expect(await issues.tell(notice([]))).toEqual({ kind: 'nothing', fingerprint: fingerprintOf(notice([])) });
  expect(github.writes).toBe(0);

  const first = notice([stale]);
  expect(await issues.tell(first)).toEqual({ kind: 'created', url: expect.stringContaining('/issues/1'), fingerprint: fingerprintOf(first) });
  expect(at.issues).toMatchObject([{ number: 1, state: 'open', labels: [label], title: first.title, body: renderBody(first) }]);
  expect(await issues.tell(first)).toMatchObject({ kind: 'unchanged' });
  expect(github.writes).toBe(1);

  expect(await issues.tell(notice([broken, stale]))).toMatchObject({ kind: 'updated' });
  expect(await issues.tell(notice([stale, broken]))).toMatchObject({ kind: 'unchanged' });
  expect(github.writes).toBe(2);

  expect(await issues.tell(notice([]))).toMatchObject({ kind: 'closed' });
  expect(await issues.tell(notice([]))).toMatchObject({ kind: 'nothing' });
  expect(at.issues).toMatchObject([{ state: 'closed', stateReason: 'completed' }]);
  expect(github.writes).toBe(3);

  expect(await issues.tell(first)).toMatchObject({ kind: 'reopened' });
  expect(at.issues).toMatchObject([{ number: 1, state: 'open', body: renderBody(first) }]);
  expect(github.writes).toBe(4);
});

describe('people', () => {
  it('who close it are not contradicted until there is something else to say', async () => {
    await using world = await start();
    const { issues, at } = world;
    await issues.tell(notice([stale]));
    at.setIssue(1, { state: 'closed' });
    expect(await issues.tell(notice([stale]))).toMatchObject({ kind: 'dismissed' });
    expect(at.issues).toMatchObject([{ state: 'closed' }]);
    expect(await issues.tell(notice([stale, broken]))).toMatchObject({ kind: 'reopened' });
    expect(at.issues).toHaveLength(1);
  });

  it('who write into it keep what they wrote as long as the same is so', async () => {
    await using world = await start();
    const { issues, at } = world;
    await issues.tell(notice([stale]));
    at.setIssue(1, { body: `I look into it.\r\n\r\n${at.issues[0]?.body ?? ''}\r\n` });
    expect(await issues.tell(notice([stale]))).toMatchObject({ kind: 'unchanged' });
    expect(at.issues[0]?.body).toContain('I look into it.');
  });
});

describe('an issue that is not ours is left alone', () => {
  const own = renderBody(notice([broken]));

  it.each([
    { story: 'the label without the comment', issues: [{ labels: [label], body: 'something else' }, { labels: [label] }] },
    { story: 'the comment without the label', issues: [{ labels: ['bug'], body: own }] },
    { story: 'the comment within the text', issues: [{ labels: [label], body: `${own}\n\nquoted` }] },
    { story: 'the comment of another factory', issues: [{ labels: [label], body: own.replace(/notice: [0-9a-f]{16}/, `notice: ${'0'.repeat(16)}`) }] },
  ])('$story', async ({ issues: before }) => {
    await using world = await start({ issues: before });
    expect(await world.issues.tell(notice([stale]))).toMatchObject({ kind: 'created' });
    expect(world.at.issues.slice(0, -1).map(({ body, state }) => [body, state])).toEqual(before.map(({ body }) => [body ?? null, 'open']));
  });

  it('a pull request that quotes it', async () => {
    await using world = await start({ pulls: [{ head: 'acme:main', body: own }] });
    const headers = { authorization: 'Bearer ghs_test', accept: 'application/vnd.github+json', 'content-type': 'application/json' };
    await fetch(`${world.github.url}/repos/${factory.repo}/issues/1/labels`, { method: 'POST', headers, body: JSON.stringify({ labels: [label] }) });
    expect(await world.issues.tell(notice([stale]))).toMatchObject({ kind: 'created', url: expect.stringContaining('/issues/2') });
  });
});

describe('there is never a second one', () => {
  it('of three the oldest open one stays', async () => {
    const labels = ['Image-Factory'];
    const [settled, before, double] = [[], [broken], [stale]].map((items) => ({ labels, body: renderBody(notice(items)) }));
    await using world = await start({ issues: [{ ...settled, state: 'closed' }, { ...before }, { ...double }] });
    const states = () => world.at.issues.map(({ state, stateReason }) => `${state} ${stateReason}`);
    expect(await world.issues.tell(notice([stale]))).toMatchObject({ kind: 'updated', url: expect.stringContaining('/issues/2') });
    expect(states()).toEqual(['closed completed', 'open null', 'closed not_planned']);
    expect(world.at.issues[2]?.body).toBe(settled?.body); // whoever closes it, no person did
    await world.issues.tell(notice([]));
    expect(await world.issues.tell(notice([stale]))).toMatchObject({ kind: 'reopened', url: expect.stringContaining('/issues/1') });
    expect(states()).toEqual(['open reopened', 'closed completed', 'closed not_planned']);
  });

  it('when two runs open one in the same moment', async () => {
    await using world = await start();
    const outcomes = await Promise.all([world.issues.tell(notice([stale])), world.issues.tell(notice([stale]))]);
    expect(outcomes.some(({ kind }) => kind === 'created')).toBe(true);
    expect(world.at.issues.filter(({ state }) => state === 'open')).toHaveLength(1);
    expect(await world.issues.tell(notice([stale]))).toMatchObject({ kind: 'unchanged' });
  });

  it('when there are more issues than a page holds', async () => {
    const issues = Array.from({ length: 120 }, () => ({ labels: [label], body: 'x' }));
    await using world = await start({ issues: [...issues, { labels: [label], body: renderBody(notice([stale])) }] });
    expect(await world.issues.tell(notice([stale]))).toMatchObject({ kind: 'unchanged', url: expect.stringContaining('/issues/121') });
  });

  it('when the answer to the first is lost', async () => {
    await using world = await start();
    world.github.faults.push({ method: 'POST', path: /\/issues$/, answer: 'reset', when: 'after' });
    expect(await world.issues.tell(notice([stale]))).toMatchObject({ kind: 'later' });
    expect(await world.issues.tell(notice([stale]))).toMatchObject({ kind: 'unchanged' });
    expect(world.at.issues).toHaveLength(1);
  });
});

describe('GitHub does not want to', () => {
  it.each<{ story: string; fault: Omit<GitHubFault, 'path'>; comes: object; issues: number }>([
    { story: '502 once, reading', fault: { method: 'GET', answer: faultAnswers.unavailable(502) }, comes: { kind: 'created' }, issues: 1 },
    { story: '502 always, reading', fault: { method: 'GET', answer: faultAnswers.unavailable(502), times: 5 }, comes: { kind: 'later' }, issues: 0 },
    { story: '500, writing', fault: { method: 'POST', answer: faultAnswers.unavailable(500) }, comes: { kind: 'later' }, issues: 0 },
    { story: '429', fault: { method: 'POST', answer: faultAnswers.tooManyRequests(9) }, comes: { kind: 'later', afterMs: 9000 }, issues: 0 },
    { story: 'a limit that only says so in words', fault: { method: 'POST', answer: faultAnswers.secondaryLimit() }, comes: { kind: 'later', afterMs: 60_000 }, issues: 0 },
    { story: '403', fault: { method: 'POST', answer: { status: 403, json: { message: 'Resource not accessible by integration' } } }, comes: { kind: 'denied' }, issues: 0 },
    { story: '404', fault: { method: 'GET', answer: { status: 404, json: { message: 'Not Found' } } }, comes: { kind: 'blocked' }, issues: 0 },
    { story: '422', fault: { method: 'POST', answer: { status: 422, json: { message: 'Validation Failed' } } }, comes: { kind: 'blocked' }, issues: 0 },
    { story: 'an answer that says nothing', fault: { method: 'POST', answer: { status: 201, json: {} }, when: 'after' }, comes: { kind: 'later' }, issues: 1 },
  ])('$story', async ({ fault, comes, issues }) => {
    await using world = await start();
    world.github.faults.push({ path: /\/issues$/, ...fault });
    expect(await world.issues.tell(notice([stale]))).toMatchObject(comes);
    expect(world.at.issues).toHaveLength(issues);
  });

  it('with a permission that is missing', async () => {
    await using world = await start({}, { tokens: { ghs_test: { permissions: { issues: 'read' } } } });
    expect(await world.issues.tell(notice([stale]))).toMatchObject({ kind: 'denied', why: expect.stringContaining('issues=write') });
  });

  it('where issues are switched off', async () => {
    await using world = await start({ hasIssues: false });
    expect(await world.issues.tell(notice([stale]))).toMatchObject({ kind: 'blocked', why: expect.stringContaining('disabled') });
  });

  it('without a time', async () => {
    await using world = await start();
    const issues = createIssueNotices({ repository: factory.repo, token: 'ghs_test', apiUrl: world.github.url, pace: virtualPace(), timeoutMs: 20 });
    world.github.faults.push({ path: /\/issues$/, delayMs: 300, times: 5 });
    expect(await issues.tell(notice([stale]))).toMatchObject({ kind: 'later' });
    world.github.faults.length = 0;
  });
});
