import { faultAnswers, startGitHub, type GitHubFault, type GitHubOptions } from '@image-factory/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factory, place, rightsOn } from './rights.fixture.ts';

const path = '.github/image-factory.yml';
const agrees = `factories: [${factory.repo}]\n`;

const others = {
  'other/silent': { files: { a: '' } },
  'other/someone': { files: { [path]: 'factories: [eve/factory]\n' } },
  'other/large': { files: { [path]: `${agrees}#${'x'.repeat(70_000)}\n` } },
  'other/huge': { files: { [path]: `${agrees}#${'x'.repeat(1_100_000)}\n` } },
  'other/folder': { files: { [`${path}/x`]: agrees } },
};

let shared: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  shared = await start({}, others);
});
afterAll(() => shared[Symbol.asyncDispose]());

/** What was asked of the one that all share. */
async function asking<T>(ask: () => Promise<T>): Promise<{ readonly answer: T; readonly paths: readonly string[] }> {
  const before = shared.requests.length;
  const answer = await ask();
  return { answer, paths: shared.requests.slice(before).map(({ path }) => path.split('?')[0] ?? '') };
}

function start(more: Partial<GitHubOptions> = {}, also: GitHubOptions['repositories'] = {}) {
  return startGitHub({
    repositories: {
      'acme/image-factory': { files: { a: '' } },
      ...also,
      'other/agrees': { files: { [path]: agrees }, defaultBranch: 'trunk' },
    },
    teams: { 'acme/security': { octocat: 'active', eve: 'pending' }, 'acme/ops': { mona: 'active' }, 'labs/all': { mona: 'active' } },
    ...more,
  });
}

describe('an emergency rebuild', () => {
  const team = { kind: 'no', why: expect.stringContaining('@acme/security') };

  it.each<{ story: string; actor: string; allowed: string[]; comes: object; asked: number }>([
    { story: 'a listed user', actor: 'octocat', allowed: ['octocat'], comes: { kind: 'yes', by: 'octocat' }, asked: 0 },
    { story: 'a listed user, written otherwise', actor: 'OctoCat', allowed: ['@octocat'], comes: { kind: 'yes', by: '@octocat' }, asked: 0 },
    { story: 'a listed user behind a team', actor: 'octocat', allowed: ['@acme/ops', 'octocat'], comes: { kind: 'yes', by: 'octocat' }, asked: 0 },
    { story: 'a listed app', actor: 'image-bot[bot]', allowed: ['image-bot'], comes: { kind: 'no' }, asked: 0 },
    { story: 'a member', actor: 'octocat', allowed: ['mona', '@acme/security'], comes: { kind: 'yes', by: '@acme/security' }, asked: 1 },
    { story: 'a member of the second team', actor: 'mona', allowed: ['@acme/security', 'acme/ops'], comes: { kind: 'yes', by: 'acme/ops' }, asked: 3 },
    { story: 'somebody who was invited', actor: 'eve', allowed: ['@acme/security'], comes: team, asked: 1 },
    { story: 'a stranger', actor: 'mallory', allowed: ['@acme/security', '@acme/security'], comes: team, asked: 2 },
    { story: 'a team that is not there', actor: 'octocat', allowed: ['@acme/none'], comes: { kind: 'denied', why: expect.stringContaining('members: read') }, asked: 2 },
    { story: 'a team that is not there, and one that says yes', actor: 'octocat', allowed: ['@acme/none', '@acme/security'], comes: { kind: 'yes' }, asked: 3 },
    { story: 'nobody is listed', actor: 'octocat', allowed: [], comes: { kind: 'no', why: expect.stringContaining('lists nobody') }, asked: 0 },
    { story: 'a team that would be another path', actor: 'octocat', allowed: ['@acme/..', '@acme/.', '@../acme'], comes: { kind: 'no' }, asked: 0 },
    { story: 'a name that only looks like a listed one', actor: 'o\u212Aay', allowed: ['okay'], comes: { kind: 'no', why: expect.stringContaining('no login') }, asked: 0 },
    { story: 'no name', actor: '', allowed: [''], comes: { kind: 'no' }, asked: 0 },
    { story: 'a name with a path', actor: '../octocat', allowed: ['@acme/security'], comes: { kind: 'no' }, asked: 0 },
    { story: 'the name of a team', actor: 'security', allowed: ['@acme/security'], comes: team, asked: 2 },
  ])('$story', async ({ actor, allowed, comes, asked }) => {
    const { answer, paths } = await asking(async () => rightsOn(shared).mayEmergency(actor, allowed));
    expect(answer).toMatchObject(comes);
    expect(paths).toHaveLength(asked);
  });

  it.each<{ story: string; fault: Omit<GitHubFault, 'path'>; comes: object }>([
    { story: '502 once', fault: { answer: faultAnswers.unavailable(502) }, comes: { kind: 'yes' } },
    { story: '503 always', fault: { answer: faultAnswers.unavailable(503), times: 5 }, comes: { kind: 'later' } },
    { story: '429', fault: { answer: faultAnswers.tooManyRequests(300) }, comes: { kind: 'later', afterMs: 300_000 } },
    { story: '422', fault: { answer: { status: 422, json: { message: 'odd' } } }, comes: { kind: 'blocked' } },
    { story: '401 twice', fault: { answer: { status: 401, json: { message: 'Bad credentials' } }, times: 2 }, comes: { kind: 'denied' } },
    { story: 'a lost answer', fault: { answer: 'reset', times: 5 }, comes: { kind: 'later' } },
    { story: 'an answer that says nothing', fault: { answer: { status: 200, json: ['active'] } }, comes: { kind: 'no' } },
    { story: 'a state in other letters', fault: { answer: { status: 200, json: { state: 'ACTIVE' } } }, comes: { kind: 'no' } },
  ])('is no yes by mistake: $story', async ({ fault, comes }) => {
    await using github = await start();
    github.faults.push({ path: /\/memberships\//, ...fault });
    expect(await rightsOn(github).mayEmergency('octocat', ['@acme/security'])).toMatchObject(comes);
  });

  it('needs a token that may read the members', async () => {
    await using github = await start({ tokens: { ghs_test: { permissions: { contents: 'read' } } } });
    const why = expect.stringContaining('members');
    expect(await rightsOn(github).mayEmergency('octocat', ['@acme/security'])).toMatchObject({ kind: 'denied', why });
    expect(await rightsOn(github, { teamToken: async () => undefined }).mayEmergency('octocat', ['@acme/security'])).toMatchObject({ kind: 'denied', why });
  });

  it('asks each organization with its own token', async () => {
    await using github = await start({ tokens: { ghs_acme: { repositories: ['acme/image-factory'] }, ghs_labs: { repositories: ['labs/x'] } } });
    const rights = rightsOn(github, { teamToken: async (owner) => `ghs_${owner}` });
    expect(await rights.mayEmergency('mona', ['@acme/security', '@labs/all'])).toEqual({ kind: 'yes', by: '@labs/all' });
  });
});

describe('the consent of a repository', () => {
  it.each<{ story: string; repo: ReturnType<typeof place>; comes: object; asked: number }>([
    { story: 'the factory itself', repo: factory, comes: { kind: 'yes' }, asked: 0 },
    { story: 'the same owner', repo: place('ACME/app'), comes: { kind: 'yes', by: 'the owner acme' }, asked: 0 },
    { story: 'a file on its default branch', repo: place('other/agrees'), comes: { kind: 'yes', by: path }, asked: 1 },
    { story: 'no file', repo: place('other/silent'), comes: { kind: 'no', why: expect.stringContaining('`factories: [acme/image-factory]`') }, asked: 1 },
    { story: 'no repository', repo: place('other/none'), comes: { kind: 'no', why: expect.stringContaining('has not agreed') }, asked: 1 },
    { story: 'a file for somebody else', repo: place('other/someone'), comes: { kind: 'no', why: expect.stringContaining('`eve/factory`') }, asked: 1 },
    { story: 'a large file', repo: place('other/large'), comes: { kind: 'no', why: expect.stringContaining('64 KiB') }, asked: 1 },
    { story: 'a file whose bytes are not sent', repo: place('other/huge'), comes: { kind: 'no', why: expect.stringContaining('64 KiB') }, asked: 1 },
    { story: 'a folder of that name', repo: place('other/folder'), comes: { kind: 'no', why: expect.stringContaining('is no file') }, asked: 1 },
    { story: 'our name on another host', repo: place('acme/silent', 'git.example.com'), comes: { kind: 'no', why: expect.stringContaining('`factories: [github.com/acme/image-factory]`') }, asked: 1 },
  ])('$story', async ({ repo, comes, asked }) => {
    const { answer, paths } = await asking(async () => rightsOn(shared).consents(repo));
    expect(answer).toMatchObject(comes);
    expect(paths).toEqual(asked === 0 ? [] : [`/repos/${repo.repo}/contents/.github/image-factory.yml`]);
  });

  it('does not come from a branch', async () => {
    await using github = await start({}, { 'other/silent': others['other/silent'] });
    await github.repository('other/silent').commit({ [path]: agrees }, { branch: 'mine' });
    expect(await rightsOn(github).consents(place('other/silent'))).toMatchObject({ kind: 'no' });
  });

  it('is asked for once, however many images there are', async () => {
    await using github = await start({}, { 'other/silent': others['other/silent'] });
    const rights = rightsOn(github);
    const asked = ['other/agrees', 'Other/Agrees', 'other/agrees', 'other/silent', 'other/silent'].map(async (repo) => rights.consents(place(repo)));
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['yes', 'yes', 'yes', 'no', 'no']);
    expect(await rights.consents(place('other/agrees'))).toMatchObject({ kind: 'yes' });
    expect(github.requests).toHaveLength(2);
  });

  it.each<{ story: string; fault: Omit<GitHubFault, 'path'>; comes: object; next: string }>([
    { story: '500 always', fault: { answer: faultAnswers.unavailable(500), times: 5 }, comes: { kind: 'later' }, next: 'yes' },
    { story: '403 with retry-after', fault: { answer: faultAnswers.secondaryLimit(120) }, comes: { kind: 'later', afterMs: 120_000 }, next: 'yes' },
    { story: '403', fault: { answer: { status: 403, json: { message: 'Resource not accessible by integration' } } }, comes: { kind: 'denied' }, next: 'denied' },
    { story: '422', fault: { answer: { status: 422, json: { message: 'odd' } } }, comes: { kind: 'blocked' }, next: 'blocked' },
    {
      story: 'a repository that has moved',
      fault: { answer: { status: 301, headers: { location: '/repos/other/agrees/contents/.github/image-factory.yml' }, json: { message: 'Moved Permanently' } } },
      comes: { kind: 'no', why: expect.stringContaining('another repository by now') },
      next: 'no',
    },
    { story: 'a file without bytes', fault: { answer: { status: 200, json: { type: 'file', size: 10, encoding: 'none', content: '' } } }, comes: { kind: 'later' }, next: 'yes' },
    { story: 'a file without a size', fault: { answer: { status: 200, json: { type: 'file', encoding: 'base64', content: '' } } }, comes: { kind: 'no' }, next: 'no' },
    {
      story: 'bytes that are no text',
      fault: { answer: { status: 200, json: { type: 'file', size: 2, encoding: 'base64', content: '//4=' } } },
      comes: { kind: 'no', why: expect.stringContaining('UTF-8') },
      next: 'no',
    },
  ])('is no yes by mistake: $story', async ({ fault, comes, next }) => {
    await using github = await start();
    github.faults.push({ path: /\/contents\//, ...fault });
    const rights = rightsOn(github);
    expect(await rights.consents(place('other/agrees'))).toMatchObject(comes);
    expect(await rights.consents(place('other/agrees'))).toMatchObject({ kind: next });
  });

  it('can not be read without a token', async () => {
    await using github = await start();
    expect(await rightsOn(github, { token: async () => undefined }).consents(place('other/agrees'))).toMatchObject({ kind: 'denied' });
    expect(github.requests).toEqual([]);
  });
});
