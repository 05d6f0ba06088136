import { faultAnswers, startGitHub, type GitHub, type GitHubFault, type GitHubOptions } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import type { ApiOptions } from '../api/client.ts';
import { gitIn } from '../git-in.fixture.ts';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { at, bot, branchOf, remove, slugOf, textAt, write } from './store.fixture.ts';
import { createGitHubStores, openGitHubStore } from './store.ts';
import type { CommitRequest, GitHubStore, Head } from './types.ts';

const slug = 'acme/factory';
const main = branchOf('main');
const files = { 'images.yaml': 'images: []\n', 'state/app.yaml': 'n: 1\n', 'state/web.yaml': 'n: 2\n', 'state/notes.txt': '' };

function start(options: Partial<GitHubOptions> = {}, protections: Readonly<Record<string, 'classic' | 'ruleset'>> = {}): Promise<GitHub> {
  return startGitHub({ repositories: { [slug]: { files, protected: protections } }, ...options });
}

function open(url: string, more: Partial<ApiOptions> = {}, branch = main): GitHubStore {
  return openGitHubStore({ repository: slugOf(slug), branch, token: 'ghs_test', apiUrl: url, pace: virtualPace(), ...more });
}

async function headOf(store: GitHubStore): Promise<Head> {
  const opened = await store.open();
  if (opened.kind !== 'head') throw new Error(`the branch is ${opened.kind}`);
  return opened.head;
}

const request = (...changes: CommitRequest['changes']): CommitRequest => ({ changes, message: 'Record app\n\nIts base moved.', author: bot });

describe('a commit', () => {
  it('is the one that git finds, with everything in it', async () => {
    await using github = await start();
    const store = open(github.url);
    const { commit } = await headOf(store);
    const outcome = await store.commit(commit, request(write('state/app.yaml', 'n: ü\n'), write('new/x.yaml', ''), remove('state/web.yaml'), remove('state/never.yaml')));
    const repository = github.repository(slug);
    expect(outcome).toEqual({ kind: 'landed', commit: await repository.head() });
    const [newest] = await repository.log();
    expect(newest).toMatchObject({ parents: [commit], message: 'Record app\n\nIts base moved.\n\nCo-authored-by: Image Factory Bot <bot@example.com>' });
    expect(await gitIn(repository.path).lines('ls-tree', '-r', '--name-only', 'main')).toEqual(['images.yaml', 'new/x.yaml', 'state/app.yaml', 'state/notes.txt']);
    expect(await repository.readFile('state/app.yaml')).toBe('n: ü\n');
    const next = await headOf(store);
    expect([next.commit, await textAt(next, 'state/app.yaml')]).toEqual([newest?.sha, 'n: ü\n']);
    expect([await store.holds(commit), await store.holds(next.commit), await store.holds('0'.repeat(40))]).toEqual([true, true, false]);
  });

  it("lands on a server of one's own", async () => {
    await using github = await start({ mode: 'ghes-3.19' });
    const store = open(`${github.url}/`);
    const { commit } = await headOf(store);
    const outcome = await store.commit(commit, request(write('state/app.yaml', 'n: 3\n')));
    expect(outcome).toEqual({ kind: 'landed', commit: await github.repository(slug).head() });
  });

  it('does not land on a branch that moved, or that is gone', async () => {
    await using github = await start();
    const store = open(github.url);
    const { commit } = await headOf(store);
    const theirs = await github.repository(slug).commit({ 'state/app.yaml': 'theirs\n' });
    expect(await store.commit(commit, request(write('state/app.yaml', 'ours\n')))).toEqual({ kind: 'moved' });
    expect(await github.repository(slug).head()).toBe(theirs);
    await gitIn(github.repository(slug).path).one('update-ref', '-d', 'refs/heads/main');
    expect(await store.commit(theirs, request(write('state/app.yaml', 'ours\n')))).toEqual({ kind: 'moved' });
    expect(await store.open()).toEqual({ kind: 'absent' });
  });

  it('is told of right after it, even where GitHub still tells of the one before', async () => {
    await using github = await start();
    const pace = virtualPace();
    const store = open(github.url, { pace });
    const { commit } = await headOf(store);
    const stale = JSON.parse(JSON.stringify({ data: { repository: { ref: { target: { oid: commit, tree: { oid: await gitIn(github.repository(slug).path).one('rev-parse', 'main^{tree}') } } } } } }));
    await store.commit(commit, request(write('state/app.yaml', 'ours\n')));
    github.faults.push({ contains: 'qualifiedName', answer: { status: 200, json: stale }, times: 2 });
    expect(await textAt(await headOf(store), 'state/app.yaml')).toBe('ours\n');
    await pace.sleep(60_000); // by then it has been put back
    expect((await headOf(store)).commit).toBe(commit);
  });

  it('begins a branch without a past', async () => {
    await using github = await start();
    const state = branchOf('image-factory-state');
    const [first, second] = [open(github.url, {}, state), open(github.url, {}, state)];
    const outcome = await first.commit(undefined, request(write('image-factory/state/app.yaml', 'n: 1\n'), remove('x')));
    const repository = github.repository(slug);
    expect(outcome).toEqual({ kind: 'landed', commit: await repository.head(state) });
    expect(await repository.log(state)).toMatchObject([{ parents: [], message: expect.stringContaining('Co-authored-by: Image Factory Bot') }]);
    expect(await gitIn(repository.path).lines('ls-tree', '-r', '--name-only', state)).toEqual(['image-factory/state/app.yaml']);
    expect(await second.commit(undefined, request(write('x', 'y')))).toEqual({ kind: 'moved' });
    expect(await repository.log(state)).toHaveLength(1);
  });
});

describe('an answer that is lost', () => {
  const mutation = { path: '/graphql', contains: 'createCommitOnBranch' } as const;
  it.each<{ story: string; fault: Partial<GitHubFault>; rival?: string; kind: string; commits: number }>([
    { story: 'after the commit landed', fault: { answer: 'reset', when: 'after' }, kind: 'landed', commits: 2 },
    { story: 'after the commit landed, as a failure of the server', fault: { answer: faultAnswers.unavailable(502), when: 'after' }, kind: 'landed', commits: 2 },
    { story: 'before anything happened', fault: { answer: 'reset' }, kind: 'unclear', commits: 1 },
    { story: 'as a failure of the server', fault: { answer: faultAnswers.unavailable(503) }, kind: 'unclear', commits: 1 },
  ])('$story: $kind', async ({ fault, kind, commits }) => {
    await using github = await start();
    const store = open(github.url);
    const { commit } = await headOf(store);
    github.faults.push({ ...mutation, answer: 'reset', ...fault });
    const outcome = await store.commit(commit, request(write('state/app.yaml', 'n: 5\n')));
    expect(outcome.kind).toBe(kind);
    expect(await github.repository(slug).log()).toHaveLength(commits);
    if (outcome.kind === 'landed') expect(outcome.commit).toBe(await github.repository(slug).head());
  });

  it('while somebody else took the place: it did not land, and never will', async () => {
    await using github = await start();
    const store = open(github.url);
    const { commit } = await headOf(store);
    await github.repository(slug).commit({ 'state/app.yaml': 'theirs\n' });
    github.faults.push({ ...mutation, answer: 'reset' });
    expect(await store.commit(commit, request(write('state/app.yaml', 'n: 5\n')))).toEqual({ kind: 'moved' });
  });

  it('is not taken for the same words about something else', async () => {
    await using github = await start();
    const [mine, other] = [open(github.url), open(github.url)];
    const { commit } = await headOf(mine);
    await other.commit(commit, request(write('state/app.yaml', 'n: 6\n')));
    github.faults.push({ ...mutation, answer: 'reset' });
    expect(await mine.commit(commit, request(write('state/app.yaml', 'n: 5\n')))).toEqual({ kind: 'moved' });
  });

  it('is found below what others committed since', async () => {
    await using github = await start();
    const store = open(github.url);
    const { commit } = await headOf(store);
    github.faults.push({ ...mutation, answer: 'reset', when: 'after' }, { path: '/graphql', contains: 'qualifiedName', answer: faultAnswers.unavailable(500) });
    const landing = store.commit(commit, request(write('state/app.yaml', 'n: 5\n')));
    while ((await github.repository(slug).log()).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await github.repository(slug).commit({ 'state/web.yaml': 'theirs\n' });
    const outcome = await landing;
    const ours = (await github.repository(slug).log()).find(({ message }) => message.startsWith('Record app'));
    expect(outcome).toEqual({ kind: 'landed', commit: ours?.sha });
  });
});

describe('being asked to slow down', () => {
  it.each([
    { story: 'for seven seconds', answer: faultAnswers.secondaryLimit(7), afterMs: 7000 },
    { story: 'for an unknown time', answer: faultAnswers.secondaryLimit(), afterMs: 60_000 },
    { story: 'by 429', answer: faultAnswers.tooManyRequests(3), afterMs: 3000 },
    { story: 'until a moment that is over', answer: faultAnswers.primaryLimit(99), afterMs: 1000 },
    { story: 'in a query, until the hour', answer: { ...faultAnswers.graphqlLimit(), headers: { 'retry-after': '11' } }, afterMs: 11_000 },
  ])('$story', async ({ answer, afterMs }) => {
    await using github = await start();
    github.faults.push({ path: '/graphql', answer });
    expect(await open(github.url).open()).toMatchObject({ kind: 'busy', afterMs });
    const store = open(github.url);
    const { commit } = await headOf(store);
    github.faults.push({ path: '/graphql', contains: 'createCommitOnBranch', answer });
    expect(await store.commit(commit, request(write('state/app.yaml', 'x\n')))).toMatchObject({ kind: 'busy', afterMs });
    expect(await github.repository(slug).head()).toBe(commit);
  });

  it('is waited for while reading', async () => {
    await using github = await start();
    const pace = virtualPace();
    const head = await headOf(open(github.url, { pace }));
    github.faults.push(
      { path: /\/git\/trees\//, answer: faultAnswers.tooManyRequests(30) },
      { path: /\/git\/trees\//, answer: faultAnswers.unavailable(500) },
      { path: /\/git\/trees\//, answer: 'reset' },
    );
    expect(await textAt(head, 'state/app.yaml')).toBe('n: 1\n');
    expect(pace.slept[0]).toBeGreaterThanOrEqual(30_000);
    expect(pace.slept).toHaveLength(3);
  });

  it('for too long is an error that says so', async () => {
    await using github = await start();
    const head = await headOf(open(github.url));
    github.faults.push({ path: /\/git\/trees\//, answer: faultAnswers.tooManyRequests(3600) });
    await expect(head.read(at('state/app.yaml'))).rejects.toMatchObject({ path: 'main', message: expect.stringContaining('wait for 3600 s') });
  });

  it('with nothing left: it is not even asked', async () => {
    await using github = await start();
    const store = open(github.url);
    github.faults.push({ path: '/graphql', answer: faultAnswers.graphqlLimit() });
    await store.open();
    const asked = github.requests.length;
    expect(await store.open()).toMatchObject({ kind: 'busy', afterMs: expect.any(Number) });
    expect(github.requests).toHaveLength(asked);
  });

  it('a server that does not answer in time: busy', async () => {
    await using github = await start();
    github.faults.push({ path: '/graphql', answer: 'reset', delayMs: 500 });
    expect(await open(github.url, { timeoutMs: 50 }).open()).toMatchObject({ kind: 'busy' });
  });

  it('no server at all: busy', async () => {
    const github = await start();
    await github[Symbol.asyncDispose]();
    expect(await open(github.url).open()).toMatchObject({ kind: 'busy', why: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('a refusal', () => {
  const tokens = { ghs_test: {}, ghs_read: { permissions: { contents: 'read' } }, ghs_write: { permissions: { contents: 'write' } } } as const;
  it.each<{ story: string; branch?: string; token?: string; path?: string; says: RegExp; hint: RegExp }>([
    { story: 'by classic rules', branch: 'classic', says: /branch classic of acme\/factory is protected/, hint: /stateBranch/ },
    { story: 'by a ruleset', branch: 'ruled', says: /branch ruled of acme\/factory is protected/, hint: /GitHub App/ },
    { story: 'of a token that may only read', token: 'ghs_read', says: /may not do this/, hint: /permissions: \{ contents: write \}/ },
    { story: 'of a workflow', token: 'ghs_write', path: '.github/workflows/x.yml', says: /workflows/, hint: /permission-workflows: write/ },
  ])('$story says what to do', async ({ branch = 'main', token = 'ghs_test', path = 'state/app.yaml', says, hint }) => {
    await using github = await start({ tokens }, { classic: 'classic', ruled: 'ruleset' });
    await github.repository(slug).commit({ x: 'y' }, { branch });
    const store = open(github.url, { token }, branchOf(branch));
    const { commit } = await headOf(store);
    const refusal = await store.commit(commit, request(write(path, 'x\n'))).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ path: branch, code: 'state/push-refused', message: expect.stringMatching(says), hint: expect.stringMatching(hint) });
    expect(await github.repository(slug).head(branch)).toBe(commit);
  });

  it('of a commit that is too large names the other way', async () => {
    await using github = await start();
    const store = open(github.url);
    const { commit } = await headOf(store);
    github.faults.push({ contains: 'createCommitOnBranch', answer: { status: 413, json: { message: 'Payload too large' } } });
    await expect(store.commit(commit, request(write('x', 'y')))).rejects.toMatchObject({ hint: expect.stringContaining('commit-by: git') });
  });

  it('of a protected branch that is to be made', async () => {
    await using github = await start({}, { state: 'ruleset' });
    await expect(open(github.url, {}, branchOf('state')).commit(undefined, request(write('x', 'y')))).rejects.toMatchObject({ message: expect.stringContaining('protected') });
  });
});

describe('tokens', () => {
  it('one that has expired is asked for anew, once for all who wait', async () => {
    await using github = await start({ tokens: { ghs_new: {} } });
    const given: string[] = [];
    const token = (): Promise<string> => {
      given.push(given.length === 0 ? 'ghs_old' : 'ghs_new');
      return Promise.resolve(given.at(-1) ?? '');
    };
    const stores = createGitHubStores({ repository: slugOf(slug), token, apiUrl: github.url });
    const opened = await Promise.all(['main', 'other', 'third'].map((name) => stores(branchOf(name)).open()));
    expect(opened.map(({ kind }) => kind)).toEqual(['head', 'absent', 'absent']);
    expect(given).toEqual(['ghs_old', 'ghs_new']);
  });

  it.each(['ghs_canary', 'ghp_canaryCANARY0123456789', `ghs_1_${'canary'.repeat(80)}`, 'github_pat_canary_x'])('%# is in no error', async (canary) => {
    await using github = await start();
    const errors: unknown[] = [];
    const collect = (error: unknown) => void errors.push(error);
    const store = open(github.url, { token: canary });
    await store.open().catch(collect);
    await store.commit('0'.repeat(40), request(write('x', canary.slice(0, 3)))).catch(collect);
    await open(github.url, { token: () => Promise.resolve(canary) })
      .open()
      .catch(collect);
    github.faults.push({ path: '/graphql', answer: { status: 403, json: { message: `echo ${canary}` } } });
    await store.open().catch(collect);
    expect(errors).toHaveLength(4);
    const { inspect } = await import('node:util');
    expect(inspect(errors, { depth: 20, showHidden: true, maxStringLength: null })).not.toContain(canary);
    expect(errors.map(String).join('\n')).not.toContain(Buffer.from(canary).toString('base64'));
  });
});
