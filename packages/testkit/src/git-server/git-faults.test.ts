import { expect, it } from 'vitest';
import { startFaultProxy } from './fault-proxy.ts';
import type { Fault } from './faults.ts';
import { cloneOf, emptyClient } from './git-client.fixture.ts';
import { startGitServer } from './server.ts';

const repositories = { 'acme/factory': { files: { a: 'a' } } };
const reset = { kind: 'reset' } as const;
const loseAnswer = { kind: 'lose-answer' } as const;
const truncate = { kind: 'truncate', bytes: 10 } as const;

interface Row {
  readonly fault: Fault;
  readonly landed: boolean;
  readonly error: RegExp;
}

// A library that is still sending when the connection ends notices it there.
const connectionReset = /(?:Recv|Send) failure: (?:Connection reset by peer|Broken pipe)\n/;
const cutShort = /curl 18 transfer closed with outstanding read data remaining\n/;

// `landed` is what matters: behind equal words a push has sometimes happened and sometimes not.
const writing: Row[] = [
  { fault: reset, landed: false, error: connectionReset },
  { fault: loseAnswer, landed: true, error: connectionReset },
  { fault: truncate, landed: true, error: cutShort },
  { fault: { kind: 'answer', status: 500, body: 'x' }, landed: false, error: /HTTP 500 curl 22 / },
  { fault: { kind: 'answer', status: 502 }, landed: false, error: /HTTP 502 curl 22 / },
  { fault: { kind: 'answer', status: 503 }, landed: false, error: /HTTP 503 curl 22 / },
  { fault: { kind: 'rate-limit', status: 429, retryAfter: 'seconds', seconds: 1 }, landed: false, error: /HTTP 429 curl 22 / },
  { fault: { kind: 'rate-limit', status: 403, retryAfter: 'x-ratelimit-reset', seconds: 1 }, landed: false, error: /HTTP 403 curl 22 / },
];

it.each(writing)('a push whose request meets $fault.kind $fault.status', async ({ fault, landed, error }) => {
  await using server = await startGitServer({ repositories });
  const repository = server.repository('acme/factory');
  await using proxy = await startFaultProxy(server.origin, [{ method: 'POST', path: '/git-receive-pack', fault }], { keepAlive: false });
  await using client = await cloneOf(proxy.through(repository.url));
  const { exitCode, stderr } = await client.push('b', 'b');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^error: RPC failed; .*\n(?:.*\n)*fatal: the remote end hung up unexpectedly\nEverything up-to-date\n$/);
  expect(stderr).toMatch(error);
  expect((await repository.log()).length).toBe(landed ? 2 : 1);
  await repository.fsck();
});

it.each([
  { fault: reset, stderr: 'Connection reset by peer\n' },
  { fault: loseAnswer, stderr: 'Connection reset by peer\n' },
  { fault: truncate, stderr: 'transfer closed with outstanding read data remaining\n' },
  { fault: { kind: 'answer', status: 500, body: 'sorry\n' }, stderr: 'The requested URL returned error: 500\n' },
  { fault: { kind: 'rate-limit', status: 429, retryAfter: 'absent', seconds: 1 }, stderr: 'The requested URL returned error: 429\n' },
] as const)('a push whose first question meets $fault.kind $fault.status', async ({ fault, stderr }) => {
  await using server = await startGitServer({ repositories });
  await using proxy = await startFaultProxy(server.origin, [{ path: 'service=git-receive-pack', fault }]);
  await using client = await cloneOf(proxy.through(server.repository('acme/factory').url));
  const run = await client.push('b', 'b');
  expect(run.exitCode).toBe(128);
  expect(run.stderr).toMatch(/^(?:remote: sorry\n)?fatal: unable to access '[^']+': /);
  expect(run.stderr.endsWith(stderr)).toBe(true);
});

it('on a kept connection the HTTP library sends a reset push again: once lost before the server, it lands', async () => {
  await using server = await startGitServer({ repositories });
  await using proxy = await startFaultProxy(server.origin, [{ method: 'POST', nth: 1, path: '/git-receive-pack', fault: reset }]);
  await using client = await cloneOf(proxy.through(server.repository('acme/factory').url));
  expect(await client.push('b', 'b')).toMatchObject({ exitCode: 0 });
});

it('and when only the answer was lost, it is told that somebody was faster: it was itself', async () => {
  await using server = await startGitServer({ repositories });
  const repository = server.repository('acme/factory');
  await using proxy = await startFaultProxy(server.origin, [{ method: 'POST', nth: 1, path: '/git-receive-pack', fault: loseAnswer }]);
  await using client = await cloneOf(proxy.through(repository.url));
  const run = await client.push('b', 'b');
  const own = (await client.git('rev-parse', 'HEAD')).stdout.trim();
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain(`remote: error: cannot lock ref 'refs/heads/main': is at ${own} but expected `);
  expect(run.stderr).toContain(' ! [remote rejected] HEAD -> main (failed to update ref)\n');
  expect(await repository.head()).toBe(own);
});

it.each([
  { fault: reset, stderr: /failure: [^\n]+\nfatal: expected flush after ref listing\n$/ },
  { fault: truncate, stderr: /curl 18 transfer closed with outstanding read data remaining\n[^]*fatal: expected flush after ref listing\n$/ },
  { fault: { kind: 'answer', status: 503 }, stderr: /HTTP 503 curl 22 [^\n]*\nfatal: expected flush after ref listing\n$/ },
] as const)('a fetch that meets $fault.kind', async ({ fault, stderr }) => {
  await using server = await startGitServer({ repositories });
  await using proxy = await startFaultProxy(server.origin, [{ path: '/git-upload-pack', method: 'POST', fault }], { keepAlive: false });
  await using client = await emptyClient();
  const run = await client.git('clone', '--quiet', proxy.through(server.repository('acme/factory').url), '.');
  expect(run.exitCode).toBe(128);
  expect(run.stderr).toMatch(stderr);
});

it('an answer that comes slowly is an answer; none at all needs a limit of its own', async () => {
  await using server = await startGitServer({ repositories });
  await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'drip', bytes: 64, everyMs: 1 } }]);
  await using client = await cloneOf(proxy.through(server.repository('acme/factory').url));
  expect(await client.push('b', 'b')).toMatchObject({ exitCode: 0 });
  proxy.use([{ fault: { kind: 'black-hole' } }]);
  const run = await client.git('-c', 'http.lowSpeedLimit=1', '-c', 'http.lowSpeedTime=1', 'fetch');
  expect(run).toMatchObject({ exitCode: 128, stderr: expect.stringMatching(/Operation too slow\. Less than 1 bytes\/sec transferred the last 1 seconds\n$/) });
});
