import { runBundle, startGitHub, temporaryFolder } from '@image-factory/testkit';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Data = Readonly<Record<string, unknown>>;

function reportAbout(head: string): Data {
  return {
    version: 1,
    subject: { base: 'a'.repeat(40), head },
    problems: [],
    solved: 0,
    changes: [],
    affected: [{ image: 'app', depth: 0, because: ['app/Dockerfile'], wave: 1 }],
    size: 'small',
    blocked: [],
    grants: [],
    credentials: [],
    matrix: [],
    emptyReason: '',
  };
}

function eventOf(head: string, owner = 'eve'): Data {
  return { workflow_run: { event: 'pull_request', head_sha: head, head_branch: 'change', head_repository: { owner: { login: owner } } } };
}

interface Scenario {
  /** By the commit that the fork's branch is at. */
  readonly report?: (head: string) => Data;
  readonly event?: (head: string) => Data;
  /** The fork's branch moves between the check and the comment. */
  readonly moves?: boolean;
  readonly closed?: boolean;
  readonly access?: 'read' | 'write';
}

/** Runs the shipped bundle beside a pull request of a fork that has no comment yet. */
async function comment({ report = reportAbout, event = eventOf, moves = false, closed = false, access = 'write' }: Scenario = {}) {
  await using github = await startGitHub({
    repositories: {
      'acme/factory': { files: { 'images.yaml': 'images: []\n' }, pulls: [{ head: 'eve:change', state: closed ? 'closed' : 'open' }] },
      'eve/factory': { forkOf: 'acme/factory', defaultBranch: 'change', files: { 'app/Dockerfile': 'FROM alpine\n' } },
    },
    tokens: { ghs_canary_token: { permissions: { pull_requests: access } } },
  });
  const head = (await github.repository('eve/factory').head()) ?? '';
  if (moves) await github.repository('eve/factory').commit({ more: '' });
  await using folder = await temporaryFolder({ 'report.json': JSON.stringify(report(head)), 'event.json': JSON.stringify(event(head)) });
  const env = { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'acme/factory', GITHUB_EVENT_PATH: join(folder.path, 'event.json') };
  const run = () => runBundle('comment', { cwd: folder.path, inputs: { 'report-file': 'report.json', 'github-token': 'ghs_canary_token' }, env });
  return {
    first: await run(),
    again: await run(),
    bodies: github
      .repository('acme/factory')
      .comments(1)
      .map(({ body }) => body),
    writes: github.writes,
  };
}

describe('the comment bundle', () => {
  it('posts one comment on the pull request that GitHub names, rendered from the checked report, once', async () => {
    const { first, again, bodies, writes } = await comment();
    expect(first.outputs, first.stdout).toEqual({ outcome: 'created', 'pull-request': '1' });
    expect(first.exitCode).toBe(0);
    expect(bodies).toEqual([expect.stringContaining('<!-- image-factory:check -->')]);
    expect(first.stdout).not.toContain('::error');
    expect(first.stdout.replace('::add-mask::ghs_canary_token', '')).not.toContain('ghs_canary_token');
    expect(again.outputs).toEqual({ outcome: 'unchanged', 'pull-request': '1' });
    expect(writes).toBe(1);
  });

  it.each([
    { story: 'a branch that has moved on', scenario: { moves: true } },
    { story: 'a pull request that is closed', scenario: { closed: true } },
  ])('$story gets none, and that is no mistake', async ({ scenario }) => {
    const { first, bodies } = await comment(scenario);
    expect(first.exitCode, first.stdout).toBe(0);
    expect(first.outputs['outcome']).toBe('none');
    expect(bodies).toEqual([]);
  });

  it.each([
    { story: 'a report that is none', scenario: { report: () => ({ version: 1 }) }, says: /can not be used/ },
    { story: 'a report about another commit', scenario: { report: () => reportAbout('c'.repeat(40)) }, says: /another commit/ },
    { story: 'another event', scenario: { event: () => ({ pull_request: {} }) }, says: /workflow_run/ },
    { story: 'a hostile branch owner', scenario: { event: (head: string) => eventOf(head, '../x') }, says: /workflow_run/ },
    { story: 'a token that may only read', scenario: { access: 'read' as const }, says: /Resource not accessible by integration/ },
  ])('$story is refused, and nothing is posted', async ({ scenario, says }) => {
    const { first, bodies } = await comment(scenario);
    expect(first.exitCode).toBe(1);
    expect(first.stdout).toMatch(says);
    expect(bodies).toEqual([]);
    expect(first.outputs['outcome']).toBe('none');
  });
});
