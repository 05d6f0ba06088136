import { describe, expect, it } from 'vitest';
import { key, pipeline, wanted } from './dispatch.fixture.ts';
import { createGitLabRuns } from './gitlab-runs.ts';
import { serveGitLab, type Answer } from './gitlab-server.fixture.ts';

const inputs = { image: 'app', key };

const created = { status: 201, json: { id: 7, web_url: 'https://gitlab.com/acme/team/app/-/pipelines/7' } };

describe('a trigger', () => {
  it('has its token in the body, and inputs', async () => {
    await using gitlab = await serveGitLab(() => created);
    expect(await gitlab.runs.start({ target: pipeline, inputs })).toEqual({ kind: 'started', run: { id: '7', url: created.json.web_url } });
    expect(gitlab.requests).toEqual([
      { path: '/api/v4/projects/acme%2Fteam%2Fapp/trigger/pipeline', query: new URLSearchParams(), token: undefined, body: { token: 'glptt-canary', ref: 'main', inputs } },
    ]);
  });

  it('has variables where there are no inputs', async () => {
    await using gitlab = await serveGitLab((_asked, count) => (count === 1 ? { status: 400, json: { message: { base: ['Given inputs not defined in the `spec` section'] } } } : created));
    expect(await gitlab.runs.start({ target: pipeline, inputs })).toMatchObject({ kind: 'started' });
    expect(gitlab.requests[1]?.body).toEqual({ token: 'glptt-canary', ref: 'main', variables: { IMAGE_FACTORY_IMAGE: 'app', IMAGE_FACTORY_KEY: key } });
  });

  it.each<{ story: string; answer: Answer; comes: object }>([
    { story: 'a lost answer', answer: 'reset', comes: { kind: 'unclear' } },
    { story: '502', answer: { status: 502, json: {} }, comes: { kind: 'unclear' } },
    { story: '404', answer: { status: 404, json: { message: '404 Not Found' } }, comes: { kind: 'blocked', why: 'GitLab refused (404): 404 Not Found' } },
    { story: '400', answer: { status: 400, json: { message: { base: ['Reference not found'] } } }, comes: { kind: 'blocked' } },
    { story: '403', answer: { status: 403, json: { error: 'insufficient_scope' } }, comes: { kind: 'denied', why: 'GitLab refused (403): insufficient_scope' } },
    { story: '429', answer: { status: 429, json: {} }, comes: { kind: 'later', afterMs: 60_000 } },
    { story: 'a redirect', answer: { status: 302, json: {} }, comes: { kind: 'blocked' } },
  ])('$story', async ({ answer, comes }) => {
    await using gitlab = await serveGitLab(() => answer);
    expect(await gitlab.runs.start({ target: pipeline, inputs })).toMatchObject(comes);
    expect(gitlab.requests).toHaveLength(1);
  });
});

it('a project without a trigger token is refused before anything is sent', async () => {
  await using gitlab = await serveGitLab(() => created);
  const runs = createGitLabRuns({ ...gitlab.options, triggerToken: async () => undefined });
  expect(await runs.start({ target: pipeline, inputs })).toMatchObject({ kind: 'denied' });
  expect(gitlab.requests).toEqual([]);
});

describe('looking for a pipeline', () => {
  const listed = (name: string, id = 7) => ({ id, name, created_at: new Date().toISOString(), web_url: `https://gitlab.com/p/${id}` });

  it.each<{ story: string; list: unknown; unnamed: boolean; comes: object }>([
    { story: 'by its name', list: [listed(`app ${key}`)], unnamed: false, comes: { kind: 'found', run: { id: '7' }, isNamed: true } },
    { story: 'by time', list: [listed('')], unnamed: true, comes: { kind: 'found', isNamed: false } },
    { story: 'not, when several could be it', list: [listed(''), listed('', 8)], unnamed: true, comes: { kind: 'ambiguous' } },
    { story: 'not, when nobody has begun', list: [listed('')], unnamed: false, comes: { kind: 'none' } },
    { story: 'not in what makes no sense', list: { x: 1 }, unnamed: false, comes: { kind: 'later' } },
  ])('$story', async ({ list, unnamed, comes }) => {
    await using gitlab = await serveGitLab(() => ({ status: 200, json: list }));
    expect(await gitlab.runs.find(wanted(pipeline, unnamed ? { unnamed: { exclude: new Set() } } : {}))).toMatchObject(comes);
    expect(gitlab.requests[0]).toMatchObject({ path: '/api/v4/projects/acme%2Fteam%2Fapp/pipelines', token: 'glpat-canary' });
    expect(gitlab.requests[0]?.query.get('source')).toBe('trigger');
  });

  it('without a token nothing can be seen: what may have been begun is ambiguous', async () => {
    await using gitlab = await serveGitLab(() => ({ status: 200, json: [] }));
    const blind = createGitLabRuns({ ...gitlab.options, readToken: async () => undefined });
    expect(await blind.find(wanted(pipeline))).toEqual({ kind: 'none' });
    expect(await blind.find(wanted(pipeline, { unnamed: { exclude: new Set() } }))).toMatchObject({ kind: 'ambiguous' });
    expect(gitlab.requests).toEqual([]);
  });

  it.each([
    { status: 500, comes: 'later' },
    { status: 404, comes: 'blocked' },
    { status: 401, comes: 'denied' },
  ])('$status: $comes', async ({ status, comes }) => {
    await using gitlab = await serveGitLab(() => ({ status, json: {} }));
    expect(await gitlab.runs.find(wanted(pipeline))).toMatchObject({ kind: comes });
  });
});
