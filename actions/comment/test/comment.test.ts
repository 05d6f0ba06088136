import { runBundle, temporaryFolder } from '@image-factory/testkit';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const head = 'b'.repeat(40);
const report = {
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
const event = { workflow_run: { event: 'pull_request', head_sha: head, head_branch: 'change', head_repository: { owner: { login: 'eve' } } } };

/** Runs the shipped bundle against a server that knows one pull request of a fork, and no comment yet. */
async function comment(files: { readonly report?: unknown; readonly event?: unknown }) {
  const bodies: string[] = [];
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    if (request.method === 'POST') bodies.push(body);
    const pulls = request.url?.includes('/pulls') === true ? [{ number: 7, head: { sha: head } }] : [];
    response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.method === 'POST' ? { id: 1 } : pulls));
  };
  const server = createServer((request, response) => void reply(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await using folder = await temporaryFolder({ 'report.json': JSON.stringify(files.report ?? report), 'event.json': JSON.stringify(files.event ?? event) });
    const env = { GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_REPOSITORY: 'acme/factory', GITHUB_EVENT_PATH: join(folder.path, 'event.json') };
    const run = await runBundle('comment', { cwd: folder.path, inputs: { 'report-file': 'report.json', 'github-token': 'ghs_canary_token' }, env });
    return { ...run, bodies };
  } finally {
    server.close();
  }
}

describe('the comment bundle', () => {
  it('posts one comment on the pull request that GitHub names, rendered from the checked report', async () => {
    const run = await comment({});
    expect(run.outputs, run.stdout).toEqual({ outcome: 'created', 'pull-request': '7' });
    expect(run.exitCode).toBe(0);
    expect(run.bodies).toHaveLength(1);
    expect(run.bodies[0]).toContain('<!-- image-factory:check -->');
    expect(run.stdout.replace('::add-mask::ghs_canary_token', '')).not.toContain('::error');
  });

  it.each([
    { story: 'a report that is none', files: { report: { version: 1 } }, says: /can not be used/ },
    { story: 'a report about another commit', files: { report: { ...report, subject: { ...report.subject, head: 'c'.repeat(40) } } }, says: /another commit/ },
    { story: 'another event', files: { event: { pull_request: {} } }, says: /workflow_run/ },
    { story: 'a hostile branch owner', files: { event: { workflow_run: { ...event.workflow_run, head_repository: { owner: { login: '../x' } } } } }, says: /workflow_run/ },
  ])('$story is refused, and nothing is posted', async ({ files, says }) => {
    const run = await comment(files);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(says);
    expect(run.bodies).toEqual([]);
    expect(run.outputs['outcome']).toBe('none');
  });
});
