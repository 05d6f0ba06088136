import { describe, expect, it } from 'vitest';
import { pipeline } from './dispatch.fixture.ts';
import { createGitLabRuns } from './gitlab-runs.ts';
import { serveGitLab, type Answer } from './gitlab-server.fixture.ts';

const url = 'https://gitlab.com/acme/team/app/-/pipelines/7';
const of = (status: string, more: object = {}): Answer => ({
  status: 200,
  json: { id: 7, status, web_url: url, updated_at: '2026-11-21T10:05:00.000Z', finished_at: '2026-11-21T10:04:00.000Z', ...more },
});
const ended = (outcome: string) => ({ kind: 'ended', outcome, at: new Date('2026-11-21T10:04:00Z'), url });

describe('a pipeline', () => {
  it.each<{ story: string; answer: Answer; comes: object }>([
    ...['created', 'waiting_for_resource', 'waiting_for_callback', 'preparing', 'pending', 'running', 'canceling', 'manual', 'scheduled'].map((status) => ({
      story: status,
      answer: of(status, { finished_at: null }),
      comes: { kind: 'running' },
    })),
    { story: 'success', answer: of('success'), comes: ended('succeeded') },
    { story: 'failed', answer: of('failed'), comes: ended('failed') },
    { story: 'canceled', answer: of('canceled'), comes: ended('cancelled') },
    { story: 'skipped, which never began', answer: of('skipped', { finished_at: null }), comes: { ...ended('cancelled'), at: new Date('2026-11-21T10:05:00Z') } },
    { story: 'a state of tomorrow', answer: of('dreaming'), comes: { kind: 'later', why: expect.stringContaining('`dreaming`') } },
    { story: 'an end without a time', answer: of('success', { finished_at: null, updated_at: null }), comes: { kind: 'later' } },
    { story: 'another pipeline', answer: of('success', { id: 8 }), comes: { kind: 'later' } },
    { story: 'something else', answer: { status: 200, json: ['x'] }, comes: { kind: 'later' } },
    { story: '401', answer: { status: 401, json: { message: '401 Unauthorized' } }, comes: { kind: 'denied' } },
    { story: '403', answer: { status: 403, json: { message: '403 Forbidden' } }, comes: { kind: 'denied' } },
    { story: '422', answer: { status: 422, json: {} }, comes: { kind: 'blocked' } },
    { story: '429', answer: { status: 429, json: {} }, comes: { kind: 'later', afterMs: 60_000 } },
    { story: '500', answer: { status: 500, json: {} }, comes: { kind: 'later' } },
    { story: 'a redirect, which is not followed', answer: { status: 302, json: {} }, comes: { kind: 'blocked' } },
    { story: 'a lost answer', answer: 'reset', comes: { kind: 'later' } },
  ])('$story', async ({ answer, comes }) => {
    await using gitlab = await serveGitLab(() => answer);
    expect(await gitlab.runs.follow(pipeline, { id: '7' })).toMatchObject(comes);
    expect(gitlab.requests).toMatchObject([{ path: '/api/v4/projects/acme%2Fteam%2Fapp/pipelines/7', token: 'glpat-canary', body: undefined }]);
  });

  it.each<{ story: string; list: Answer; comes: object }>([
    { story: 'is gone where the others can be seen', list: { status: 200, json: [] }, comes: { kind: 'gone', why: 'The project has no pipeline 7 any more.' } },
    {
      story: 'is not gone where the project can not be seen',
      list: { status: 404, json: { message: '404 Project Not Found' } },
      comes: { kind: 'blocked', why: 'GitLab refused (404): 404 Project Not Found' },
    },
    { story: 'is not gone where nobody can tell', list: 'reset', comes: { kind: 'later' } },
  ])('that is not there $story', async ({ list, comes }) => {
    await using gitlab = await serveGitLab(({ path }) => (path.endsWith('/7') ? { status: 404, json: { message: '404 Not found' } } : list));
    expect(await gitlab.runs.follow(pipeline, { id: '7' })).toMatchObject(comes);
    expect(gitlab.requests.map(({ path }) => path)).toEqual(['/api/v4/projects/acme%2Fteam%2Fapp/pipelines/7', '/api/v4/projects/acme%2Fteam%2Fapp/pipelines']);
  });

  it('of a project that no token may read is not asked for', async () => {
    await using gitlab = await serveGitLab(() => of('success'));
    const blind = createGitLabRuns({ ...gitlab.options, readToken: async () => undefined });
    expect(await blind.follow(pipeline, { id: '7' })).toMatchObject({ kind: 'denied', why: expect.stringContaining('acme/team/app') });
    expect(gitlab.requests).toEqual([]);
  });
});
