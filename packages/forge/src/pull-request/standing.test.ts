import { faultAnswers, startGitHub, type GitHub, type GitHubFault, type RepositoryHandle } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { gitIn } from '../git-in.fixture.ts';
import { at, bot, branchOf, remove, slugOf, write } from '../state-store/store.fixture.ts';
import type { FileChange } from '../state-store/types.ts';
import { virtualPace } from '../virtual-pace.fixture.ts';
import type { ProposalOutcome } from './proposal.ts';
import { openStandingPullRequest, type StandingPullRequest } from './standing.ts';

const slug = 'acme/factory';
const name = 'image-factory/update';
const [one, two, three] = ['one', 'two', 'three'].map((text) => [write('images.yaml', `${text}\n`), write('dist/all.yaml', `from: ${text}\n`)]) as [FileChange[], FileChange[], FileChange[]];

interface Scene extends AsyncDisposable {
  readonly github: GitHub;
  readonly repository: RepositoryHandle;
  /** Plans on the head of the base, and proposes. */
  propose(changes: readonly FileChange[], standing?: StandingPullRequest): Promise<ProposalOutcome>;
  /** Closes the first one, as somebody who does not want it. */
  close(): Promise<void>;
  /** Headlines of the branch that the base has not, newest first. */
  commits(): Promise<string[]>;
}

const urlOf = (pull: number) => expect.stringContaining(`/pull/${pull}`);

function open(url: string, token = 'ghs_test'): StandingPullRequest {
  return openStandingPullRequest({ repository: slugOf(slug), base: branchOf('main'), branch: branchOf(name), token, apiUrl: url, pace: virtualPace() });
}

async function scene(): Promise<Scene> {
  await using ends = new AsyncDisposableStack();
  const tokens = { ghs_test: {}, ghs_contents: { permissions: { contents: 'write', pull_requests: 'read' } } } as const;
  const github = ends.use(await startGitHub({ repositories: { [slug]: { files: { 'images.yaml': 'zero\n', 'dist/old.yaml': '', other: '' } } }, tokens }));
  const repository = github.repository(slug);
  const kept = ends.move();
  return {
    github,
    repository,
    async propose(changes, standing = open(github.url)) {
      const opened = await standing.open();
      const planned = opened.kind === 'head' ? opened.head.commit : '';
      return standing.propose({ planned, changes, title: 'Update images', body: 'Why it is so.', message: `Update to ${changes.length}`, author: bot });
    },
    async close() {
      await fetch(`${github.url}/repos/${slug}/pulls/1`, {
        method: 'PATCH',
        headers: { authorization: 'Bearer ghs_test', 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'somebody' },
        body: '{"state":"closed"}',
      });
    },
    commits: () => gitIn(repository.path).lines('log', '--format=%s', `main..${name}`),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

describe('the standing pull request', () => {
  it('is opened with one commit on the base', async () => {
    await using it = await scene();
    const outcome = await it.propose([...one, remove('dist/old.yaml'), remove('never')]);
    const head = await it.repository.head(name);
    expect(outcome).toEqual({ kind: 'opened', pull: 1, url: expect.stringContaining('/pull/1'), commit: head, besides: false });
    const [commit] = await it.repository.log(name);
    expect(commit).toMatchObject({ parents: [await it.repository.head()], message: expect.stringContaining('Co-authored-by: Image Factory Bot <bot@example.com>\nImage-Factory-Content: ') });
    expect(await gitIn(it.repository.path).lines('diff', '--name-status', 'main', name)).toEqual(['A\tdist/all.yaml', 'D\tdist/old.yaml', 'M\timages.yaml']);
    const pulls = it.github.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/pulls')).map(({ body }) => JSON.parse(body));
    expect(pulls).toMatchObject([{ title: 'Update images', base: 'main', head: name, body: expect.stringMatching(/^Why it is so\.\n\n<!-- image-factory\/update: content=/) }]);
  });

  it('is left alone while it proposes the same, also when the base goes on elsewhere', async () => {
    await using it = await scene();
    await it.propose(one);
    const head = await it.repository.head(name);
    await it.repository.commit({ other: 'more' });
    const writes = it.github.writes;
    expect(await it.propose(one)).toEqual({ kind: 'unchanged', pull: 1, url: urlOf(1) });
    expect([await it.repository.head(name), it.github.writes]).toEqual([head, writes]);
  });

  it('is brought up to date with one commit on the new base', async () => {
    await using it = await scene();
    await it.propose(one);
    await it.repository.commit({ other: 'more' });
    expect(await it.propose(two)).toMatchObject({ kind: 'updated', pull: 1, besides: false });
    expect(await it.commits()).toEqual(['Update to 2']);
    expect((await it.repository.log(name))[0]?.parents).toEqual([await it.repository.head()]);
    expect(await it.repository.readFile('images.yaml', name)).toBe('two\n');
  });

  it('is made anew when the base has touched what it changes', async () => {
    await using it = await scene();
    await it.propose(one);
    await it.repository.commit({ 'images.yaml': 'by hand\n' });
    expect(await it.propose(one)).toMatchObject({ kind: 'updated', pull: 1 });
    expect((await it.repository.log(name))[0]?.parents).toEqual([await it.repository.head()]);
  });

  it("keeps somebody's commit, goes on above it, and says so", async () => {
    await using it = await scene();
    await it.propose(one);
    const theirs = await it.repository.commit({ 'images.yaml': 'one, by hand\n', mine: 'x' }, { branch: name, message: 'By hand' });
    expect(await it.propose(two)).toMatchObject({ kind: 'updated', besides: true });
    expect(await it.commits()).toEqual(['Update to 2', 'By hand', 'Update to 2']);
    expect((await it.repository.log(name))[0]?.parents).toEqual([theirs]);
    const bodies = it.github.requests.filter(({ method, path }) => method === 'PATCH' && path.endsWith('/pulls/1')).map(({ body }) => JSON.parse(body).body);
    expect(bodies.at(-1)).toContain('Commits of others are on this branch');
    expect(await it.propose(two)).toEqual({ kind: 'unchanged', pull: 1, url: urlOf(1) });
  });

  it('is closed when nothing is left to change, and its branch goes', async () => {
    await using it = await scene();
    await it.propose(one);
    expect(await it.propose([])).toEqual({ kind: 'closed', pull: 1, url: urlOf(1), branch: 'removed' });
    expect(await it.repository.head(name)).toBeUndefined();
    expect(it.repository.comments(1)).toMatchObject([{ body: 'Nothing is left to change on `main`.' }]);
    expect(await it.propose([])).toEqual({ kind: 'nothing' });
    expect(await it.propose(one)).toMatchObject({ kind: 'opened', pull: 2 }); // it was not somebody who closed it
  });

  it("is closed, and a branch with somebody's commit stays", async () => {
    await using it = await scene();
    await it.propose(one);
    const theirs = await it.repository.commit({ mine: 'x' }, { branch: name });
    expect(await it.propose([])).toEqual({ kind: 'closed', pull: 1, url: urlOf(1), branch: 'kept' });
    expect(await it.repository.head(name)).toBe(theirs);
  });

  it('is not opened again when somebody closed it, until it is something else', async () => {
    await using it = await scene();
    await it.propose(one);
    await it.close();
    const writes = it.github.writes;
    expect(await it.propose(one)).toEqual({ kind: 'declined', pull: 1, url: urlOf(1) });
    expect(it.github.writes).toBe(writes);
    expect(await it.propose(two)).toMatchObject({ kind: 'opened', pull: 2 });
    expect(await it.commits()).toEqual(['Update to 2']);
  });

  it('is not opened again for the same matter, although what it would change is not the same', async () => {
    await using it = await scene();
    const about = async (matter: string, changes: readonly FileChange[]) => {
      const standing = open(it.github.url);
      const opened = await standing.open();
      const planned = opened.kind === 'head' ? opened.head.commit : '';
      return standing.propose({ planned, changes, title: 'Move a pin', body: 'Why.', message: 'Move', author: bot, matter });
    };
    expect(await about('to b', one)).toMatchObject({ kind: 'opened', pull: 1 });
    expect(await about('to b', one)).toMatchObject({ kind: 'unchanged', pull: 1 });
    await it.close();
    expect(await about('to b', two)).toMatchObject({ kind: 'declined', pull: 1 });
    expect(await about('to c', two)).toMatchObject({ kind: 'opened', pull: 2 });
  });

  it('can be read until it is merged, also when somebody closed it and took its branch away', async () => {
    await using it = await scene();
    const proposed = async () => {
      const read = await (await open(it.github.url).proposed())?.read(at('images.yaml'));
      return read?.kind === 'file' ? read.text : read?.kind;
    };
    expect(await proposed()).toBeUndefined();
    await it.propose(one);
    expect(await proposed()).toBe('one\n');
    const head = await it.repository.head(name);
    await it.close();
    await gitIn(it.repository.path).one('update-ref', '-d', `refs/heads/${name}`, head ?? '');
    expect(await proposed()).toBe('one\n');
    expect(await it.propose(one)).toMatchObject({ kind: 'declined' });
  });

  it('is planned again when the base moved since', async () => {
    await using it = await scene();
    const outcome = await open(it.github.url).propose({ planned: '0'.repeat(40), changes: one, title: 't', body: 'b', message: 'm', author: bot });
    expect(outcome).toEqual({ kind: 'moved' });
    expect(it.github.writes).toBe(0);
  });
});

describe('somebody who pushes at the same moment', () => {
  it.each([
    { story: 'before the branch is moved', contains: 'updateRefs', changes: two, besides: true },
    { story: 'before the commit on top', contains: 'createCommitOnBranch', changes: three, besides: true },
  ])('$story loses nothing', async ({ contains, changes, besides }) => {
    await using it = await scene();
    await it.propose(one);
    if (contains === 'createCommitOnBranch') await it.repository.commit({ a: '' }, { branch: name, message: 'Earlier' });
    it.github.faults.push({ path: '/graphql', contains, answer: faultAnswers.unavailable(502), delayMs: 300 });
    const proposing = it.propose(changes);
    while (it.github.faults.length > 0) await new Promise((resolve) => setTimeout(resolve, 5)); // taken: the request is on its way
    const theirs = await it.repository.commit({ mine: 'x' }, { branch: name, message: 'By hand' });
    expect(await proposing).toMatchObject({ kind: 'updated', besides });
    expect(await gitIn(it.repository.path).lines('merge-base', '--all', theirs, name)).toEqual([theirs]);
    expect(await it.repository.readFile('mine', name)).toBe('x');
  });

  it('while the branch is moved: GitHub compares, and it is looked at again', async () => {
    await using it = await scene();
    await it.propose(one);
    it.github.faults.push({ path: '/graphql', contains: 'updateRefs', delayMs: 300 });
    const proposing = it.propose(two);
    while (it.github.faults.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await it.repository.commit({ mine: 'x' }, { branch: name, message: 'By hand' });
    expect(await proposing).toMatchObject({ kind: 'updated', besides: true });
    expect(it.github.requests.filter(({ body }) => body.includes('updateRefs'))).toHaveLength(1);
    expect(await it.commits()).toEqual(['Update to 2', 'By hand', 'Update to 2']);
  });

  it('two runs at once open one', async () => {
    await using it = await scene();
    const outcomes = await Promise.all([it.propose(one), it.propose(one), it.propose(one)]);
    expect(new Set(outcomes.map((outcome) => ('pull' in outcome ? outcome.pull : outcome.kind)))).toEqual(new Set([1]));
    expect(await it.commits()).toEqual(['Update to 2']);
  });
});

describe('what goes wrong', () => {
  it.each<{ story: string; fault: GitHubFault }>([
    { story: 'the answer to the new branch is lost', fault: { method: 'POST', path: /\/git\/refs$/, answer: 'reset', when: 'after' } },
    { story: 'the new branch is not made', fault: { method: 'POST', path: /\/git\/refs$/, answer: 'reset' } },
    { story: 'the answer to the new pull request is lost', fault: { method: 'POST', path: /\/pulls$/, answer: faultAnswers.unavailable(502), when: 'after' } },
    { story: 'the pull request is not made', fault: { method: 'POST', path: /\/pulls$/, answer: faultAnswers.unavailable(502) } },
    { story: 'reading fails', fault: { method: 'GET', path: /\/pulls$/, answer: 'reset', times: 2 } },
  ])('$story: there is one in the end', async ({ fault }) => {
    await using it = await scene();
    it.github.faults.push(fault);
    expect(await it.propose(one)).toMatchObject({ pull: 1 });
    expect(await it.propose(one)).toEqual({ kind: 'unchanged', pull: 1, url: urlOf(1) });
    expect(await it.commits()).toEqual(['Update to 2']);
  });

  it('a run that ended before it told of its commit is finished by the next', async () => {
    await using it = await scene();
    await it.propose(one);
    it.github.faults.push({ method: 'PATCH', path: /\/pulls\/1$/, answer: { status: 404, json: { message: 'Not Found' } } });
    await expect(it.propose(two)).rejects.toMatchObject({ path: name });
    expect(await it.propose(two)).toMatchObject({ kind: 'updated', pull: 1 });
    expect(await it.propose(two)).toEqual({ kind: 'unchanged', pull: 1, url: urlOf(1) });
  });

  it('a server that can not compare and move: the new commit goes on top', async () => {
    await using it = await scene();
    await it.propose(one);
    const json = { errors: [{ message: "Field 'updateRefs' doesn't exist on type 'Mutation'" }, { message: "UpdateRefsInput isn't a defined input type (on $input)" }] };
    it.github.faults.push({ path: '/graphql', contains: 'updateRefs', answer: { status: 200, json } });
    expect(await it.propose(two)).toMatchObject({ kind: 'updated', besides: false });
    expect(await it.commits()).toEqual(['Update to 2', 'Update to 2']);
  });

  it('being asked to slow down is told', async () => {
    await using it = await scene();
    it.github.faults.push({ method: 'POST', path: /\/pulls$/, answer: faultAnswers.secondaryLimit(9) });
    expect(await it.propose(one)).toMatchObject({ kind: 'busy', afterMs: 9000 });
    expect(await it.propose(one)).toMatchObject({ kind: 'opened', pull: 1 });
  });

  it.each([
    { story: 'a token without the right', token: 'ghs_contents', fault: undefined, hint: /pull-requests: write/ },
    { story: 'a repository that does not let jobs ask', token: 'ghs_test', fault: 'GitHub Actions is not permitted to create or approve pull requests.', hint: /settings of the repository/ },
  ])('$story: the refusal says what to do', async ({ token, fault, hint }) => {
    await using it = await scene();
    if (fault !== undefined) it.github.faults.push({ method: 'POST', path: /\/pulls$/, answer: { status: 403, json: { message: fault } } });
    const refusal = await it.propose(one, open(it.github.url, token)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ path: name, code: 'state/push-refused', hint: expect.stringMatching(hint) });
  });
});
