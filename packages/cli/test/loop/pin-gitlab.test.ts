import { fakeClock, startGitLab, startGitServer, startImageRegistry, temporaryFolder } from '@image-factory/testkit';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { openPorts } from '../../src/ports.ts';
import { run as runCli } from '../../src/run.ts';

const canary = 'glpat-canary0123456789';
const slug = 'acme/factory';
const entry = (host: string): string =>
  `- name: app\n  registry: "${host}"\n  repository: acme/app\n  rebuildDelay: 0h\n  source: {provider: gitlab, branch: main, dockerfile: app/Dockerfile, pipeline: .gitlab-ci.yml}\n`;

/** A factory on a GitLab of one's own; its git is real. */
async function scene() {
  await using ends = new AsyncDisposableStack();
  const registry = ends.use(await startImageRegistry());
  const push = async (content: string): Promise<string> => {
    registry.push('acme/base:1', content);
    const answer = await fetch(`http://${registry.host}/v2/acme/base/manifests/1`, { method: 'HEAD' });
    return answer.headers.get('docker-content-digest') ?? '';
  };
  const one = await push('one');
  registry.push('acme/app:latest', 'app');
  const files = {
    'image-factory/images.yaml': entry(registry.host),
    'image-factory/factory.yaml': `provider: gitlab\nrepository: ${slug}\nrebuild: {settle: 0m}\nregistries:\n  "${registry.host}": {}\n`,
    'app/Dockerfile': `FROM ${registry.host}/acme/base:1@${one}\n`,
  };
  const git = ends.use(await startGitServer({ forge: 'gitlab', repositories: { [slug]: { files } }, tokens: { [canary]: 'write' } }));
  const gitlab = ends.use(await startGitLab({ git, project: slug, tokens: { [canary]: {} } }));
  const origin = git.repository(slug);
  const clock = fakeClock('2026-01-01T10:00:00Z');
  const kept = ends.move();

  async function run(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
    await using folder = await temporaryFolder();
    await origin.git('clone', '--quiet', origin.path, folder.path);
    await origin.git('-C', folder.path, 'remote', 'set-url', 'origin', origin.url);
    const written = { stdout: '', stderr: '' };
    const stream = (name: 'stdout' | 'stderr') => ({
      write: (text: string, done?: () => void) => {
        written[name] += text;
        done?.();
      },
    });
    clock.advance('1h');
    const env = { GITLAB_TOKEN: canary, CI_SERVER_HOST: `localhost:${new URL(git.origin).port}`, CI_API_V4_URL: gitlab.url, HOME: folder.path, ...more };
    const exitCode = await runCli(args, { cwd: folder.path, env, stdin: () => Readable.from([]), stdout: stream('stdout'), stderr: stream('stderr'), clock, openPorts });
    expect(written.stdout + written.stderr).not.toContain(canary);
    return { exitCode, ...written };
  }

  return {
    gitlab,
    origin,
    push,
    run,
    async sweep(more: Readonly<Record<string, string>> = {}) {
      for (const args of [
        ['update', '--commit'],
        ['observe', '--commit'],
      ]) {
        const done = await run(args);
        expect(done.exitCode, done.stdout + done.stderr).toBe(0);
      }
      const done = await run(['pin', '--json'], more);
      return { exitCode: done.exitCode, ...JSON.parse(done.stdout) };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

it('a factory on GitLab: one merge request for each move, and the next one after it was merged', { timeout: 120_000 }, async () => {
  await using it_ = await scene();
  await it_.sweep();
  const two = await it_.push('two');
  expect(await it_.sweep()).toMatchObject({ exitCode: 0, requests: [{ outcome: 'opened', number: 1 }], problems: [] });
  expect(await it_.sweep()).toMatchObject({ requests: [{ outcome: 'unchanged', number: 1 }] });
  const [request] = it_.gitlab.mergeRequests.all;
  expect(request).toMatchObject({ target_branch: 'main', source_branch: expect.stringMatching(/^image-factory\/pin\//), title: expect.stringContaining('acme/base:1') });
  await it_.gitlab.mergeRequests.merge(1);
  expect(await it_.origin.readFile('app/Dockerfile')).toContain(two);
  await it_.push('three');
  expect(await it_.sweep()).toMatchObject({ requests: [{ outcome: 'opened', number: 2 }] });
  expect(it_.gitlab.mergeRequests.all.map(({ state }) => state)).toEqual(['merged', 'opened']);
});

it('without a token: refused, with the way out', { timeout: 60_000 }, async () => {
  await using it_ = await scene();
  await it_.sweep();
  await it_.push('two');
  const run = await it_.sweep({ GITLAB_TOKEN: '' });
  expect(run).toMatchObject({ exitCode: 1, requests: [], problems: [{ code: 'pin/not-proposed', hint: expect.stringContaining('GITLAB_TOKEN') }] });
});
