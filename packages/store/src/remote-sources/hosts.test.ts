import { startFaultProxy, startGitServer, temporaryFolder, type FaultRule } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { at, hostOf, openSources, sourceOf } from './at.fixture.ts';

const dockerfile = at('Dockerfile');
const repositories = { 'acme/app': { files: { Dockerfile: 'FROM a\n' } } };

const passing: { story: string; rules: FaultRule[] }[] = [
  { story: 'a reset', rules: [{ nth: 1, fault: { kind: 'reset' } }] },
  { story: '503 twice', rules: [{ nth: [1, 2], fault: { kind: 'answer', status: 503 } }] },
  { story: '429', rules: [{ nth: 3, fault: { kind: 'rate-limit', status: 429, retryAfter: 'seconds', seconds: 1 } }] },
  { story: 'an answer that ends too early', rules: [{ method: 'POST', nth: 2, fault: { kind: 'truncate', bytes: 40 } }] },
  { story: 'files that end too early', rules: [{ method: 'POST', nth: 4, fault: { kind: 'truncate', bytes: 60 } }] },
  { story: 'an answer that comes byte by byte', rules: [{ method: 'POST', nth: 1, fault: { kind: 'drip', bytes: 20, everyMs: 10 } }] },
];

it.each(passing)('$story passes', async ({ rules }) => {
  await using server = await startGitServer({ repositories });
  await using proxy = await startFaultProxy(server.origin, rules, { keepAlive: false });
  await using cache = await temporaryFolder();
  expect(await openSources(cache.path, [proxy.origin]).read(sourceOf(proxy.origin, 'acme/app'), dockerfile)).toMatchObject({ kind: 'file', text: 'FROM a\n' });
});

const lasting: { story: string; rules: FaultRule[]; reason: RegExp; tries: number }[] = [
  { story: 'resets', rules: [{ fault: { kind: 'reset' } }], reason: /^HOST could not be reached \(/, tries: 3 },
  { story: '500', rules: [{ fault: { kind: 'answer', status: 500 } }], reason: /^HOST answered with an error \(500\)$/, tries: 3 },
  { story: '429', rules: [{ fault: { kind: 'rate-limit', status: 429, retryAfter: 'absent', seconds: 1 } }], reason: /^HOST answered with an error \(429\)$/, tries: 3 },
  { story: 'silence', rules: [{ fault: { kind: 'black-hole' } }], reason: /^HOST did not answer in time$/, tries: 1 },
];

it.each(lasting)('$story, always: the host counts as down, after so many tries', async ({ rules, reason, tries }) => {
  await using server = await startGitServer({ repositories });
  await using proxy = await startFaultProxy(server.origin, rules, { keepAlive: false });
  await using cache = await temporaryFolder();
  const read = await openSources(cache.path, [proxy.origin], { timeoutMs: 1500 }).read(sourceOf(proxy.origin, 'acme/app'), dockerfile);
  expect(read).toMatchObject({ kind: 'unreachable', concerns: 'host' });
  expect(read.kind === 'unreachable' && read.reason.replaceAll(hostOf(proxy.origin), 'HOST')).toMatch(reason);
  expect(proxy.requests.length).toBeGreaterThanOrEqual(tries);
  expect(proxy.requests.length).toBeLessThanOrEqual(3);
});

it('what failed once is not asked again in the same run', async () => {
  await using server = await startGitServer({ repositories });
  await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'answer', status: 404 } }]);
  await using cache = await temporaryFolder();
  const sources = openSources(cache.path, [proxy.origin]);
  const first = await sources.read(sourceOf(proxy.origin, 'acme/app'), dockerfile);
  proxy.use([]);
  expect(await sources.read(sourceOf(proxy.origin, 'acme/app'), at('other'))).toEqual(first);
  expect(proxy.requests).toHaveLength(1);
  expect(sources.commits()).toEqual([]);
});

it('a file of another size than it may have is not taken to the end', async () => {
  const { randomBytes } = await import('node:crypto');
  await using server = await startGitServer({ repositories: { 'acme/app': { files: { Dockerfile: randomBytes(24 * 1024 * 1024) } } } });
  await using proxy = await startFaultProxy(server.origin, [{ method: 'POST', nth: 4, fault: { kind: 'drip', bytes: 256 * 1024, everyMs: 20 } }]);
  await using cache = await temporaryFolder();
  const read = await openSources(cache.path, [proxy.origin]).read(sourceOf(proxy.origin, 'acme/app'), dockerfile);
  expect(read).toMatchObject({ kind: 'unreachable', reason: 'acme/app sent more than is accepted' });
});

describe('many repositories in one go', () => {
  const names = ['acme/one', 'acme/two', 'acme/three', 'acme/four', 'acme/five', 'acme/six', 'acme/seven', 'acme/eight'];
  const many = Object.fromEntries(names.map((name) => [name, { files: { Dockerfile: `FROM ${name}\n` } }]));

  it('a slow host and a dead one hold nobody else up, and the dead one is left alone after a few failures', async () => {
    await using server = await startGitServer({ repositories: many });
    await using fast = await startFaultProxy(server.origin);
    await using slow = await startFaultProxy(server.origin, [{ fault: { kind: 'delay', ms: 100 } }]);
    await using dead = await startFaultProxy(server.origin, [{ fault: { kind: 'black-hole' } }]);
    await using cache = await temporaryFolder();
    const origins = [dead, slow, fast].map(({ origin }) => origin);
    // On a loaded machine the sixteen that answer take seconds: the dead one has to be patient for longer than they need.
    const sources = openSources(cache.path, origins, { timeoutMs: 15_000, atOncePerHost: 2 });
    const order: string[] = [];
    const all = origins.flatMap((origin) =>
      names.map(async (name) => {
        const read = await sources.read(sourceOf(origin, name), dockerfile);
        order.push(origin);
        return { origin, name, read };
      }),
    );
    const results = await Promise.all(all);
    const of = (origin: string) => results.filter((result) => result.origin === origin);
    for (const { name, read } of [...of(fast.origin), ...of(slow.origin)]) expect(read).toMatchObject({ kind: 'file', text: `FROM ${name}\n` });
    for (const { read } of of(dead.origin)) expect(read).toMatchObject({ kind: 'unreachable', concerns: 'host' });
    // Who is dead takes longest, and nobody waits for it.
    expect(order.slice(0, names.length * 2)).not.toContain(dead.origin);
    // Two at once, three failures: one more was already under way.
    expect(dead.requests.length).toBeLessThanOrEqual(4);
    expect(of(dead.origin).filter(({ read }) => read.kind === 'unreachable' && /was not asked again/.test(read.hint)).length).toBeGreaterThanOrEqual(4);
    expect(sources.commits()).toHaveLength(names.length * 2);
  });
});

it('two runs that share a cache get the same, and none gets in the way of the other', async () => {
  const paths = Array.from({ length: 10 }, (_, at) => `d${at}/Dockerfile`);
  await using server = await startGitServer({ repositories: { 'acme/app': { files: Object.fromEntries(paths.map((path) => [path, `FROM ${path}\n`])) } } });
  await using cache = await temporaryFolder();
  const runs = Array.from({ length: 4 }, async () => {
    const sources = openSources(cache.path, [server.origin], { pause: (ms) => new Promise((go) => void setTimeout(go, ms)) });
    return Promise.all(paths.map(async (path) => sources.read(sourceOf(server.origin, 'acme/app'), at(path))));
  });
  for (const reads of await Promise.all(runs)) expect(reads).toMatchObject(paths.map((path) => ({ kind: 'file', text: `FROM ${path}\n` })));
});
