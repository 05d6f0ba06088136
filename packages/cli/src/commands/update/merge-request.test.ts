import { startGitLab, startGitServer, temporaryRepository, type GitLabFault, type GitLabGrant, type GitLabServer, type ServedRepository, type TemporaryRepository } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { cli, shop, type CliRun } from '../../cli.fixture.ts';

const canary = 'glpat-canary0123456789';
const name = 'image-factory/update/main';
const manifest = 'dist/image-factory.k8s.yaml';

interface Report {
  readonly pullRequest?: { readonly number: number; readonly state: string; readonly url: string };
  readonly problems: readonly { readonly code: string; readonly message: string; readonly hint?: string }[];
}

interface Scene extends AsyncDisposable {
  readonly gitlab: GitLabServer;
  readonly origin: ServedRepository;
  readonly checkout: TemporaryRepository;
  /** A run of `update --pull-request`. */
  update(more?: Readonly<Record<string, string>>): Promise<CliRun & { readonly report: Report }>;
  /** Somebody changes a Dockerfile on `main`. */
  change(image: string): Promise<string>;
  subjects(branch?: string): Promise<string[]>;
}

/** A factory on a GitLab of one's own, checked out here; its git is real, its API holds every request against the reference. */
async function scene({ grant = {} }: { readonly grant?: GitLabGrant } = {}): Promise<Scene> {
  await using ends = new AsyncDisposableStack();
  const git = ends.use(await startGitServer({ forge: 'gitlab', repositories: { 'acme/shop': { files: shop } }, tokens: { [canary]: 'write' } }));
  const gitlab = ends.use(await startGitLab({ git, project: 'acme/shop', tokens: { [canary]: grant } }));
  const origin = git.repository('acme/shop');
  const checkout = ends.use(await temporaryRepository({ files: { 'README.md': 'here\n' } }));
  await checkout.git('remote', 'add', 'origin', origin.url);
  const env = { GITLAB_TOKEN: canary, CI_SERVER_HOST: `localhost:${new URL(git.origin).port}`, CI_API_V4_URL: gitlab.url };
  const kept = ends.move();
  return {
    gitlab,
    origin,
    checkout,
    async update(more = {}) {
      const run = await cli(checkout.path, ['update', '--pull-request', '--json'], { env: { ...env, ...more } });
      expect(run.stdout + run.stderr).not.toContain(canary);
      const report: Report = JSON.parse(run.stdout);
      return { ...run, report };
    },
    change: (image) => origin.commit({ [`${image}/Dockerfile`]: `FROM alpine:3.22\nRUN echo ${image}\n` }, { message: `Change ${image}` }),
    async subjects(branch = name) {
      const log = await origin.log(branch);
      return log.map(({ message }) => message.split('\n')[0] ?? '').slice(0, -1);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const stateOf = ({ report }: { readonly report: Report }): string | undefined => report.pullRequest?.state;

describe('the merge request', () => {
  it('is opened with state and manifests, on a branch that git pushed, and left alone while it is the same', async () => {
    await using it = await scene();
    const main = await it.origin.head();
    const run = await it.update();
    expect(run).toMatchObject({ exitCode: 0, report: { pullRequest: { number: 1, state: 'opened', url: 'https://gitlab.example.com/acme/shop/-/merge_requests/1' } } });
    expect(await it.origin.readFile(manifest, name)).toContain('kind: Warehouse');
    expect([await it.origin.head(), await it.origin.git('rev-parse', `${name}~1`)]).toEqual([main, main]);
    const [request] = it.gitlab.mergeRequests.all;
    expect(request).toMatchObject({ source_branch: name, target_branch: 'main', force_remove_source_branch: true, title: expect.stringContaining('Update') });
    expect(request?.description).toMatch(/<!-- image-factory\/update: content=[0-9a-f]{64} -->$/);
    const head = await it.origin.head(name);
    expect(stateOf(await it.update())).toBe('unchanged');
    expect(await it.origin.head(name)).toBe(head);
    expect(await it.checkout.git('status', '--porcelain')).toBe('');
  });

  it('is brought up to date in place when the definitions or the base move on', async () => {
    await using it = await scene();
    await it.update();
    const base = await it.change('web');
    expect(await it.update()).toMatchObject({ exitCode: 0, report: { pullRequest: { number: 1, state: 'updated' } } });
    expect(await it.origin.git('rev-parse', `${name}~1`)).toBe(base);
    expect(it.gitlab.mergeRequests.all).toHaveLength(1);
    expect(await it.origin.listFiles(name)).toContain('image-factory/state/base-images/alpine-3.22.yaml');
  });

  it("keeps somebody's commit, and puts its own on top", async () => {
    await using it = await scene();
    await it.update();
    const theirs = await it.origin.commit({ mine: 'x' }, { branch: name, message: 'By hand' });
    await it.change('web');
    expect(stateOf(await it.update())).toBe('updated');
    expect(await it.origin.git('rev-parse', `${name}~1`)).toBe(theirs);
    expect(await it.origin.readFile('mine', name)).toBe('x');
    expect(it.gitlab.mergeRequests.all[0]?.description).toContain('Commits of others are on this branch');
  });

  it('is merged and its branch goes: the next one is another', async () => {
    await using it = await scene();
    await it.update();
    await it.gitlab.mergeRequests.merge(1);
    expect(stateOf(await it.update())).toBeUndefined();
    await it.change('web');
    expect(await it.update()).toMatchObject({ report: { pullRequest: { number: 2, state: 'opened' } } });
  });

  it('is closed when nothing is left to change, its branch goes, and it may be opened again', async () => {
    await using it = await scene();
    await it.update();
    const files = Object.fromEntries(await Promise.all((await it.origin.listFiles(name)).map(async (path) => [path, (await it.origin.readFile(path, name)) ?? ''] as const)));
    await it.origin.commit(files, { message: 'The same, by hand' });
    expect(await it.update()).toMatchObject({ report: { pullRequest: { number: 1, state: 'closed' } } });
    expect(it.gitlab.mergeRequests.all[0]).toMatchObject({ state: 'closed', notes: ['Nothing is left to change on `main`.'] });
    expect(await it.origin.head(name)).toBeUndefined();
    await it.change('web');
    expect(await it.update()).toMatchObject({ report: { pullRequest: { number: 2, state: 'opened' } } });
  });

  it('is not opened again when somebody closed it, even without its branch, until it is something else', async () => {
    await using it = await scene();
    await it.update();
    const [request] = it.gitlab.mergeRequests.all;
    if (request !== undefined) request.state = 'closed';
    const commit = (await it.origin.head(name)) ?? '';
    await it.origin.git('update-ref', 'refs/merge-requests/1/head', commit); // GitLab keeps what was proposed
    await it.origin.deleteBranch(name);
    expect(await it.update()).toMatchObject({ exitCode: 0, report: { pullRequest: { number: 1, state: 'declined' } } });
    expect(await it.origin.head(name)).toBeUndefined();
    await it.change('web');
    expect(await it.update()).toMatchObject({ report: { pullRequest: { number: 2, state: 'opened' } } });
  });

  it('of a fork, on a branch of the same name, is none of ours', async () => {
    await using it = await scene();
    it.gitlab.mergeRequests.addFromFork({ source_branch: name, target_branch: 'main', title: 'From a fork' });
    expect(await it.update()).toMatchObject({ report: { pullRequest: { number: 2, state: 'opened' } } });
    expect(it.gitlab.mergeRequests.all[0]).toMatchObject({ state: 'opened', title: 'From a fork' });
  });
});

describe('what goes wrong', () => {
  const path = /\/merge_requests$/;

  it.each<{ story: string; fault: GitLabFault }>([
    { story: 'the answer to the new one is lost', fault: { method: 'POST', path, answer: 'reset', when: 'after' } },
    { story: 'the new one is not made', fault: { method: 'POST', path, answer: { status: 502 } } },
    {
      story: 'somebody was faster',
      fault: { method: 'POST', path, answer: { status: 409, json: { message: ['Another open merge request already exists for this source branch: !1'] } }, when: 'after' },
    },
    { story: 'reading fails', fault: { method: 'GET', path, answer: { status: 503, headers: { 'retry-after': '0' } } } },
    { story: 'too many requests', fault: { method: 'POST', path, answer: { status: 429, headers: { 'retry-after': '1' } } } },
  ])('$story: there is one in the end, and one commit', async ({ fault }) => {
    await using it = await scene();
    it.gitlab.faults.push(fault);
    expect(await it.update()).toMatchObject({ exitCode: 0, report: { pullRequest: { number: 1 } } });
    expect(it.gitlab.faults).toEqual([]);
    expect(it.gitlab.mergeRequests.all).toHaveLength(1);
    expect(await it.origin.git('rev-list', '--count', `main..${name}`)).toBe('1');
    expect(stateOf(await it.update())).toBe('unchanged');
  });

  it('somebody pushes between the look and the push: the lease holds, and their commit stays', async () => {
    await using it = await scene();
    await it.update();
    await it.change('web');
    // The look is over when the list of merge requests was answered.
    const answered = it.gitlab.requests.length;
    it.gitlab.faults.push({ method: 'GET', path, answer: { status: 503, headers: { 'retry-after': '0' } }, when: 'after' });
    const running = it.update();
    while (it.gitlab.requests.length === answered) await new Promise((resolve) => setTimeout(resolve, 5));
    const theirs = await it.origin.commit({ mine: 'x' }, { branch: name, message: 'By hand' });
    expect(stateOf(await running)).toBe('updated');
    expect(await it.origin.git('merge-base', theirs, name)).toBe(theirs);
  });

  it.each<{ story: string; grant: GitLabGrant; env?: Readonly<Record<string, string>>; says: RegExp }>([
    { story: 'a token that GitLab does not know', grant: { kind: 'job' }, says: /does not take the token for acme\/shop.*401/ },
    { story: 'a token that only reads', grant: { scope: 'read_api' }, says: /may not open merge requests.*403/ },
    { story: 'somebody who only reports', grant: { role: 'reporter' }, says: /may not open merge requests.*403/ },
    { story: 'somebody who does not see the project', grant: { role: 'none' }, says: /no project acme\/shop.*404/ },
    { story: 'the token of a job', grant: { kind: 'job', role: 'none' }, env: { GITLAB_TOKEN: '', CI_JOB_TOKEN: canary }, says: /token of a job does not reach/ },
  ])('$story: refused with what to do, and no token in any word', async ({ grant, env = {}, says }) => {
    await using it = await scene({ grant });
    const run = await it.update(env);
    expect(run.exitCode).toBe(1);
    expect(run.report.problems).toMatchObject([{ code: 'state/push-refused', message: expect.stringMatching(says), hint: expect.stringContaining('GITLAB_TOKEN') }]);
  });

  it('the token goes out in its own header, and nowhere else', async () => {
    await using it = await scene();
    await it.update();
    expect(it.gitlab.requests.length).toBeGreaterThan(1);
    for (const { headers, path: asked, body } of it.gitlab.requests) {
      expect(headers).toMatchObject({ 'private-token': canary });
      expect([headers['job-token'], headers.authorization, asked.includes(canary), body.includes(canary)]).toEqual([undefined, undefined, false, false]);
    }
  });

  it('no token at all is said before anything is asked', async () => {
    await using it = await scene();
    const run = await it.update({ GITLAB_TOKEN: '' });
    expect(run.report.problems).toMatchObject([{ code: 'inputs/missing', hint: expect.stringContaining('GITLAB_TOKEN') }]);
    expect(it.gitlab.requests).toEqual([]);
  });
});
