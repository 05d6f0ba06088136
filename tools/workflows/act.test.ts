import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGitHub, startGitServer, temporaryRepository, type TemporaryRepository } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import { root } from '../root.ts';
import { runAct } from './act.fixture.ts';
import { describeTool } from '@image-factory/testkit';

const entry = (name: string): string[] => [
  `- name: ${name}`,
  '  registry: ghcr.io',
  `  repository: acme/${name}`,
  '  source:',
  '    provider: github',
  '    branch: main',
  `    dockerfile: ${name}/Dockerfile`,
  `    context: ${name}`,
  '  rebuildDelay: 7d',
];

/** Somebody's factory with one workflow: `app` is built from `base`, and `web` from `app`. */
async function openFactory(workflow: string): Promise<TemporaryRepository> {
  const factory = await temporaryRepository({
    files: {
      '.github/workflows/one.yml': workflow,
      'image-factory/images.yaml': [...entry('base'), ...entry('app'), ...entry('web'), ''].join('\n'),
      'image-factory/factory.yaml': 'repository: acme/factory\n',
      'base/Dockerfile': 'FROM docker.io/library/python:3.12-slim\n',
      'app/Dockerfile': 'FROM ghcr.io/acme/base:latest\n',
      'web/Dockerfile': 'FROM ghcr.io/acme/app:latest\n',
    },
  });
  await factory.git('remote', 'add', 'origin', 'https://github.com/acme/factory.git');
  return factory;
}

/** An example, as users copy it. */
async function example(name: string): Promise<string> {
  return readFile(join(root, 'examples/workflows', name), 'utf8');
}

/** A workflow of this repository, as it would be elsewhere: what is ours comes from the release. */
async function ours(name: string): Promise<string> {
  return (await readFile(join(root, '.github/workflows', name), 'utf8')).replace(/uses: \.\/(\S+)/g, 'uses: image-factory/image-factory/$1@v1');
}

/** A workflow with a step for `update`, whose commit GitHub makes. */
async function committingByApi(): Promise<string> {
  const [checkout] = /actions\/checkout@\S+/.exec(await ours('update.yml')) ?? [];
  const uses = [
    `      - { uses: ${checkout}, with: { ref: '\${{ github.ref }}' } }`,
    '      - uses: image-factory/image-factory/actions/update@v1',
    '        with: { commit: true, commit-by: api }',
    '',
  ];
  return ['on: push', 'jobs:', '  update:', '    runs-on: ubuntu-24.04', '    permissions: { contents: write }', '    steps:', ...uses].join('\n');
}

// There is no server to push to.
const noPush = '    with:\n      push: false\n';

/** The images whose state says that their Dockerfile was read. */
async function analyzedIn(factory: TemporaryRepository, branch: string): Promise<string[]> {
  const names = ['app', 'base', 'web'];
  const states = await Promise.all(names.map((name) => factory.git('show', `${branch}:image-factory/state/images/${name}.yaml`).catch(() => '')));
  return names.filter((_, index) => states[index]?.includes('discoveryStatus: success'));
}

const repository = { full_name: 'acme/factory', name: 'factory', default_branch: 'main', owner: { login: 'acme' } };

describeTool('act', (act) => {
  it('update, called from another repository: one commit with state and manifests', async () => {
    await using factory = await openFactory((await example('update.yml')) + noPush);
    const before = await factory.git('rev-parse', 'HEAD');
    const run = await runAct(act, factory, { event: 'push', payload: { ref: 'refs/heads/main', before, after: before, repository } });
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(await factory.git('rev-parse', 'left~1')).toBe(before);
    const files = (await factory.git('diff', '--name-only', before, 'left')).split('\n');
    expect(files).toEqual(expect.arrayContaining(['dist/image-factory.k8s.yaml', 'image-factory/state/base-images/python-3.12-slim.yaml', 'image-factory/state/images/web.yaml']));
    expect(files.filter((file) => !/^(?:dist|image-factory\/state)\//.test(file))).toEqual([]);
  });

  it('update, called from another repository: pushes one commit with the token of the job', async () => {
    await using factory = await openFactory(await example('update.yml'));
    const before = await factory.git('rev-parse', 'HEAD');
    await using server = await startGitServer({ repositories: { 'acme/factory': {} }, tokens: { ghs_job_token: 'write' } });
    const origin = server.repository('acme/factory');
    await factory.git('push', '--quiet', '--force', origin.path, 'HEAD:refs/heads/main');
    const payload = { ref: 'refs/heads/main', before, after: before, repository };
    const run = await runAct(act, factory, { event: 'push', payload, origin: origin.url, token: 'ghs_job_token' });
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(await origin.git('rev-parse', 'main~1')).toBe(before);
    expect(await origin.readFile('dist/image-factory.k8s.yaml')).toContain('kind: Warehouse');
    expect(await factory.git('rev-parse', 'left')).toBe(await origin.head());
    expect(run.stdout + run.stderr).not.toContain('ghs_job_token');
  });

  it('update, called from another repository: GitHub makes the commit, and nothing is pushed', async () => {
    await using factory = await openFactory(await committingByApi());
    const before = await factory.git('rev-parse', 'HEAD');
    await using github = await startGitHub({
      repositories: { 'acme/factory': { files: { 'README.md': '' } } },
      tokens: { ghs_job_token: { permissions: { contents: 'write' } } },
    });
    const origin = github.repository('acme/factory');
    await factory.git('push', '--quiet', '--force', origin.path, 'HEAD:refs/heads/main');
    const payload = { ref: 'refs/heads/main', before, after: before, repository };
    const run = await runAct(act, factory, { event: 'push', payload, apiUrl: github.url, token: 'ghs_job_token' });
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const [commit] = await origin.log();
    expect(commit).toMatchObject({ parents: [before], message: expect.stringContaining('Co-authored-by: Image Factory Bot <bot@example.com>'), committer: { name: 'GitHub' } });
    expect(await origin.readFile('image-factory/state/images/web.yaml')).toContain('discoveryStatus: success');
    expect(await origin.readFile('dist/image-factory.k8s.yaml')).toContain('kind: Warehouse');
    expect([github.writes, await factory.git('rev-parse', 'left')]).toEqual([1, before]);
    expect(run.stdout + run.stderr).not.toContain('ghs_job_token');
  });

  it('check, called from another repository: what a change of the base would rebuild, with what depends on it', async () => {
    await using factory = await openFactory(await example('check.yml'));
    const base = await factory.git('rev-parse', 'HEAD');
    await factory.git('switch', '--quiet', '--create', 'newer-python');
    const head = await factory.commit('A newer Python', { 'base/Dockerfile': 'FROM docker.io/library/python:3.13-slim\n' });
    const pullRequest = { number: 7, base: { sha: base, ref: 'main', repo: repository }, head: { sha: head, ref: 'newer-python', repo: repository } };
    const run = await runAct(act, factory, { event: 'pull_request', payload: { action: 'opened', number: 7, pull_request: pullRequest, repository } });
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(JSON.parse(run.artifacts.get('image-factory-check') ?? 'null')).toMatchObject({
      subject: { base, head, pullRequest: 7 },
      affected: [
        { image: 'base', depth: 0 },
        { image: 'app', depth: 1 },
        { image: 'web', depth: 2 },
      ],
    });
    expect(await factory.git('rev-parse', 'left')).toBe(head);
  });

  it('comment, called from another repository: what the check of a fork said, once, on its pull request', async () => {
    await using factory = await openFactory(await example('check.yml'));
    const base = await factory.git('rev-parse', 'HEAD');
    await factory.git('switch', '--quiet', '--create', 'newer-python');
    const head = await factory.commit('A newer Python', { 'base/Dockerfile': 'FROM docker.io/library/python:3.13-slim\n' });
    const pullRequest = { number: 1, base: { sha: base, ref: 'main', repo: repository }, head: { sha: head, ref: 'newer-python', repo: repository } };
    const checked = await runAct(act, factory, { event: 'pull_request', payload: { action: 'opened', number: 1, pull_request: pullRequest, repository } });
    await using github = await startGitHub({
      repositories: {
        'acme/factory': { files: { 'README.md': '' }, pulls: [{ head: 'eve:newer-python' }] },
        'eve/factory': { forkOf: 'acme/factory', defaultBranch: 'newer-python', files: { 'README.md': '' } },
      },
      tokens: { ghs_job_token: { permissions: { actions: 'read', pull_requests: 'write' } } },
    });
    await factory.git('push', '--quiet', '--force', github.repository('eve/factory').path, 'HEAD:refs/heads/newer-python');
    await factory.commit('Comment', { '.github/workflows/one.yml': await example('comment.yml') });
    const workflowRun = { id: 42, event: 'pull_request', conclusion: 'success', head_sha: head, head_branch: 'newer-python', head_repository: { full_name: 'eve/factory', owner: { login: 'eve' } } };
    const comment = () =>
      runAct(act, factory, {
        event: 'workflow_run',
        payload: { action: 'completed', workflow_run: workflowRun, repository },
        artifacts: checked.artifacts,
        apiUrl: github.url,
        token: 'ghs_job_token',
      });
    const first = await comment();
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    const again = await comment();
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    const bodies = github.repository('acme/factory').comments(1);
    expect(bodies.map(({ body }) => body)).toEqual([expect.stringContaining('3 images would be rebuilt in 3 waves')]);
    expect(github.writes).toBe(1);
    expect(first.stdout + first.stderr + again.stdout).not.toContain('ghs_job_token');
  });

  it.each([
    { story: 'a name', image: 'web', exitCode: 0, analyzed: ['web'] },
    { story: 'no name', image: '', exitCode: 0, analyzed: ['app', 'base', 'web'] },
    { story: 'a script', image: 'web"; touch pwned; $(touch pwned)', exitCode: 1, analyzed: [] },
    { story: 'a workflow command', image: 'web\n::set-output name=commit::x', exitCode: 1, analyzed: [] },
    { story: 'a name that nobody enrolled', image: 'nobody', exitCode: 1, analyzed: [] },
  ])('state, asked by an event about $story: exit $exitCode', async ({ image, exitCode, analyzed }) => {
    await using factory = await openFactory((await ours('state.yml')) + '      push: false\n');
    const before = await factory.git('rev-parse', 'HEAD');
    const run = await runAct(act, factory, { event: 'repository_dispatch', payload: { action: 'image-factory-analyze', client_payload: { factory: { v: 1, image } }, repository } });
    expect(run.exitCode, run.stdout + run.stderr).toBe(exitCode);
    const files = (await factory.git('diff', '--name-only', before, 'left')).split('\n');
    expect(await analyzedIn(factory, 'left')).toEqual(analyzed);
    expect(files.filter((file) => !/^(?:dist|image-factory\/state)\//.test(file))).toEqual(exitCode === 0 ? [] : ['']); // without a commit, one empty line
    expect(run.stdout).not.toContain('commit=x');
  });
});
