import { describe, expect, it } from 'vitest';
import { ask } from './client.fixture.ts';
import { startGitHub } from './start.ts';

const files = { a: '' };
const issues = '/repos/acme/factory/issues';

describe('issues', () => {
  it('are opened, found by label and state, changed, closed and opened again', async () => {
    await using github = await startGitHub({ repositories: { 'acme/factory': { files, pulls: [{ head: 'acme:main' }], issues: [{ labels: ['Other'] }] } } });
    const opened = await ask(github, `POST ${issues}`, { body: { title: 'One', body: 'text', labels: ['mine'] } });
    expect([opened.status, opened.json]).toMatchObject([201, { number: 3, state: 'open', labels: [{ name: 'mine' }], user: { type: 'Bot' } }]);
    expect((await ask(github, `GET ${issues}`)).json.map((issue: { number: number }) => issue.number)).toEqual([3, 2, 1]);
    expect((await ask(github, `GET ${issues}?direction=asc`)).json[0]).toMatchObject({ number: 1, pull_request: { merged_at: null } });
    expect((await ask(github, `GET ${issues}?labels=MINE&state=all`)).json).toMatchObject([{ number: 3 }]);
    expect((await ask(github, `GET ${issues}?labels=mine,other`)).json).toEqual([]);
    const closed = await ask(github, `PATCH ${issues}/3`, { body: { state: 'closed', state_reason: 'not_planned', title: 'Two' } });
    expect(closed.json).toMatchObject({ state: 'closed', state_reason: 'not_planned', title: 'Two', body: 'text' });
    expect((await ask(github, `GET ${issues}?labels=mine`)).json).toEqual([]);
    expect((await ask(github, `GET ${issues}?creator=contributor&state=open`)).json).toMatchObject([{ number: 2 }, { number: 1 }]);
    expect((await ask(github, `PATCH ${issues}/3`, { body: { state: 'open' } })).json).toMatchObject({ state: 'open', state_reason: 'reopened', closed_at: null });
    expect((await ask(github, `POST ${issues}/3/comments`, { body: { body: 'x' } })).status).toBe(201);
    github.repository('acme/factory').setIssue(3, { body: 'somebody' });
    expect((await ask(github, `GET ${issues}/3`)).json).toMatchObject({ body: 'somebody', comments: 1 });
    expect(github.repository('acme/factory').issues).toHaveLength(2);
  });

  it.each([
    { story: 'no title', request: `POST ${issues}`, body: { title: ' ' }, status: 422 },
    { story: 'a long title', request: `POST ${issues}`, body: { title: 'x'.repeat(257) }, status: 422 },
    { story: 'a long body', request: `POST ${issues}`, body: { title: 'x', body: 'x'.repeat(65_537) }, status: 422 },
    { story: 'one that is not there', request: `PATCH ${issues}/9`, body: { title: 'x' }, status: 404 },
    { story: 'a pull request', request: `PATCH ${issues}/1`, body: { title: 'x' }, status: 404 },
  ])('refuse $story', async ({ request, body, status }) => {
    await using github = await startGitHub({ repositories: { 'acme/factory': { files, pulls: [{ head: 'acme:main' }] } } });
    expect((await ask(github, request, { body })).status).toBe(status);
  });

  it('need a permission, and a repository that has them', async () => {
    const tokens = { ghs_test: {}, ghs_read: { permissions: { issues: 'read' } as const } };
    await using github = await startGitHub({ repositories: { 'acme/factory': { files }, 'acme/none': { files, hasIssues: false } }, tokens });
    expect((await ask(github, `POST ${issues}`, { token: 'ghs_read', body: { title: 'x' } })).status).toBe(403);
    expect((await ask(github, `GET ${issues}`, { token: 'ghs_read' })).status).toBe(200);
    expect((await ask(github, 'POST /repos/acme/none/issues', { body: { title: 'x' } })).status).toBe(410);
    expect(() => github.repository('acme/factory').setIssue(9, {})).toThrow(RangeError);
  });
});

describe('teams', () => {
  const teams = { 'acme/security': { octocat: 'active', eve: 'pending' } } as const;
  const tokens = {
    ghs_test: {},
    ghs_blind: { permissions: { contents: 'read' } as const },
    ghs_other: { repositories: ['other/app'] },
  };

  it.each([
    { path: '/orgs/acme/teams/security/memberships/octocat', status: 200, state: 'active' },
    { path: '/orgs/ACME/teams/Security/memberships/OctoCat', status: 200, state: 'active' },
    { path: '/orgs/acme/teams/security/memberships/eve', status: 200, state: 'pending' },
    { path: '/orgs/acme/teams/security/memberships/mallory', status: 404, state: undefined },
    { path: '/orgs/acme/teams/none/memberships/octocat', status: 404, state: undefined },
    { path: '/orgs/acme/teams/security', status: 200, state: undefined },
    { path: '/orgs/acme/teams/none', status: 404, state: undefined },
    { path: '/orgs/acme/teams/security', token: 'ghs_other', status: 404, state: undefined },
    { path: '/orgs/acme/teams/security', token: 'ghs_blind', status: 403, state: undefined },
    { path: '/orgs/acme/teams/security', token: '', status: 401, state: undefined },
  ])('$path: $status', async ({ path, token, status, state }) => {
    await using github = await startGitHub({ repositories: { 'acme/factory': { files } }, teams, tokens });
    const reply = await ask(github, `GET ${path}`, { token: token ?? 'ghs_test' });
    expect([reply.status, reply.json?.state]).toEqual([status, state]);
  });
});
